import {
  poolHeaderX86BlockSize,
  poolHeaderX86PoolIndex,
  poolHeaderX86PoolType,
  poolHeaderX86PreviousSize,
} from '../formats/generated/pool-header-x86.layout.ts';
import { PAGE_SIZE, type VirtualAddress } from '../units/address.ts';
import { isProtected, type PoolTag, tagText } from '../units/tag.ts';
import { BLOCK_UNIT } from './page-chain.ts';
import {
  BlockState,
  PAGE_DAMAGED,
  PAGE_TAIL,
  PAGE_TRANSITION,
  type PoolColumns,
  type PoolKind,
} from './pool-columns.ts';
import { matchesTag, parseTagPattern, type TagPattern } from './tag-pattern.ts';
import type { PoolWalk } from './walk-pool.ts';

export type PoolKindName = 'nonpaged' | 'paged' | 'special' | 'session' | 'unknown';
export type BlockStateName = keyof typeof BlockState;

const KIND_NAMES: readonly PoolKindName[] = ['nonpaged', 'paged', 'special', 'session', 'unknown'];
const STATE_NAMES = Object.keys(BlockState) as BlockStateName[];

export function kindName(kind: PoolKind): PoolKindName {
  return KIND_NAMES[kind];
}

/** One block of small pool. */
export interface PoolBlock {
  /** Address of its header; what the owner was given begins 8 bytes on. */
  readonly address: VirtualAddress;
  /** Bytes, the header's eight included. */
  readonly size: number;
  /** Size of the block before it in the page, bytes; 0 for the first. */
  readonly previousSize: number;
  /** PoolType of the header: 0 when free. */
  readonly type: number;
  /** PoolIndex of the header: which paged pool. */
  readonly index: number;
  /** Four characters, unprintable ones as '.'. */
  readonly tag: string;
  /** Tag as stored; bit 31 is the protected bit. */
  readonly tagValue: PoolTag;
  readonly isProtected: boolean;
  readonly state: BlockStateName;
  readonly kind: PoolKindName;
  /** Id of the logon session, for session pool. */
  readonly session?: number;
}

/** One page cut into blocks. */
export interface PoolPage {
  readonly address: VirtualAddress;
  readonly kind: PoolKindName;
  readonly session?: number;
  /** On the standby or modified list: paged pool that was about to be paged out. */
  readonly isTransition: boolean;
  /** Its chain of blocks is broken; `blocks` are those that could be kept. */
  readonly isDamaged: boolean;
  /** It begins with the end of a big allocation. */
  readonly hasTail: boolean;
  /** Positions of its blocks in the columns: [first, end). */
  readonly first: number;
  readonly end: number;
  /** Bytes in allocated blocks. */
  readonly allocatedBytes: number;
  /** Bytes in free blocks, those on lookaside lists and waiting to be freed included. */
  readonly freeBytes: number;
  /** Share of the page that allocated blocks fill, 0 to 1. */
  readonly occupancy: number;
  blocks(): Iterable<PoolBlock>;
}

/**
 * The blocks of all pools of a dump. Made of columns: rows are made one by one, when asked for.
 *
 *     for (const page of pool.pages()) console.log(page.address, page.allocatedBytes);
 *     for (const block of pool.find('Thre')) console.log(block.address, block.state);
 */
export class Pool {
  constructor(readonly walk: PoolWalk) {}

  /** The columns themselves, for loops over millions of blocks. */
  get columns(): PoolColumns {
    return this.walk.columns;
  }

  get blockCount(): number {
    return this.columns.blockCount;
  }

  get pageCount(): number {
    return this.columns.pageCount;
  }

  /** Pages in ascending order: the system's, then each session's. */
  *pages(): Iterable<PoolPage> {
    for (let i = 0; i < this.columns.pageCount; i++) yield this.page(i);
  }

