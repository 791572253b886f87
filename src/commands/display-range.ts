import type { Session } from '../analysis/session.ts';
import { describeFault } from '../memory/fault.ts';
import { isRead, readSparse, type SparseBytes } from '../memory/sparse-read.ts';
import { addVa } from '../units/address.ts';
import { CommandError } from './command-error.ts';
import { parseRange } from './range.ts';
import { scopeOf } from './scope.ts';

/** What one display may show, bytes: a million rows of pointers. */
const MAX_BYTES = 0x400000;

/** Memory that a `d` command shows, and why parts of it are missing. */
export interface DisplayedMemory {
  readonly memory: SparseBytes;
  /** Why the first missing byte is missing. */
  readonly missing?: string;
}

/**
 * Reads what `db RANGE` and its kind ask for. Without a range it goes on behind the last one.
 * Throws CommandError.
 */
export function readDisplayRange(
  session: Session,
  text: string | undefined,
  defaults: { readonly itemSize: number; readonly count: number },
): DisplayedMemory {
  const { current } = session;
  const range =
    text === undefined && current.nextAddress !== undefined
      ? { start: current.nextAddress, count: defaults.count }
      : parseRange(text ?? '@eip', scopeOf(session), defaults);
  const length = Math.min(range.count * defaults.itemSize, 0x100000000 - range.start);
  if (length > MAX_BYTES) throw new CommandError(`Range error: ${length} bytes are more than ${MAX_BYTES}`);
  const memory = readSparse(current.memory, range.start, length);
  current.nextAddress = addVa(range.start, length);
  const [gap] = memory.gaps;
  const fault = gap === undefined ? undefined : current.memory.faultAt(addVa(range.start, gap.start));
  return { memory, missing: fault === undefined ? undefined : describeFault(fault) };
}

/** Little-endian item at an offset as hex digits, most significant first; undefined when a byte is missing. */
export function itemText(memory: SparseBytes, offset: number, size: number): string | undefined {
  if (offset + size > memory.bytes.length || !isRead(memory, offset, size)) return undefined;
  let text = '';
  for (let i = size - 1; i >= 0; i--) text += memory.bytes[offset + i].toString(16).padStart(2, '0');
  return text;
}

/** Printable ASCII as itself, other bytes as '.', missing ones as '?'. */
export function asciiText(memory: SparseBytes, offset: number, count: number): string {
  let text = '';
  for (let i = offset; i < Math.min(offset + count, memory.bytes.length); i++) {
    const byte = memory.bytes[i];
    if (!isRead(memory, i, 1)) text += '?';
    else text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  }
  return text;
}
