import { newPageCursor } from '../dump/physical-memory.ts';
import { poolHeaderX86BlockSize } from '../formats/generated/pool-header-x86.layout.ts';
import type { AddressSpace } from '../memory/address-space.ts';
import { PageState } from '../memory/page-state.ts';
import { SYSTEM_PAGES, systemPage } from '../pool/covered-pages.ts';
import { BLOCK_UNIT } from '../pool/page-chain.ts';
import { BlockState, PoolKind } from '../pool/pool-columns.ts';
import { pagedRows } from '../pool/tally-pool.ts';
import type { PoolWalk } from '../pool/walk-pool.ts';
import { PAGE_SIZE, SYSTEM_START, type VirtualAddress } from '../units/address.ts';
import { tagName, tagText } from '../units/tag.ts';

/** One stretch of pool address space. */
export interface PageCell {
  readonly start: VirtualAddress;
  /** Pages of pool in it. */
  readonly pages: number;
  readonly pool: 'nonpaged' | 'paged' | 'special' | 'unknown';
  /** Tag that holds most of it; empty when nothing is known to be allocated. */
  readonly tag: string;
  /** Share of its bytes that are allocated, 0..1. */
  readonly used: number;
  /** Share of its pages whose contents are not in the dump, 0..1. */
  readonly unread: number;
}

/** The system's pools in ascending order of address, in at most some thousand cells. */
export interface PageMap {
  /** Pages that one cell covers. */
  readonly pagesPerCell: number;
  readonly cells: readonly PageCell[];
}

/** Cells of the finest map drawn. */
const MOST_CELLS = 4096;
const NOT_POOL = 0xff;
const KINDS: readonly PageCell['pool'][] = ['nonpaged', 'paged', 'special', 'unknown', 'unknown'];

/** Draws the system's pools, coarse enough to be looked at whole. */
export function pageMap(memory: AddressSpace, walk: PoolWalk): PageMap {
  const canvas = new Canvas();
  canvas.drawBlocks(walk);
  canvas.drawBigPages(walk);
  canvas.findUnread(memory);
  return canvas.cells();
}

/** Three facts for each system page. */
class Canvas {
  private readonly kind = new Uint8Array(SYSTEM_PAGES).fill(NOT_POOL);
  private readonly tag = new Uint32Array(SYSTEM_PAGES);
  private readonly used = new Uint16Array(SYSTEM_PAGES);
  private readonly isRead = new Uint8Array(SYSTEM_PAGES);

  drawBlocks({ columns }: PoolWalk): void {
    const { pageVa, pageKind, pageFirst, state, head, tag } = columns;
    const pages = columns.spaceStart[1] ?? columns.pageCount;
    for (let page = 0; page < pages; page++) {
      const at = systemPage(pageVa[page]);
      const end = columns.pageEnd(page);
      let used = 0;
      let most = 0;
      let largest = -1;
      for (let block = pageFirst[page]; block < end; block++) {
        if (state[block] !== BlockState.allocated) continue;
        const units = poolHeaderX86BlockSize(head, block);
        used += units;
        // The largest block stands for its page: most pages hold one kind of block.
        if (units <= most) continue;
        most = units;
        largest = block;
      }
      this.kind[at] = pageKind[page];
      this.isRead[at] = 1;
      this.used[at] = used * BLOCK_UNIT;
      if (largest >= 0) this.tag[at] = tagName(tag[largest]);
    }
  }

  drawBigPages({ bigPages, regions }: PoolWalk): void {
    const isPaged = pagedRows(bigPages, regions);
    for (let row = 0; row < bigPages.count; row++) {
      const va = bigPages.va[row];
      if (bigPages.freed[row] !== 0 || va < SYSTEM_START) continue;
      const kind = isPaged(row) ? PoolKind.paged : PoolKind.nonpaged;
      this.drawAllocation(systemPage(va), bigPages.bytes[row], tagName(bigPages.tag[row]), kind);
    }
  }

  private drawAllocation(first: number, bytes: number, tag: number, kind: PoolKind): void {
    for (let at = first, rest = bytes; rest > 0 && at < SYSTEM_PAGES; at++, rest -= PAGE_SIZE) {
      this.kind[at] = kind;
      this.tag[at] = tag;
      this.used[at] = Math.min(PAGE_SIZE, this.used[at] + Math.min(rest, PAGE_SIZE));
    }
  }

  /** Pages that were cut into blocks have been read; those of big allocations nobody has asked for. */
  findUnread(memory: AddressSpace): void {
    const cursor = newPageCursor();
    for (let at = 0; at < SYSTEM_PAGES; at++) {
      if (this.kind[at] === NOT_POOL || this.isRead[at] === 1) continue;
      const state = memory.page(SYSTEM_START + at * PAGE_SIZE, cursor);
      this.isRead[at] = state <= PageState.readableLimit ? 1 : 0;
    }
  }

  cells(): PageMap {
    let pages = 0;
    for (const kind of this.kind) if (kind !== NOT_POOL) pages++;
    let pagesPerCell = 1;
    while (pages / pagesPerCell > MOST_CELLS) pagesPerCell *= 2;
    for (;;) {
      const cells = this.cellsOf(pagesPerCell);
      // Scattered pages may need more cells than their number says.
      if (cells.length <= MOST_CELLS || pagesPerCell >= SYSTEM_PAGES) return { pagesPerCell, cells };
      pagesPerCell *= 2;
    }
  }

  private cellsOf(pagesPerCell: number): PageCell[] {
    const cells: PageCell[] = [];
    for (let first = 0; first < SYSTEM_PAGES; first += pagesPerCell) {
      const cell = this.cell(first, pagesPerCell);
      if (cell !== undefined) cells.push(cell);
    }
    return cells;
  }

  private cell(first: number, count: number): PageCell | undefined {
    let pages = 0;
    let used = 0;
    let read = 0;
    let kind = NOT_POOL;
    const tags = new Map<number, number>();
    for (let at = first; at < first + count; at++) {
      if (this.kind[at] === NOT_POOL) continue;
      if (pages === 0) kind = this.kind[at];
      pages++;
      used += this.used[at];
      read += this.isRead[at];
      if (this.used[at] > 0) tags.set(this.tag[at], (tags.get(this.tag[at]) ?? 0) + this.used[at]);
    }
    if (pages === 0) return undefined;
    const [top] = [...tags].sort(([, a], [, b]) => b - a);
    return {
      start: SYSTEM_START + first * PAGE_SIZE,
      pages,
      pool: KINDS[kind],
      tag: top === undefined ? '' : tagText(top[0]),
      used: used / (pages * PAGE_SIZE),
      unread: 1 - read / pages,
    };
  }
}
