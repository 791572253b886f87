import { pageOffset, pageStart, type VirtualAddress } from '../units/address.ts';

/** Which pool a page belongs to. */
export const PoolKind = { nonpaged: 0, paged: 1, special: 2, session: 3, unknown: 4 } as const;
export type PoolKind = (typeof PoolKind)[keyof typeof PoolKind];

/** What a block is in. `lookaside` and `deferred` blocks are free, though their headers say in use. */
export const BlockState = { free: 0, allocated: 1, lookaside: 2, deferred: 3 } as const;
export type BlockState = (typeof BlockState)[keyof typeof BlockState];

/** Bits of `pageFlags`. */
export const PAGE_TRANSITION = 1;
/** The chain of blocks is broken somewhere. */
export const PAGE_DAMAGED = 2;
/** The page begins with the end of a big allocation; blocks follow it. */
export const PAGE_TAIL = 4;

/** A page of 8-byte units holds at most this many blocks. */
const MAX_BLOCKS_IN_PAGE = 512;
/** Blocks of a page for which room is made beforehand. */
const USUAL_BLOCKS = 16;

/**
 * Pages and their blocks as columns: 11 bytes a block, 11 a page, no object for either. Pages stand
 * in ascending order of address, those of the system first, then each session's; the blocks of a
 * page follow each other.
 */
export class PoolColumns {
  pageCount = 0;
  blockCount = 0;
  /** Where the pages of the system (0) and of each session begin. */
  readonly spaceStart: number[] = [];
  pageVa: Uint32Array<ArrayBuffer>;
  /** Index of the page's first block; the next page's first block ends it. */
  pageFirst: Uint32Array<ArrayBuffer>;
  pageKind: Uint8Array<ArrayBuffer>;
  /** Position in the list of sessions plus one; 0 for the system's pools. */
  pageSession: Uint8Array<ArrayBuffer>;
  pageFlags: Uint8Array<ArrayBuffer>;
  /** First word of each block's header, as it stands in memory. */
  head: Uint32Array<ArrayBuffer>;
  /** Tag with its protected bit. */
  tag: Uint32Array<ArrayBuffer>;
  /** Bytes from the start of the page. */
  offset: Uint16Array<ArrayBuffer>;
  state: Uint8Array<ArrayBuffer>;

  /** `pages`: about how many there will be; memory that is not needed after all is never touched. */
  constructor(pages = 1) {
    const room = Math.max(pages, 64);
    this.pageVa = new Uint32Array(room);
    this.pageFirst = new Uint32Array(room);
    this.pageKind = new Uint8Array(room);
    this.pageSession = new Uint8Array(room);
    this.pageFlags = new Uint8Array(room);
    this.head = new Uint32Array(room * USUAL_BLOCKS);
    this.tag = new Uint32Array(room * USUAL_BLOCKS);
    this.offset = new Uint16Array(room * USUAL_BLOCKS);
    this.state = new Uint8Array(room * USUAL_BLOCKS);
  }

  /** Makes room for one more page of blocks, so that loops need not ask. */
  reserve(): void {
    if (this.pageCount === this.pageVa.length) this.growPages();
    if (this.blockCount + MAX_BLOCKS_IN_PAGE > this.head.length) this.growBlocks();
  }

  /** Index after the page's last block. */
  pageEnd(page: number): number {
    return page + 1 < this.pageCount ? this.pageFirst[page + 1] : this.blockCount;
  }

  /** Page that holds a block. */
  pageOf(block: number): number {
    return lastAtMost(this.pageFirst, 0, this.pageCount, block);
  }

  addressOf(block: number): VirtualAddress {
    return (this.pageVa[this.pageOf(block)] + this.offset[block]) >>> 0;
  }

  /** Position of the page that holds `va`, of the system (0) or of a session; -1 if none. */
  pageAt(va: VirtualAddress, session: number): number {
    const from = this.spaceStart[session] ?? this.pageCount;
    const page = lastAtMost(this.pageVa, from, this.spaceStart[session + 1] ?? this.pageCount, pageStart(va));
    return page >= from && this.pageVa[page] === pageStart(va) ? page : -1;
  }

  /** The block whose header is at `va`; -1 if none. */
  blockAt(va: VirtualAddress, session: number): number {
    const page = this.pageAt(va, session);
    if (page < 0) return -1;
    const wanted = pageOffset(va);
    const end = this.pageEnd(page);
    for (let block = this.pageFirst[page]; block < end; block++) {
      if (this.offset[block] === wanted) return block;
    }
    return -1;
  }

  /** Forgets what was added after a count of pages and blocks was taken. */
  rollBack(pageCount: number, blockCount: number): void {
    this.pageCount = pageCount;
    this.blockCount = blockCount;
  }

  private growPages(): void {
    this.pageVa = doubled(this.pageVa);
    this.pageFirst = doubled(this.pageFirst);
    this.pageKind = doubled(this.pageKind);
    this.pageSession = doubled(this.pageSession);
    this.pageFlags = doubled(this.pageFlags);
  }

  private growBlocks(): void {
    this.head = doubled(this.head);
    this.tag = doubled(this.tag);
    this.offset = doubled(this.offset);
    this.state = doubled(this.state);
  }
}

type Column = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

function doubled<T extends Column>(column: T): T {
  const grown = new (column.constructor as new (length: number) => T)(column.length * 2);
  grown.set(column);
  return grown;
}

/** Last index in [from, to) of an ascending column whose value is at most `value`; `from` - 1 if none. */
export function lastAtMost(column: Uint32Array, from: number, to: number, value: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
