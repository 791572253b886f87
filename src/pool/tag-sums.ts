import { tagName } from '../units/tag.ts';
import type { TableRows } from './table-rows.ts';
import { TAG_COUNTERS, type TagCounter, type TrackerShape } from './tracker-shape.ts';

/** Use of every tag: one column for each counter, one row for each tag, in order of first sight. */
export type TagColumns = { readonly [name in TagCounter]: Float64Array } & {
  readonly count: number;
  /** Tags with the protected bit off. */
  readonly tags: Uint32Array;
  /** 0 where a table that holds part of the sum could not be read: the row's numbers mean nothing. */
  readonly known: Uint8Array;
};

const MODULUS = 2 ** 32;

/**
 * Adds rows of several tables by tag. A block may be allocated on one processor and freed on
 * another, so a single table's counters may be "negative": only the sum modulo 2^32 means something.
 */
export class TagSums {
  private readonly index = new Map<number, number>();
  private readonly tags: number[] = [];
  private readonly known: number[] = [];
  private readonly sums: number[][] = TAG_COUNTERS.map(() => []);

  constructor(private readonly shape: TrackerShape) {}

  /** Adds every row that has a key. */
  add(rows: TableRows): void {
    const { words, rowWords, count, readable } = rows;
    const { key, counters } = this.shape;
    for (let row = 0; row < count; row++) {
      const at = row * rowWords;
      if (readable[row] === 0 || words[at + key] === 0) continue;
      const slot = this.slotOf(words[at + key]);
      for (let i = 0; i < counters.length; i++) {
        const { word, high } = counters[i];
        this.sums[i][slot] += words[at + word] + (high < 0 ? 0 : words[at + high] * MODULUS);
      }
    }
  }

  /** Marks the tag of a key as not fully known. */
  spoil(key: number): void {
    if (key !== 0) this.known[this.slotOf(key)] = 0;
  }

  columns(): TagColumns {
    const columns = {} as Record<TagCounter, Float64Array>;
    for (const [i, name] of TAG_COUNTERS.entries()) {
      const wraps = this.shape.counters[i].high < 0;
      columns[name] = Float64Array.from(this.sums[i], (sum) => (wraps ? sum % MODULUS : sum));
    }
    return {
      ...columns,
      count: this.tags.length,
      tags: Uint32Array.from(this.tags),
      known: Uint8Array.from(this.known),
    };
  }

  private slotOf(key: number): number {
    const tag = tagName(key);
    let slot = this.index.get(tag);
    if (slot === undefined) {
      slot = this.tags.length;
      this.index.set(tag, slot);
      this.tags.push(tag);
      this.known.push(1);
      for (const sum of this.sums) sum.push(0);
    }
    return slot;
  }
}

/** Allocations that were not freed; exact although both counters may have wrapped. */
export function outstanding(allocs: number, frees: number): number {
  const difference = allocs - frees;
  return difference < 0 ? difference >>> 0 : difference;
}
