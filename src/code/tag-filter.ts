import type { Rva, VirtualAddress } from '../units/address.ts';
import { isPrintableTag, type PoolTag, PROTECTED_POOL } from '../units/tag.ts';
import { offsetsOf } from './byte-search.ts';
import type { TraceRange } from './function-tracer.ts';
import type { ModuleCode } from './module-code.ts';

const PUSH_IMMEDIATE = 0x68;
/** Bytes in front of a call in which its own tag is pushed, when it is a constant. */
const OWN_TAG_WITHIN = 0x30;

/** Values that stand for a tag in code: with and without its protected bit. */
export function tagValues(tag: PoolTag): readonly [number, number] {
  return [(tag & ~PROTECTED_POOL) >>> 0, (tag | PROTECTED_POOL) >>> 0];
}

/** Variables that can be followed to their users; more is a table of tags, not a variable. */
const MAX_VARIABLES = 16;

/**
 * Leaves out, when only one tag is asked for, the code that cannot use it: what neither holds the
 * tag's bytes nor the address of a word that does, and calls a plain allocator with another tag.
 */
export class TagFilter {
  /** Places of the tag's bytes, and of the addresses of words that hold it. */
  readonly #places: Uint32Array;

  constructor(
    readonly code: ModuleCode,
    tag: PoolTag,
  ) {
    const places: Rva[] = [];
    for (const value of tagValues(tag)) {
      for (const at of offsetsOf(code.bytes, value, code.bytes.length)) {
        places.push(at);
        if (at % 4 === 0 && places.length < MAX_VARIABLES * 4) places.push(...this.#usesOf(code.base + at));
      }
    }
    this.#places = Uint32Array.from(places).sort();
  }

  #usesOf(variable: VirtualAddress): Rva[] {
    return offsetsOf(this.code.bytes, variable >>> 0, MAX_VARIABLES * 64);
  }

  /** The stretch may pass the tag on, or may be a wrapper that passes on any tag. */
  mayUse(range: TraceRange): boolean {
    if (this.#hasPlaceIn(range.start, range.end)) return true;
    return range.anchors.some((anchor) => !this.#hasOwnTag(anchor, range.start));
  }

  #hasPlaceIn(start: Rva, end: Rva): boolean {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#places[middle] < start) low = middle + 1;
      else high = middle;
    }
    return low < this.#places.length && this.#places[low] < end;
  }

  /** Shortly before the call something is pushed that looks like a tag. */
  #hasOwnTag(anchor: Rva, start: Rva): boolean {
    const { bytes } = this.code;
    for (let at = anchor - 5; at >= Math.max(start, anchor - OWN_TAG_WITHIN); at--) {
      if (bytes[at] !== PUSH_IMMEDIATE) continue;
      const value = this.code.u32(at + 1);
      if (isPrintableTag(value) && isWordLike(value)) return true;
    }
    return false;
  }
}

/** At least two letters or digits: an address or a flag word that happens to be printable is not. */
function isWordLike(value: number): boolean {
  let count = 0;
  for (let shift = 0; shift < 32; shift += 8) {
    const byte = (value >>> shift) & 0x7f;
    if (/[A-Za-z0-9]/.test(String.fromCharCode(byte))) count++;
  }
  return count >= 2;
}
