import type { MemoryRun } from '../formats/dump-header.ts';
import { type FileOffset, PAGE_SIZE, type Pfn } from '../units/address.ts';

/** Where each page frame lies in the file. Every kind of dump ends as one of these. */
export interface PageMap {
  /** Pages the map describes, whether or not the file still holds them. */
  readonly pageCount: number;
  /** Highest frame described, or -1 when there is none. */
  readonly highestPfn: Pfn;
  /** File offset of the frame's page, or -1 when the dump does not describe it. */
  locate(pfn: Pfn): FileOffset;
  /** Frames in ascending file order, as runs. */
  runs(): Iterable<MemoryRun>;
}

/** Runs stored back to back from `firstPage` on: a complete dump. Where runs overlap the first one wins. */
export class RunPageMap implements PageMap {
  readonly pageCount: number;
  readonly highestPfn: number;
  private readonly starts: number[] = [];
  private last = 0;

  constructor(
    private readonly table: readonly MemoryRun[],
    firstPage: FileOffset,
  ) {
    let offset = firstPage;
    let count = 0;
    let highest = -1;
    for (const run of table) {
      this.starts.push(offset);
      offset += run.pageCount * PAGE_SIZE;
      count += run.pageCount;
      if (run.pageCount > 0) highest = Math.max(highest, run.basePage + run.pageCount - 1);
    }
    this.pageCount = count;
    this.highestPfn = highest;
  }

  locate(pfn: Pfn): FileOffset {
    const index = this.runOf(pfn);
    return index < 0 ? -1 : this.starts[index] + (pfn - this.table[index].basePage) * PAGE_SIZE;
  }

  runs(): Iterable<MemoryRun> {
    return this.table;
  }

  /** Neighbouring look-ups hit the same run, so that one is tried first. */
  private runOf(pfn: Pfn): number {
    if (holds(this.table[this.last], pfn)) return this.last;
    for (let i = 0; i < this.table.length; i++) {
      if (!holds(this.table[i], pfn)) continue;
      this.last = i;
      return i;
    }
    return -1;
  }
}

function holds(run: MemoryRun | undefined, pfn: Pfn): boolean {
  return run !== undefined && pfn >= run.basePage && pfn < run.basePage + run.pageCount;
}

/** Pages of the set bits in ascending frame order: a kernel summary dump. */
export class BitmapPageMap implements PageMap {
  readonly pageCount: number;
  readonly highestPfn: number;
  /** Set bits below each 32-bit word. */
  private readonly ranks: Uint32Array;

  /** `words` holds the bitmap, least significant bit first; bits from `bits` on must be clear. */
  constructor(
    private readonly words: Uint32Array,
    private readonly firstPage: FileOffset,
  ) {
    this.ranks = new Uint32Array(words.length);
    let count = 0;
    let highest = -1;
    for (let i = 0; i < words.length; i++) {
      this.ranks[i] = count;
      const word = words[i];
      if (word === 0) continue;
      count += popcount(word);
      highest = i * 32 + 31 - Math.clz32(word);
    }
    this.pageCount = count;
    this.highestPfn = highest;
  }

  locate(pfn: Pfn): FileOffset {
    const index = pfn >>> 5;
    if (!(pfn >= 0 && index < this.words.length)) return -1;
    const word = this.words[index];
    const bit = pfn & 31;
    if (((word >>> bit) & 1) === 0) return -1;
    const below = bit === 0 ? 0 : popcount(word & (0xffffffff >>> (32 - bit)));
    return this.firstPage + (this.ranks[index] + below) * PAGE_SIZE;
  }

  *runs(): Iterable<MemoryRun> {
    let base = -1;
    for (let pfn = 0; pfn <= this.highestPfn + 1; pfn++) {
      const set = ((this.words[pfn >>> 5] >>> (pfn & 31)) & 1) === 1;
      if (set && base < 0) base = pfn;
      if (set || base < 0) continue;
      yield { basePage: base, pageCount: pfn - base };
      base = -1;
    }
  }
}

/** Bits set in a 32-bit word. */
export function popcount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
