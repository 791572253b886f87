// Typings of the generated readers, straight from the ksy.
import { camel, pascal } from './names.mjs';

function scalar(type) {
  if (/^[usf][1248](le|be)?$/.test(type) || /^b\d+$/.test(type)) return type === 'b1' ? 'boolean' : 'number';
  if (type === 'str' || type === 'strz') return 'string';
  return undefined;
}

function fieldType(field, owner) {
  let type;
  if (field.type === undefined) type = 'Uint8Array';
  else if (typeof field.type === 'object') type = 'unknown';
  else type = scalar(field.type) ?? `${owner}.${pascal(field.type.split('::').at(-1).replace(/\(.*$/, ''))}`;
  if (field.enum !== undefined) type = 'number';
  if (field.repeat !== undefined) type = `${type}[]`;
  return field.if === undefined ? type : `${type} | undefined`;
}

function classBody(spec, owner, indent) {
  const lines = [];
  for (const field of spec.seq ?? []) lines.push(`readonly ${camel(field.id)}: ${fieldType(field, owner)};`);
  for (const [id, instance] of Object.entries(spec.instances ?? {})) {
    lines.push(
      `readonly ${camel(id)}: ${instance.value === undefined ? fieldType(instance, owner) : 'number'};`,
    );
  }
  return lines.map((line) => `${indent}${line}\n`).join('');
}

function parameters(spec) {
  return (spec.params ?? []).map((param) => `, ${camel(param.id)}?: unknown`).join('');
}

/** One class for the root and one in its namespace for each named type. */
export function typingsSource(spec, className) {
  let text = `import type { KaitaiStream } from './stream.js';\n\n`;
  text += `export declare class ${className} {\n  constructor(io: KaitaiStream, parent?: unknown, root?: unknown${parameters(spec)});\n`;
  text += `${classBody(spec, className, '  ')}}\nexport declare namespace ${className} {\n`;
  for (const [id, type] of Object.entries(spec.types ?? {})) {
    text += `  class ${pascal(id)} {\n    constructor(io: KaitaiStream, parent?: unknown, root?: unknown${parameters(type)});\n`;
    text += `${classBody(type, className, '    ')}  }\n`;
  }
  return `${text}}\n`;
}
