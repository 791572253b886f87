import { pagesFor } from '../units/address.ts';
import { known } from '../units/value.ts';
import { PoolKind } from './pool-columns.ts';
import type { PoolDescriptors } from './pool-descriptors.ts';
import { pagedRows } from './tally-pool.ts';
import type { PoolWalk } from './walk-pool.ts';

/** Pages of a pool by what became of them. */
export interface PagesBehind {
  /** Cut into blocks and walked, damaged ones included. */
  readonly walked: number;
  /** Owned by live rows of the big page table, readable or not. */
  readonly big: number;
  /** In the page file, and of no big allocation: their blocks are missing. */
  readonly pagedOut: number;
  /** Never touched, and of no big allocation: no page exists, and no block. */
  readonly demandZero: number;
  readonly notInDump: number;
  readonly damaged: number;
  /** Nothing in them looks like blocks, and no big allocation has them: free pages, or overwritten whole. */
  readonly withoutBlocks: number;
  /** Pages that the descriptors count as big allocations and the big page table does not have. */
  readonly lostBig: number;
}

/** Gathers what the regions, the big page table and the descriptors say of a pool's pages. */
export function pagesBehind(
  walk: PoolWalk,
  pool: 'nonpaged' | 'paged',
  descriptors: PoolDescriptors,
): PagesBehind {
  const sums = { walked: 0, pagedOut: 0, demandZero: 0, notInDump: 0, damaged: 0, withoutBlocks: 0 };
  for (const { kind, session, pages } of walk.regions) {
    if (kind !== PoolKind[pool] || session !== 0) continue;
    sums.walked += pages.blocks + pages.damaged + pages.tails;
    sums.pagedOut += pages.pagedOut;
    sums.demandZero += pages.demandZero;
    sums.notInDump += pages.notInDump;
    sums.damaged += pages.damaged;
    sums.withoutBlocks += pages.other + pages.empty;
  }
  const big = bigPagesOf(walk, pool);
  let counted = 0;
  for (const { totalBigPages } of descriptors[pool]) counted += known(totalBigPages) ?? 0;
  return { ...sums, big, lostBig: Math.max(0, counted - big) };
}

function bigPagesOf(walk: PoolWalk, pool: 'nonpaged' | 'paged'): number {
  const { bigPages, regions } = walk;
  const isPaged = pagedRows(bigPages, regions);
  let pages = 0;
  for (let row = 0; row < bigPages.count; row++) {
    if (bigPages.freed[row] === 0 && isPaged(row) === (pool === 'paged'))
      pages += pagesFor(bigPages.bytes[row]);
  }
  return pages;
}
