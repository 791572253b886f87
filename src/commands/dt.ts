import type { Session } from '../analysis/session.ts';
import type { StructLayout } from '../symbols/layouts.ts';
import { hex } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { whyAbsent } from './absence-text.ts';
import { CommandError, defineCommand } from './command.ts';
import { type FieldRow, ownName, RowMaker, type TypeDump } from './dt-rows.ts';
import { typeJson, typeTable } from './dt-table.ts';
import { findFields, findType, type TypeBook, typesOf } from './dt-type.ts';
import { type ExpressionScope, evaluate } from './expression.ts';
import { scopeOf } from './scope.ts';
import { typedText } from './typed-text.ts';
import { wildcard } from './wildcard.ts';
import { splitWords } from './words.ts';

interface Options {
  /** How deep structures inside are opened. */
  depth: number;
  arrays: boolean;
}

/** Deepest nesting that is followed. */
const MAX_DEPTH = 16;

/** Takes `-r`, `-r2`, `-a`, `-b`, `-v` off, wherever they stand; the rest are field names and an address. */
function takeOptions(words: readonly string[]): { options: Options; rest: string[] } {
  const options: Options = { depth: 0, arrays: false };
  const rest: string[] = [];
  for (const word of words) {
    const recursion = /^-r(\d*)$/.exec(word);
    if (recursion !== null) options.depth = Math.min(Number(recursion[1] || MAX_DEPTH), MAX_DEPTH);
    else if (word === '-b') [options.depth, options.arrays] = [MAX_DEPTH, true];
    else if (word === '-a') options.arrays = true;
    else if (rest.length === 0 && /^-[a-z]/i.test(word) && word !== '-v')
      throw new CommandError(`dt: unknown option '${word}'. -r, -rN, -a, -b are known.`);
    else if (word !== '-v') rest.push(word);
  }
  return { options, rest };
}

function dumpStructure(session: Session, types: TypeBook, struct: StructLayout, words: string[]): TypeDump {
  const { options, rest } = takeOptions(words);
  const fields = rest.map((word) => findFields(types, struct, word));
  const named = fields.flat();
  const expression = rest.filter((_, i) => fields[i].length === 0).join(' ');
  const address = expression === '' ? undefined : addressOf(session, struct, expression);
  const { depth, arrays } = options;
  const maker = new RowMaker({
    address,
    memory: session.current.memory,
    types,
    depth,
    arrays,
  });
  const rows =
    named.length === 0
      ? maker.rows(struct)
      : named.map((one) => maker.row(one.struct, one.field, one.base, depth));
  const { name, size } = struct;
  const layouts = types.describe(name);
  const { missing, isCut } = maker;
  return { kind: 'structure', module: types.module, name, size, layouts, address, rows, missing, isCut };
}

/** A name that is neither a field nor part of an expression is taken for a field that there is not. */
function addressOf(session: Session, struct: StructLayout, expression: string): number {
  const scope = scopeOf(session);
  try {
    return evaluate(expression, scope);
  } catch (error) {
    const name = expression.split(' ').find((word) => /^[a-z_][\w.]*$/i.test(word) && !isValue(word, scope));
    if (!(error instanceof CommandError) || name === undefined) throw error;
    throw new CommandError(`${struct.name} has no field '${name}', and nothing else is called so.`);
  }
}

function isValue(word: string, scope: ExpressionScope): boolean {
  try {
    evaluate(word, scope);
    return true;
  } catch {
    return false;
  }
}

function rowText({ field, value }: FieldRow): string {
  if (value !== undefined) return typedText(value, field);
  if (field.bits === undefined) return field.type ?? '';
  return `Pos ${field.bits.start}, ${field.bits.count} Bit${field.bits.count === 1 ? '' : 's'}`;
}

function* rowLines(rows: readonly FieldRow[], indent: string): Iterable<string> {
  for (const row of rows) {
    const label = `${indent}+0x${hex(row.field.offset).padStart(3, '0')} ${printable(ownName(row.field)).padEnd(16)}`;
    yield `${label} : ${printable(rowText(row))}`.trimEnd();
    if (row.inner !== undefined) yield* rowLines(row.inner, `${indent}   `);
  }
}

export const dtCommand = defineCommand<TypeDump>({
  name: 'dt',
  summary: 'Fields of a structure, with their values at an address',
  parameters: [
    { name: 'Type', kind: 'word', meaning: 'nt!_EPROCESS, _KTHREAD, or a pattern', completes: 'symbol' },
    {
      name: 'Rest',
      kind: 'rest',
      optional: true,
      meaning: '-r[N] opens structures inside, -a arrays; names of fields (Image*); an address',
    },
  ],
  example: 'dt nt!_POOL_HEADER 8ab94000',
  differs:
    'Fields that share a place are listed by width and name; -r follows no pointers. Built-in layouts know offsets and bits but no types: then the bytes up to the next field are shown, four at most.',
  run(session, args) {
    const words = splitWords(args.raw);
    const at = words.findIndex((word) => !word.startsWith('-'));
    const [typed = ''] = words.splice(Math.max(at, 0), 1);
    const [, moduleName, wanted = ''] = /^(?:([^!]*)!)?(.*)$/.exec(typed) ?? [];
    const types = typesOf(session, moduleName);
    const { module } = types;
    if (/[*?[]/.test(wanted)) {
      const pattern = wildcard(wanted);
      const names = [...new Set(types.names())].filter((name) => pattern.test(name)).sort();
      return { kind: 'names', module, names };
    }
    const found = findType(types, wanted);
    if ('fields' in found) return dumpStructure(session, types, found, words);
    const { name, size, constants } = found;
    return { kind: 'enumeration', module, name, size, layouts: types.description, constants };
  },
  *text(dump) {
    const module = printable(dump.module);
    if (dump.kind === 'names') {
      for (const one of dump.names) yield `          ${module}!${printable(one)}`;
      return;
    }
    yield `${module}!${printable(dump.name)}`;
    if (dump.kind === 'structure') {
      yield* rowLines(dump.rows, '   ');
      for (const why of dump.missing) yield `   ${whyAbsent(why)}`;
      if (dump.isCut) yield '   ... (more fields than are shown)';
      return;
    }
    for (const [name, value] of dump.constants) yield `   ${printable(name)} = 0n${value}`;
  },
  json: typeJson,
  table: typeTable,
});
