import type { PageCursor } from '../dump/physical-memory.ts';
import type { PageState } from '../memory/page-state.ts';
import type { Pfn, VirtualAddress } from '../units/address.ts';

/** Pages of one 2 MB unit that can be read, in ascending order: their places are known before they are. */
export class PageQueue {
  length = 0;
  readonly va: Uint32Array;
  readonly pfn: Float64Array;
  readonly state: Uint8Array;
  /** Position of the page's first word in its window. */
  readonly index: Uint32Array;
  readonly words: Uint32Array[] = [];
  private touched = 0;

  constructor(capacity: number) {
    this.va = new Uint32Array(capacity);
    this.pfn = new Float64Array(capacity);
    this.state = new Uint8Array(capacity);
    this.index = new Uint32Array(capacity);
  }

  add(va: VirtualAddress, state: PageState, pfn: Pfn, cursor: PageCursor): void {
    const at = this.length++;
    this.va[at] = va;
    this.pfn[at] = pfn;
    this.state[at] = state;
    this.index[at] = cursor.index;
    this.words[at] = cursor.words;
  }

  /**
   * Reads a page at the offsets where the last one had blocks. Walking a chain waits for memory at
   * every block; neighbouring pages are cut alike, so asking early for where the next page's blocks
   * are likely to be halves the time of the walk.
   */
  touch(page: number, offsets: Uint16Array, first: number, end: number): void {
    if (page >= this.length) return;
    const words = this.words[page];
    const index = this.index[page];
    let touched = this.touched ^ words[index];
    for (let i = first; i < end; i++) touched ^= words[index + (offsets[i] >>> 2)];
    this.touched = touched;
  }
}
