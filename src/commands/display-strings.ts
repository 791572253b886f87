import { isRead, type SparseBytes } from '../memory/sparse-read.ts';
import { addVa, hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { defineCommand } from './command.ts';
import { type DisplayedMemory, readDisplayRange } from './display-range.ts';

/** Characters in a line. */
const CHARACTERS_PER_LINE = 32;
/** Characters looked at when no length is given. */
const DEFAULT_CHARACTERS = 0x200;

export interface StringDisplay extends DisplayedMemory {
  /** Bytes of a character. */
  readonly size: 1 | 2;
  /** Characters in front of the terminator, or up to where memory is missing. */
  readonly length: number;
}

export const displayStringsCommand = defineCommand<StringDisplay>({
  name: 'da',
  aliases: ['du'],
  summary: 'Memory as a string: da of bytes, du of UTF-16',
  parameters: [
    {
      name: 'Range',
      kind: 'rest',
      optional: true,
      meaning: 'ADDRESS or ADDRESS Lcount; ends at the terminating zero',
      completes: 'symbol',
    },
  ],
  example: 'du poi(8f072fc8)',
  differs: 'Control characters are shown as \\xNN.',
  run(session, args) {
    const size = args.typed === 'du' ? 2 : 1;
    session.current.lastDisplay = args.typed;
    const defaults = { itemSize: size, count: DEFAULT_CHARACTERS };
    const displayed = readDisplayRange(session, args.text('Range'), defaults);
    const length = stringLength(displayed.memory, size);
    session.current.nextAddress = addVa(displayed.memory.start, (length + 1) * size);
    return { size, length, ...displayed };
  },
  *text({ memory, size, length, missing }) {
    for (let at = 0; at < Math.max(length, 1); at += CHARACTERS_PER_LINE) {
      const end = Math.min(at + CHARACTERS_PER_LINE, length);
      const address = hex8(addVa(memory.start, at * size));
      const isUnread = length === 0 && !isRead(memory, 0, size);
      yield `${address}  ${isUnread ? '????????' : `"${printable(decode(memory, size, at, end))}"`}`;
    }
    if (missing !== undefined && !isRead(memory, length * size, size)) yield missing;
  },
  json: ({ memory, size, length, missing }) => ({
    start: hex8(memory.start),
    text: decode(memory, size, 0, length),
    missing: missing ?? null,
  }),
  table: () => ({ none: 'one text' }),
});

function stringLength(memory: SparseBytes, size: 1 | 2): number {
  const most = Math.floor(memory.bytes.length / size);
  for (let i = 0; i < most; i++) {
    if (!isRead(memory, i * size, size)) return i;
    if (memory.bytes[i * size] === 0 && (size === 1 || memory.bytes[i * 2 + 1] === 0)) return i;
  }
  return most;
}

function decode({ bytes }: SparseBytes, size: 1 | 2, from: number, to: number): string {
  const part = Buffer.from(bytes.buffer, bytes.byteOffset + from * size, (to - from) * size);
  return part.toString(size === 1 ? 'latin1' : 'utf16le');
}
