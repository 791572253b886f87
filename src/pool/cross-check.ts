import type { PoolTag } from '../units/tag.ts';
import { known } from '../units/value.ts';
import { type PagesBehind, pagesBehind } from './pages-behind.ts';
import type { PoolDescriptors } from './pool-descriptors.ts';
import { outstanding } from './tag-sums.ts';
import type { Amount, PoolTally } from './tag-tally.ts';
import type { TagUsage } from './tag-usage.ts';
import type { PoolTallies } from './tally-pool.ts';
import type { PoolWalk } from './walk-pool.ts';

/** What can make the kernel's count and what was found differ. */
export type DifferenceReason =
  /** Pages of the pool lie in the page file. */
  | 'paged-out'
  /** Pages of the pool were left out of the dump. */
  | 'not-in-dump'
  /** Big allocations that the big page table lost when it could not grow. */
  | 'lost-big-pages'
  /** Blocks behind a damaged header. */
  | 'damaged-pages'
  /** Pages that hold neither blocks nor a big allocation: free ones, or overwritten whole. */
  | 'no-blocks'
  /** Free blocks on lists that cannot be told from allocations on this build. */
  | 'lookaside'
  /** The walk was stopped. */
  | 'stopped'
  /** Blocks of this build cannot be walked. */
  | 'not-walked'
  /** Nothing known explains it. */
  | 'unexplained';

/** One tag in one pool: counted by the kernel, found by us, and what may explain the difference. */
export interface TagCheck {
  readonly tag: PoolTag;
  readonly pool: 'nonpaged' | 'paged';
  /** Outstanding allocations by the kernel's counters. */
  readonly tracker: Amount;
  /** Allocated blocks that were walked. */
  readonly blocks: Amount;
  /** Live rows of the big page table, bytes rounded up to pages. */
  readonly big: Amount;
  /** `tracker` less `blocks` less `big`; negative when more was found than counted. */
  readonly difference: Amount;
  /** Empty when there is no difference. */
  readonly reasons: readonly DifferenceReason[];
}

/** How much of a pool was seen. */
export interface PoolCoverage {
  readonly pool: 'nonpaged' | 'paged';
  /** Bytes that the kernel counts, and those of them that were found. */
  readonly trackerBytes: number;
  readonly foundBytes: number;
  /** `foundBytes` of `trackerBytes`, 0 to 1; undefined when the kernel counts nothing. */
  readonly share?: number;
  /** Pages that the descriptors count; undefined when one could not be read. */
  readonly descriptorPages?: number;
  readonly pages: PagesBehind;
}

export interface CrossCheck {
  /** Largest difference in bytes first. */
  readonly tags: readonly TagCheck[];
  readonly coverage: readonly PoolCoverage[];
  /** Both sides were read whole: trackers and walk. */
  readonly complete: boolean;
}

/** Holds the kernel's counters against the walk and the big page table, tag by tag. */
export function crossCheck(
  usage: TagUsage,
  walk: PoolWalk,
  tallies: PoolTallies,
  descriptors: PoolDescriptors,
): CrossCheck {
  const tags: TagCheck[] = [];
  const coverage: PoolCoverage[] = [];
  for (const pool of ['nonpaged', 'paged'] as const) {
    const pages = pagesBehind(walk, pool, descriptors);
    const checks = checkPool(usage, pool, tallies[pool], pages, walk);
    const trackerBytes = sum(checks, (check) => check.tracker.bytes);
    const foundBytes = sum(checks, (check) =>
      Math.min(check.tracker.bytes, check.blocks.bytes + check.big.bytes),
    );
    const share = trackerBytes === 0 ? undefined : foundBytes / trackerBytes;
    const descriptorPages = sumKnown(descriptors[pool].map((one) => known(one.pages)));
    coverage.push({ pool, trackerBytes, foundBytes, share, descriptorPages, pages });
    tags.push(...checks);
  }
  tags.sort((a, b) => Math.abs(b.difference.bytes) - Math.abs(a.difference.bytes) || a.tag - b.tag);
  return { tags, coverage, complete: usage.complete && walk.complete && tallies.complete };
}

const NOTHING: Amount = { count: 0, bytes: 0 };

function checkPool(
  usage: TagUsage,
  pool: 'nonpaged' | 'paged',
  tally: PoolTally,
  pages: PagesBehind,
  walk: PoolWalk,
): TagCheck[] {
  const checks: TagCheck[] = [];
  const counted = new Set<PoolTag>();
  for (let row = 0; row < usage.count; row++) {
    counted.add(usage.tags[row]);
    if (usage.known[row] === 0) continue;
    const tracker = {
      count: outstanding(usage[`${pool}Allocs`][row], usage[`${pool}Frees`][row]),
      bytes: usage[`${pool}Bytes`][row],
    };
    const found = tally.find(usage.tags[row]);
    const { allocated, big } = found ?? { allocated: NOTHING, big: NOTHING };
    if (tracker.count + tracker.bytes + allocated.count + big.count === 0) continue;
    checks.push(checkTag(usage.tags[row], pool, tracker, allocated, big, pages, walk));
  }
  // Without every table a tag that is in none of those read may be in another.
  if (!usage.complete) return checks;
  for (const { tag, allocated, big } of tally.rows()) {
    if (counted.has(tag) || allocated.count + big.count === 0) continue;
    checks.push(checkTag(tag, pool, NOTHING, allocated, big, pages, walk));
  }
  return checks;
}

function checkTag(
  tag: PoolTag,
  pool: 'nonpaged' | 'paged',
  tracker: Amount,
  blocks: Amount,
  big: Amount,
  pages: PagesBehind,
  walk: PoolWalk,
): TagCheck {
  const difference = {
    count: tracker.count - blocks.count - big.count,
    bytes: tracker.bytes - blocks.bytes - big.bytes,
  };
  return { tag, pool, tracker, blocks, big, difference, reasons: reasonsFor(difference, pages, walk) };
}

/** What may explain a difference; each reason is one that is known to be at work in this pool. */
function reasonsFor(difference: Amount, pages: PagesBehind, walk: PoolWalk): DifferenceReason[] {
  const { count, bytes } = difference;
  if (count === 0 && bytes === 0) return [];
  const reasons: DifferenceReason[] = [];
  if (count > 0 || bytes > 0) {
    if (walk.rules.refused !== undefined) reasons.push('not-walked');
    else if (!walk.complete) reasons.push('stopped');
    if (pages.lostBig > 0 && bytes % 0x1000 === 0 && bytes <= pages.lostBig * 0x1000)
      reasons.push('lost-big-pages');
    if (pages.pagedOut > 0) reasons.push('paged-out');
    if (pages.notInDump > 0) reasons.push('not-in-dump');
    if (pages.damaged > 0) reasons.push('damaged-pages');
    if (pages.withoutBlocks > 0) reasons.push('no-blocks');
    const { pagedOut, notInDump, damaged, withoutBlocks, lostBig } = pages;
    const room = (pagedOut + notInDump + damaged + withoutBlocks + lostBig) * 0x1000;
    if (walk.complete && bytes > room) reasons.push('unexplained');
  } else if (!walk.rules.plainLookaside || walk.freeLists.problems.length > 0) {
    reasons.push('lookaside');
  }
  return reasons.length > 0 ? reasons : ['unexplained'];
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function sumKnown(values: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const value of values) {
    if (value === undefined) return undefined;
    total += value;
  }
  return values.length === 0 ? undefined : total;
}
