import { poolHeaderX86BlockSize } from '../formats/generated/pool-header-x86.layout.ts';
import { pagesFor, type VirtualAddress } from '../units/address.ts';
import { type PoolTag, tagName } from '../units/tag.ts';
import { BLOCK_UNIT } from './page-chain.ts';
import { BlockState, type PoolColumns } from './pool-columns.ts';
import { TagIndex } from './tag-index.ts';

/** Classes of block sizes: up to 8, 16, 32 ... 4,096 bytes. */
export const SIZE_CLASSES = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096] as const;
const NUM_CLASSES = SIZE_CLASSES.length;
const NUM_STATES = Object.keys(BlockState).length;

/** How many, and how much. */
export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** What was found of one tag in one pool. */
export interface TagTally {
  readonly tag: PoolTag;
  readonly allocated: Amount;
  readonly free: Amount;
  /** Free on a lookaside list, and waiting to be freed. */
  readonly lookaside: Amount;
  readonly deferred: Amount;
  /** Live allocations of whole pages; bytes rounded up to pages, as the kernel counts them. */
  readonly big: Amount;
  /** Allocated blocks in each of `SIZE_CLASSES`. */
  readonly sizes: readonly number[];
  /** Lowest and highest page with an allocated block; undefined when there is none. */
  readonly firstPage?: VirtualAddress;
  readonly lastPage?: VirtualAddress;
  /** Free bytes of the pages of which this tag holds the most. */
  readonly deadBytes: number;
}

/** Use of one pool by tag, as the walk and the big page table have it. */
export class PoolTally {
  private readonly index = new TagIndex();
  private capacity = 512;
  private counts = new Float64Array(512 * NUM_STATES);
  private bytes = new Float64Array(512 * NUM_STATES);
  private sizes = new Uint32Array(512 * NUM_CLASSES);
  private bigCount = new Float64Array(512);
  private bigBytes = new Float64Array(512);
  private dead = new Float64Array(512);
  private first = new Uint32Array(512).fill(0xffffffff);
  private last = new Uint32Array(512);
  /** Units each tag holds of the page at hand; all zero between pages. */
  private held = new Uint16Array(512);
  /** Index of the tag of each block of the page at hand. */
  private readonly indices = new Int32Array(512);

  /** Tags seen. */
  get count(): number {
    return this.index.count;
  }

  /** Adds the blocks of a page. */
  addPage(columns: PoolColumns, page: number): void {
    const { head, tag, state, pageFirst, pageVa } = columns;
    const { indices } = this;
    const first = pageFirst[page];
    const num = columns.pageEnd(page) - first;
    for (let i = 0; i < num; i++) indices[i] = this.indexOf(tag[first + i] & 0x7fffffff);
    const { counts, bytes, sizes, held } = this;
    let free = 0;
    let owner = -1;
    for (let i = 0; i < num; i++) {
      const index = indices[i];
      const units = poolHeaderX86BlockSize(head, first + i);
      const at = index * NUM_STATES + state[first + i];
      counts[at]++;
      bytes[at] += units * BLOCK_UNIT;
      if (state[first + i] !== BlockState.allocated) {
        free += units;
        continue;
      }
      sizes[index * NUM_CLASSES + sizeClass(units)]++;
      if (held[index] === 0) this.sight(index, pageVa[page]);
      held[index] += units;
      if (owner < 0 || held[index] > held[owner]) owner = index;
    }
    for (let i = 0; i < num; i++) held[indices[i]] = 0;
    if (owner >= 0) this.dead[owner] += free * BLOCK_UNIT;
  }

  /** A page holds a live block of the tag. */
  private sight(index: number, page: VirtualAddress): void {
    if (page < this.first[index]) this.first[index] = page;
    if (page > this.last[index]) this.last[index] = page;
  }

  /** Adds a live allocation of whole pages. */
  addBig(tag: PoolTag, bytes: number): void {
    const index = this.indexOf(tagName(tag));
    this.bigCount[index]++;
    this.bigBytes[index] += pagesFor(bytes) * 0x1000;
  }

  /** What was found of a tag; undefined when nothing was. */
  find(tag: PoolTag): TagTally | undefined {
    const index = this.index.find(tagName(tag));
    return index < 0 ? undefined : this.row(index);
  }

  /** All tags, in order of first sight. */
  *rows(): Iterable<TagTally> {
    for (let index = 0; index < this.index.count; index++) yield this.row(index);
  }

  private row(index: number): TagTally {
    const amount = (state: BlockState): Amount => ({
      count: this.counts[index * NUM_STATES + state],
      bytes: this.bytes[index * NUM_STATES + state],
    });
    const used = this.last[index] !== 0;
    return {
      tag: this.index.tagAt(index),
      allocated: amount(BlockState.allocated),
      free: amount(BlockState.free),
      lookaside: amount(BlockState.lookaside),
      deferred: amount(BlockState.deferred),
      big: { count: this.bigCount[index], bytes: this.bigBytes[index] },
      sizes: Array.from(this.sizes.subarray(index * NUM_CLASSES, (index + 1) * NUM_CLASSES)),
      firstPage: used ? this.first[index] : undefined,
      lastPage: used ? this.last[index] : undefined,
      deadBytes: this.dead[index],
    };
  }

  private indexOf(tag: number): number {
    const index = this.index.indexOf(tag);
    if (index >= this.capacity) this.grow();
    return index;
  }

  private grow(): void {
    const { capacity } = this;
    this.capacity *= 2;
    this.counts = copied(new Float64Array(this.capacity * NUM_STATES), this.counts);
    this.bytes = copied(new Float64Array(this.capacity * NUM_STATES), this.bytes);
    this.sizes = copied(new Uint32Array(this.capacity * NUM_CLASSES), this.sizes);
    this.bigCount = copied(new Float64Array(this.capacity), this.bigCount);
    this.bigBytes = copied(new Float64Array(this.capacity), this.bigBytes);
    this.dead = copied(new Float64Array(this.capacity), this.dead);
    this.first = copied(new Uint32Array(this.capacity), this.first).fill(0xffffffff, capacity);
    this.last = copied(new Uint32Array(this.capacity), this.last);
    this.held = copied(new Uint16Array(this.capacity), this.held);
  }
}

function copied<T extends { set(from: T): void }>(to: T, from: T): T {
  to.set(from);
  return to;
}

/** Class of a size in units of 8 bytes: the exponent of the next power of two. */
function sizeClass(units: number): number {
  return units === 1 ? 0 : 32 - Math.clz32(units - 1);
}
