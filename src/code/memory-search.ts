import type { MemoryReader } from '../memory/reader.ts';
import { PAGE_SIZE, pagesFor, type VirtualAddress } from '../units/address.ts';

/** How `s` looks: bytes, ASCII, UTF-16, or little-endian words of 2, 4 and 8 bytes. */
export type SearchKind = 'b' | 'a' | 'u' | 'w' | 'd' | 'q';

export interface SearchPattern {
  readonly bytes: Uint8Array;
  /** Hits lie at multiples of this; 1 for bytes and text. */
  readonly alignment: 1 | 2 | 4 | 8;
}

/** A pattern from the text after `s -a` or `s -u`. */
export function textPattern(kind: 'a' | 'u', text: string): SearchPattern {
  return { bytes: Buffer.from(text, kind === 'a' ? 'latin1' : 'utf16le'), alignment: 1 };
}

/** A pattern of numbers, each 1, 2, 4 or 8 bytes wide; 8-byte values are given as BigInt. */
export function numberPattern(
  kind: 'b' | 'w' | 'd' | 'q',
  values: readonly (number | bigint)[],
): SearchPattern {
  const width = ({ b: 1, w: 2, d: 4, q: 8 } as const)[kind];
  return { bytes: packed(values, width), alignment: width };
}

function packed(values: readonly (number | bigint)[], width: number): Uint8Array {
  const word = new DataView(new ArrayBuffer(8));
  const bytes = new Uint8Array(values.length * width);
  for (const [i, value] of values.entries()) {
    word.setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true);
    bytes.set(new Uint8Array(word.buffer, 0, width), i * width);
  }
  return bytes;
}

export interface SearchProgress {
  /** Pages looked into and pages that could not be read, so far. */
  pagesRead: number;
  pagesUnreadable: number;
}

/** Read in pieces of this many bytes where memory allows. */
const PIECE = 0x100000;

/**
 * Addresses where the pattern lies in `start` .. `end` (exclusive), in ascending order. Unreadable
 * pages are skipped and counted in `progress`; a hit may cross from one readable page to the next.
 */
export function* searchMemory(
  memory: MemoryReader,
  start: VirtualAddress,
  end: VirtualAddress,
  pattern: SearchPattern,
  progress: SearchProgress = { pagesRead: 0, pagesUnreadable: 0 },
): Generator<VirtualAddress> {
  if (pattern.bytes.length === 0) return;
  const keep = pattern.bytes.length - 1;
  let at = start;
  let tail = new Uint8Array(0);
  while (at < end) {
    const { bytes } = memory.readPartial(at, Math.min(PIECE, end - at));
    if (bytes.length === 0) {
      const next = Math.floor(at / PAGE_SIZE + 1) * PAGE_SIZE;
      const found = memory.nextReadable?.(next, end) ?? next;
      progress.pagesUnreadable += Math.ceil((found - at) / PAGE_SIZE);
      at = found;
      tail = new Uint8Array(0);
      continue;
    }
    progress.pagesRead += pagesFor(bytes.length);
    const joined = tail.length === 0 ? bytes : Buffer.concat([tail, bytes]);
    yield* hitsIn(joined, at - tail.length, pattern);
    tail = Uint8Array.from(joined.subarray(Math.max(0, joined.length - keep)));
    at += bytes.length;
  }
}

function* hitsIn(bytes: Uint8Array, base: VirtualAddress, pattern: SearchPattern): Generator<VirtualAddress> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const needle = Buffer.from(pattern.bytes.buffer, pattern.bytes.byteOffset, pattern.bytes.byteLength);
  for (let at = view.indexOf(needle); at >= 0; at = view.indexOf(needle, at + 1)) {
    if ((base + at) % pattern.alignment === 0) yield base + at;
  }
}
