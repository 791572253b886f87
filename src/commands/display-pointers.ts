import type { Session } from '../analysis/session.ts';
import { isRead } from '../memory/sparse-read.ts';
import { addVa, hex8, type VirtualAddress } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { defineCommand } from './command.ts';
import { readDisplayRange } from './display-range.ts';

const POINTER_SIZE = 4;
/** Pointers when no length is given. */
const DEFAULT_COUNT = 32;

export interface PointerRow {
  readonly address: VirtualAddress;
  /** Undefined when it cannot be read. */
  readonly value?: number;
  /** What the value points at, with dpp; undefined when that cannot be read. */
  readonly target?: number;
  /** Name of the value, or of the target with dpp. */
  readonly symbol?: string;
}

export interface PointerDisplay {
  readonly rows: readonly PointerRow[];
  readonly isDouble: boolean;
  readonly missing?: string;
}

export const displayPointersCommand = defineCommand<PointerDisplay>({
  name: 'dps',
  aliases: ['dds', 'dpp', 'ddp'],
  summary: 'Pointers and their symbols; dpp: what they point at',
  parameters: [
    {
      name: 'Range',
      kind: 'rest',
      optional: true,
      meaning: 'ADDRESS, ADDRESS END or ADDRESS Lcount',
      completes: 'symbol',
    },
  ],
  example: 'dps 91969000 L4',
  differs: 'dds and ddp are the same as dps and dpp.',
  run(session, args) {
    const isDouble = args.typed.endsWith('p');
    session.current.lastDisplay = args.typed;
    const { memory, missing } = readDisplayRange(session, args.text('Range'), {
      itemSize: POINTER_SIZE,
      count: DEFAULT_COUNT,
    });
    const words = new DataView(memory.bytes.buffer, memory.bytes.byteOffset, memory.bytes.length);
    const rows: PointerRow[] = [];
    for (let at = 0; at + POINTER_SIZE <= memory.bytes.length; at += POINTER_SIZE) {
      const value = isRead(memory, at, POINTER_SIZE) ? words.getUint32(at, true) : undefined;
      rows.push(pointerRow(session, addVa(memory.start, at), value, isDouble));
    }
    return { rows, isDouble, missing };
  },
  *text({ rows, isDouble, missing }) {
    for (const { address, value, target, symbol } of rows) {
      const columns = isDouble ? [address, value, target] : [address, value];
      yield [`${hex8(address)} `, ...columns.slice(1).map(word), printable(symbol ?? '')].join(' ').trimEnd();
    }
    if (missing !== undefined) yield missing;
  },
  json: ({ rows, missing }) => ({
    rows: rows.map(({ address, value, target, symbol }) => ({
      address: hex8(address),
      value: value === undefined ? null : hex8(value),
      target: target === undefined ? null : hex8(target),
      symbol: symbol ?? null,
    })),
    missing: missing ?? null,
  }),
  table: ({ rows }) => ({
    columns: [
      { name: 'address', type: 'hex' },
      { name: 'value', type: 'hex' },
      { name: 'target', type: 'hex' },
      { name: 'symbol', type: 'text' },
    ],
    *rows() {
      for (const row of rows) yield [row.address, row.value ?? null, row.target ?? null, row.symbol ?? null];
    },
  }),
});

function pointerRow(
  session: Session,
  address: VirtualAddress,
  value: number | undefined,
  isDouble: boolean,
): PointerRow {
  const target = isDouble && value !== undefined ? session.current.memory.u32(value) : undefined;
  const named = isDouble ? target : value;
  const symbol = named === undefined ? undefined : session.names.resolve(named)?.text;
  return { address, value, target, symbol };
}

function word(value: number | undefined): string {
  return value === undefined ? '????????' : hex8(value);
}
