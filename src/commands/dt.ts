import type { MemoryReader } from '../memory/reader.ts';
import type { FieldLayout, StructLayout } from '../symbols/layouts.ts';
import { addVa, hex, hex8, type VirtualAddress } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { CommandError, defineCommand } from './command.ts';
import { wildcard } from './wildcard.ts';

export interface FieldRow {
  readonly field: FieldLayout;
  /** Value of a scalar field; null when it cannot be read, undefined when none was asked or it is no scalar. */
  readonly value?: number | null;
}

export interface TypeDump {
  readonly name: string;
  readonly size: number;
  readonly address?: VirtualAddress;
  readonly rows: readonly FieldRow[];
  /** Names of the types that match a pattern, when the argument was one. */
  readonly names?: readonly string[];
}

/** Bytes of a field that is one number, else undefined. */
function scalarSize(field: FieldLayout): number | undefined {
  if (field.bits !== undefined) return 4;
  if (field.type === undefined) return 4;
  const match = /^(?:U?[iI]nt|Char|UChar|WChar)(\d)?B?|^Ptr32/.exec(field.type);
  if (match === null) return undefined;
  return match[1] === undefined ? (field.size ?? 4) : Number(match[1]);
}

function scalarValue(
  memory: MemoryReader,
  at: VirtualAddress,
  field: FieldLayout,
): number | null | undefined {
  const size = scalarSize(field);
  if (size === undefined || size > 4) return undefined;
  if (field.bits !== undefined) {
    const { start, count } = field.bits;
    const word = memory.u32(addVa(at, (start >>> 5) * 4));
    if (word === undefined) return null;
    const shifted = word >>> (start & 31);
    return count >= 32 ? shifted : shifted & (2 ** count - 1);
  }
  return (size === 1 ? memory.u8(at) : size === 2 ? memory.u16(at) : memory.u32(at)) ?? null;
}

function dumpType(struct: StructLayout, memory: MemoryReader, address: VirtualAddress | undefined): TypeDump {
  // Members of unnamed inner types follow as `u3.e2.Name`; the debugger shows them only when asked.
  const direct = [...struct.fields.values()].filter((field) => !field.name.includes('.'));
  const rows = direct.map((field) => ({
    field,
    value: address === undefined ? undefined : scalarValue(memory, addVa(address, field.offset), field),
  }));
  return { name: struct.name, size: struct.size, address, rows };
}

function valueText({ field, value }: FieldRow): string {
  if (value === null) return '????????';
  if (value === undefined) return field.type ?? '';
  if (field.bits !== undefined)
    return `0y${value.toString(2).padStart(field.bits.count, '0')} (0x${hex(value)})`;
  const pointer = /^Ptr32 (?:to )?(.*)$/.exec(field.type ?? '');
  if (pointer !== null) return value === 0 ? '(null)' : `0x${hex8(value)} ${pointer[1]}`;
  return `0x${hex(value)}`;
}

function typeText({ field, value }: FieldRow): string {
  if (value !== undefined) return valueText({ field, value });
  if (field.bits === undefined) return field.type ?? '';
  return `Pos ${field.bits.start}, ${field.bits.count} Bit${field.bits.count === 1 ? '' : 's'}`;
}

export const dtCommand = defineCommand<TypeDump>({
  name: 'dt',
  summary: 'Fields of a structure, with their values at an address',
  parameters: [
    { name: 'Type', kind: 'word', meaning: 'nt!_EPROCESS, _KTHREAD, or a pattern', completes: 'symbol' },
    { name: 'Address', kind: 'rest', optional: true, meaning: 'where such a structure lies' },
  ],
  example: 'dt nt!_POOL_HEADER 8ab94000',
  differs: 'Built-in layouts know offsets and bits but no types: plain fields are shown as dwords.',
  run(session, args) {
    const wanted = (args.text('Type') ?? '').replace(/^[^!]*!/, '');
    const { layouts, memory } = session.kernel;
    if (/[*?]/.test(wanted)) {
      const pattern = wildcard(wanted);
      const names = [...layouts.structNames()].filter((name) => pattern.test(name)).sort();
      return { name: wanted, size: 0, rows: [], names };
    }
    const struct = layouts.struct(wanted) ?? layouts.struct(`_${wanted}`);
    if (struct === undefined) throw new CommandError(`Symbol ${wanted} not found in ${layouts.description}.`);
    return dumpType(
      struct,
      memory,
      args.text('Address') === undefined ? undefined : args.expression('Address'),
    );
  },
  *text({ name, rows, names }) {
    if (names !== undefined) {
      for (const one of names) yield `          nt!${printable(one)}`;
      return;
    }
    yield `nt!${printable(name)}`;
    for (const row of rows) {
      const label = `   +0x${hex(row.field.offset).padStart(3, '0')} ${printable(row.field.name).padEnd(16)}`;
      yield `${label} : ${printable(typeText(row))}`.trimEnd();
    }
  },
  json: ({ name, size, address, rows, names }) =>
    names === undefined
      ? {
          name,
          size,
          address: address === undefined ? null : hex8(address),
          fields: rows.map(({ field, value }) => ({
            name: field.name,
            offset: field.offset,
            bits: field.bits ?? null,
            type: field.type ?? null,
            value: value ?? null,
          })),
        }
      : { names },
});
