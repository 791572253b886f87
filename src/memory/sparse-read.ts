import { addVa, PAGE_SIZE, pageOffset, type VirtualAddress } from '../units/address.ts';
import type { MemoryReader } from './reader.ts';

/** Bytes of a range of which some pages may be missing. */
export interface SparseBytes {
  readonly start: VirtualAddress;
  /** Zero where a byte is missing. */
  readonly bytes: Uint8Array;
  /** Stretches without bytes, as offsets from the start, in ascending order; `end` is exclusive. */
  readonly gaps: readonly { readonly start: number; readonly end: number }[];
}

/** Reads a range page by page; pages that cannot be read become gaps. */
export function readSparse(memory: MemoryReader, start: VirtualAddress, length: number): SparseBytes {
  const bytes = new Uint8Array(length);
  const gaps: { start: number; end: number }[] = [];
  for (let at = 0; at < length; ) {
    const va = addVa(start, at);
    const count = Math.min(PAGE_SIZE - pageOffset(va), length - at);
    const read = memory.readPartial(va, count).bytes;
    bytes.set(read, at);
    if (read.length < count) {
      const last = gaps.at(-1);
      if (last?.end === at + read.length) last.end = at + count;
      else gaps.push({ start: at + read.length, end: at + count });
    }
    at += count;
  }
  return { start, bytes, gaps };
}

/** True when all of `count` bytes at an offset were read. */
export function isRead({ gaps }: SparseBytes, offset: number, count: number): boolean {
  let low = 0;
  let high = gaps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (gaps[middle].end <= offset) low = middle + 1;
    else high = middle;
  }
  return low === gaps.length || gaps[low].start >= offset + count;
}
