import type { PoolCoverage as CheckedPool, CrossCheck } from '../pool/cross-check.ts';
import type { PageDamage } from '../pool/page-damage.ts';
import type { PoolWalk } from '../pool/walk-pool.ts';
import { tagText } from '../units/tag.ts';
import type { BrokenPage, PoolCoverage, WalkFacts } from './walk-facts.ts';

/** Broken pages that are told one by one. */
const BROKEN_TOLD = 100;

/** What the walk found and how it compares with the kernel's counters. */
export function walkFacts(walk: PoolWalk, check: CrossCheck): WalkFacts {
  const { bigPages, rules } = walk;
  return {
    walked: rules.refused === undefined,
    why: rules.refused,
    pools: check.coverage.map(poolCoverage),
    brokenPages: walk.numDamaged,
    broken: walk.damage.slice(0, BROKEN_TOLD).map(brokenPage),
    bigPages: { rows: bigPages.count, slots: bigPages.slots, slotsRead: bigPages.slotsRead },
    notes: [...walk.notes, ...walk.freeLists.problems],
    complete: walk.complete,
  };
}

function poolCoverage({ pool, pages, share, descriptorPages }: CheckedPool): PoolCoverage {
  return {
    pool,
    pagesFound: pages.walked + pages.big,
    pagesRead: pages.walked,
    pagedOut: pages.pagedOut,
    notInDump: pages.notInDump,
    pagesCounted: descriptorPages,
    coverage: share,
  };
}

function brokenPage({ page, offset, reason, before }: PageDamage): BrokenPage {
  return { page, offset, why: reason, previousTag: before === undefined ? undefined : tagText(before.tag) };
}
