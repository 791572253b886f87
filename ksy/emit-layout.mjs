// Offsets of every fixed-size type of a ksy, as constants and as accessors over 32-bit words.
import { camel, pascal } from './names.mjs';

const SCALAR = /^([usf])([1248])(le|be)?$/;
const BITS = /^b(\d+)$/;

/** Size of one occurrence of a field in bytes, or undefined when it varies. */
function unitSize(field, types) {
  if (typeof field.size === 'number') return field.size;
  if (field.contents !== undefined)
    return [field.contents]
      .flat()
      .reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 1), 0);
  if (field.size !== undefined || field['size-eos'] || typeof field.type !== 'string') return undefined;
  const scalar = SCALAR.exec(field.type);
  if (scalar) return Number(scalar[2]);
  const inner = types[field.type];
  return inner === undefined ? undefined : layoutOf(inner, types).size;
}

/** Walks `seq` while sizes are fixed; `size` is undefined when the end was not reached. */
export function layoutOf(spec, types) {
  const fields = [];
  let bit = 0;
  for (const field of spec.seq ?? []) {
    const width = BITS.exec(field.type ?? '');
    if (width) {
      fields.push({ field, offset: Math.floor(bit / 32) * 4, shift: bit % 32, bits: Number(width[1]) });
      bit += Number(width[1]);
      continue;
    }
    bit = Math.ceil(bit / 8) * 8;
    const unit = field.if === undefined ? unitSize(field, types) : undefined;
    if (unit === undefined) {
      if (field.if === undefined) fields.push({ field, offset: bit / 8 });
      return { fields, size: undefined };
    }
    if (field.repeat !== undefined && typeof field['repeat-expr'] !== 'number') {
      fields.push({ field, offset: bit / 8, size: unit });
      return { fields, size: undefined };
    }
    const count = field.repeat === undefined ? 1 : field['repeat-expr'];
    fields.push({ field, offset: bit / 8, size: unit * count, unit });
    bit += unit * count * 8;
  }
  return { fields, size: Math.ceil(bit / 8) };
}

function constant({ field, offset, size, shift, bits }) {
  const place =
    bits !== undefined ? `, shift: ${shift}, bits: ${bits}` : size !== undefined ? `, size: ${size}` : '';
  const name = field['-orig-id'] === undefined ? '' : `, name: '${field['-orig-id']}'`;
  return `{ offset: ${offset}${place}${name} }`;
}

/** Expression that reads the field out of one word, or undefined when it does not lie in one. */
function wordExpression({ field, offset, size, shift, bits }) {
  const word = `words[index + ${offset >> 2}]`;
  if (bits !== undefined) {
    if (shift + bits > 32) return undefined;
    if (bits === 32) return word;
    return shift + bits === 32
      ? `${word} >>> ${shift}`
      : `(${word} >>> ${shift}) & 0x${(2 ** bits - 1).toString(16)}`;
  }
  if (field.repeat !== undefined || size === undefined || !SCALAR.test(field.type ?? '')) return undefined;
  if (size === 4 && offset % 4 === 0) return field.type[0] === 's' ? `${word} | 0` : word;
  if (size < 4 && (offset % 4) + size <= 4)
    return `(${word} >>> ${(offset % 4) * 8}) & ${size === 1 ? '0xff' : '0xffff'}`;
  return undefined;
}

function typeSource(id, spec, types) {
  const { fields, size } = layoutOf(spec, types);
  if (fields.length === 0) return '';
  const name = pascal(id);
  const origin = spec['-orig-id'] ? ` (${spec['-orig-id']})` : '';
  let text = `/** Byte offsets of ${id}${origin}${size === undefined ? ', its fixed part' : ''}. */\nexport const ${name} = {\n`;
  if (size !== undefined) text += `  size: ${size},\n`;
  for (const entry of fields) text += `  ${camel(entry.field.id)}: ${constant(entry)},\n`;
  text += '} as const;\n\n';
  for (const entry of fields) {
    const expression = wordExpression(entry);
    if (expression === undefined) continue;
    text += `export function ${camel(id)}${pascal(entry.field.id)}(words: Uint32Array, index: number): number {\n  return ${expression};\n}\n\n`;
  }
  return text;
}

export function layoutSource(spec) {
  const types = spec.types ?? {};
  let text = `// Generated from the ksy; do not edit. Offsets in bytes, shifts from the lowest bit of the word at \`offset\`.\n\n`;
  text += typeSource(spec.meta.id, spec, types);
  for (const [id, type] of Object.entries(types)) text += typeSource(id, type, types);
  if (!text.includes('export')) text += 'export {};\n';
  return text;
}