  /**
   * Blocks with a tag (`?` and `*` allowed, `0x` for a value), of one kind of pool or of all.
   * Throws RangeError for what is no tag or no kind.
   */
  find(tag: string, kind?: PoolKindName): Iterable<PoolBlock> {
    const pattern = parseTagPattern(tag);
    if (pattern === undefined) throw new RangeError(`${JSON.stringify(tag)} is no pool tag`);
    if (kind !== undefined && !KIND_NAMES.includes(kind)) {
      throw new RangeError(`${JSON.stringify(kind)} is none of ${KIND_NAMES.join(', ')}`);
    }
    const wanted = kind === undefined ? undefined : (KIND_NAMES.indexOf(kind) as PoolKind);
    return this.blocksLike(pattern, wanted);
  }

  private *blocksLike(pattern: TagPattern, kind?: PoolKind): Iterable<PoolBlock> {
    for (const [page, block] of this.matches(pattern, kind)) yield this.block(block, page);
  }

  /** Positions of the page and the block of every match. */
  *matches(pattern: TagPattern, kind?: PoolKind): Iterable<readonly [page: number, block: number]> {
    const { pageCount, pageKind, pageFirst, tag } = this.columns;
    for (let page = 0; page < pageCount; page++) {
      if (kind !== undefined && pageKind[page] !== kind) continue;
      const end = this.columns.pageEnd(page);
      for (let block = pageFirst[page]; block < end; block++) {
        if (matchesTag(pattern, tag[block])) yield [page, block];
      }
    }
  }

  /** The row of a block at a position in the columns. */
  block(position: number, page = this.columns.pageOf(position)): PoolBlock {
    const { head, tag, offset, state, pageVa, pageKind } = this.columns;
    return {
      address: (pageVa[page] + offset[position]) >>> 0,
      size: poolHeaderX86BlockSize(head, position) * BLOCK_UNIT,
      previousSize: poolHeaderX86PreviousSize(head, position) * BLOCK_UNIT,
      type: poolHeaderX86PoolType(head, position),
      index: poolHeaderX86PoolIndex(head, position),
      tag: tagText(tag[position]),
      tagValue: tag[position],
      isProtected: isProtected(tag[position]),
      state: STATE_NAMES[state[position]],
      kind: kindName(pageKind[page] as PoolKind),
      session: this.sessionId(page),
    };
  }

  /** The row of a page at a position in the columns. */
  page(position: number): PoolPage {
    const { columns } = this;
    const flags = columns.pageFlags[position];
    const first = columns.pageFirst[position];
    const end = columns.pageEnd(position);
    let allocatedBytes = 0;
    let freeBytes = 0;
    for (let i = first; i < end; i++) {
      const size = poolHeaderX86BlockSize(columns.head, i) * BLOCK_UNIT;
      if (columns.state[i] === BlockState.allocated) allocatedBytes += size;
      else freeBytes += size;
    }
    return {
      address: columns.pageVa[position],
      kind: kindName(columns.pageKind[position] as PoolKind),
      session: this.sessionId(position),
      isTransition: (flags & PAGE_TRANSITION) !== 0,
      isDamaged: (flags & PAGE_DAMAGED) !== 0,
      hasTail: (flags & PAGE_TAIL) !== 0,
      first,
      end,
      allocatedBytes,
      freeBytes,
      occupancy: allocatedBytes / PAGE_SIZE,
      blocks: () => this.blocksOf(position),
    };
  }

  /** Blocks of one page, in order. */
  *blocksOf(page: number): Iterable<PoolBlock> {
    const end = this.columns.pageEnd(page);
    for (let i = this.columns.pageFirst[page]; i < end; i++) yield this.block(i, page);
  }

  /** The block that holds an address, of the system's pools or of a session's (position plus one). */
  blockHolding(va: VirtualAddress, session = 0): PoolBlock | undefined {
    const page = this.columns.pageAt(va, session);
    if (page < 0) return undefined;
    for (const block of this.blocksOf(page)) {
      if (va >= block.address && va < block.address + block.size) return block;
    }
    return undefined;
  }

  private sessionId(page: number): number | undefined {
    const position = this.columns.pageSession[page];
    return position === 0 ? undefined : this.walk.sessions[position - 1].id;
  }
}
