import type { SparseBytes } from '../memory/sparse-read.ts';
import { addVa, hex8 } from '../units/address.ts';
import { defineCommand } from './command.ts';
import { asciiText, type DisplayedMemory, itemText, readDisplayRange } from './display-range.ts';

/** How one of the `d` commands lays memory out. */
interface Layout {
  /** Bytes of an item. */
  readonly size: number;
  /** Characters are shown behind the items. */
  readonly ascii: boolean;
}

const LAYOUTS: Readonly<Record<string, Layout>> = {
  db: { size: 1, ascii: true },
  dw: { size: 2, ascii: false },
  dd: { size: 4, ascii: false },
  dq: { size: 8, ascii: false },
  dc: { size: 4, ascii: true },
};
const BYTES_PER_LINE = 16;
/** Eight lines, unless a range says otherwise. */
const DEFAULT_BYTES = 128;

export interface MemoryDisplay extends DisplayedMemory {
  readonly layout: Layout;
}

export const displayMemoryCommand = defineCommand<MemoryDisplay>({
  name: 'db',
  aliases: ['d', 'dw', 'dd', 'dq', 'dc'],
  summary: 'Memory as bytes, words, dwords, qwords; d as the last one',
  parameters: [
    {
      name: 'Range',
      kind: 'rest',
      optional: true,
      meaning: 'ADDRESS, ADDRESS END or ADDRESS Lcount; goes on behind the last one when left out',
      completes: 'symbol',
    },
  ],
  example: 'dd 8ab94000 L4',
  differs: 'Says in a last line why a page is missing. At most 4 MB at once.',
  run(session, args) {
    const layout = LAYOUTS[args.typed] ?? LAYOUTS.db;
    session.current.lastDisplay = args.typed;
    const defaults = { itemSize: layout.size, count: DEFAULT_BYTES / layout.size };
    return { layout, ...readDisplayRange(session, args.text('Range'), defaults) };
  },
  *text({ memory, layout, missing }) {
    for (let at = 0; at < memory.bytes.length; at += BYTES_PER_LINE) yield line(memory, at, layout);
    if (missing !== undefined) yield missing;
  },
  json: ({ memory, layout, missing }) => ({
    start: hex8(memory.start),
    itemSize: layout.size,
    items: items(memory, layout.size),
    missing: missing ?? null,
  }),
  table: ({ memory, layout }) => ({
    columns: [
      { name: 'address', type: 'hex' },
      { name: 'value', type: 'text' },
    ],
    *rows() {
      let at = 0;
      for (const item of items(memory, layout.size)) {
        yield [addVa(memory.start, at), item];
        at += layout.size;
      }
    },
  }),
});

function* items(memory: SparseBytes, size: number): Iterable<string | null> {
  for (let at = 0; at < memory.bytes.length; at += size) yield itemText(memory, at, size) ?? null;
}

function line(memory: SparseBytes, at: number, { size, ascii }: Layout): string {
  const texts: string[] = [];
  for (let i = at; i < Math.min(at + BYTES_PER_LINE, memory.bytes.length); i += size) {
    texts.push(shownItem(itemText(memory, i, size), size));
  }
  const shown = size === 1 ? joinBytes(texts) : texts.join(' ');
  const head = `${hex8(addVa(memory.start, at))}  `;
  if (!ascii) return `${head}${shown}`;
  const width = (BYTES_PER_LINE / size) * (2 * size + 1) - 1;
  return `${head}${shown.padEnd(width)}  ${asciiText(memory, at, BYTES_PER_LINE)}`;
}

/** A qword is written in two halves: 00000000`8ab94030. */
function shownItem(text: string | undefined, size: number): string {
  const digits = text ?? '?'.repeat(2 * size);
  return size === 8 ? `${digits.slice(0, 8)}\`${digits.slice(8)}` : digits;
}

/** `00 11 .. 77-88 .. ff` */
function joinBytes(texts: readonly string[]): string {
  const half = BYTES_PER_LINE / 2;
  const low = texts.slice(0, half).join(' ');
  return texts.length > half ? `${low}-${texts.slice(half).join(' ')}` : low;
}
