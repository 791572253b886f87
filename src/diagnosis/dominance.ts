import type { Analysis, PoolName } from '../analysis/analysis.ts';
import type { PoolUse, TagFacts } from '../analysis/tag-facts.ts';
import { isPresent, known, type Source } from '../units/value.ts';
import { type Message, message } from './message.ts';
import { POOLS, poolUsed } from './pool-pressure.ts';
import { cannotTell, no, type Outcome } from './rule.ts';
import { threshold } from './thresholds.ts';

/** A tag that holds most of a pool. */
export interface Dominance {
  readonly pool: PoolName;
  readonly row: TagFacts;
  readonly use: PoolUse;
  readonly bytes: number;
  /** Where the bytes were read: the kernel's counters, or the walk when they cannot be. */
  readonly source: Source;
  readonly blocks: number;
  /** Bytes a block has on average. */
  readonly average: number;
  /** Of what the pool uses. */
  readonly share: number;
  readonly second?: { readonly row: TagFacts; readonly bytes: number };
  /** How many times larger than the second; infinite without a second. */
  readonly times: number;
}

/** Bytes of a tag that were read, or 0. */
export function bytesOf(row: TagFacts, pool: PoolName): number {
  return known(row.uses[pool].bytes) ?? 0;
}

/**
 * What shares are taken of: the pool as its descriptors count it, which no missing tag can shrink, or
 * the sum of all tags when that is larger. Undefined when neither is whole.
 */
export function poolTotal(analysis: Analysis, pool: PoolName): number | undefined {
  const used = poolUsed(analysis, pool);
  const sum = analysis.tags.bytes[pool];
  if (used === undefined) return analysis.tags.complete && sum > 0 ? sum : undefined;
  return Math.max(used, sum);
}

/** The largest tag of a pool with its share; undefined when no tag or no total could be read. */
export function largestTag(analysis: Analysis, pool: PoolName): Dominance | undefined {
  const total = poolTotal(analysis, pool);
  if (!total) return undefined;
  const [row, second] = twoLargest(analysis.tags.rows, pool);
  if (row === undefined) return undefined;
  const use = row.uses[pool];
  const bytes = bytesOf(row, pool);
  const blocks = known(use.blocks) ?? 0;
  const rest = second === undefined ? 0 : bytesOf(second, pool);
  return {
    pool,
    row,
    use,
    bytes,
    source: isPresent(use.bytes) ? use.bytes.source : 'walk',
    blocks,
    average: blocks > 0 ? Math.round(bytes / blocks) : 0,
    share: bytes / total,
    second: second === undefined || rest === 0 ? undefined : { row: second, bytes: rest },
    times: rest > 0 ? bytes / rest : Number.POSITIVE_INFINITY,
  };
}

function twoLargest(rows: readonly TagFacts[], pool: PoolName): (TagFacts | undefined)[] {
  let first: TagFacts | undefined;
  let second: TagFacts | undefined;
  for (const row of rows) {
    const bytes = bytesOf(row, pool);
    if (bytes === 0) continue;
    if (first === undefined || bytes > bytesOf(first, pool)) [first, second] = [row, first];
    else if (second === undefined || bytes > bytesOf(second, pool)) second = row;
  }
  return [first, second];
}

/** The tag that holds more than half of a pool, if one does. */
export function dominantTag(analysis: Analysis, pool: PoolName): Dominance | undefined {
  const largest = largestTag(analysis, pool);
  return largest !== undefined && largest.share > threshold('dominantShare') ? largest : undefined;
}

/** Share of a pool that a tag holds; 0 when unread. */
export function shareOfTag(analysis: Analysis, text: string, pool: PoolName): number {
  const total = poolTotal(analysis, pool);
  const row = analysis.tags.rows.find((one) => one.text === text);
  return !total || row === undefined ? 0 : bytesOf(row, pool) / total;
}

/** What was not counted by tag is too little to hide one that fills the pool. */
export function isCounted(analysis: Analysis, pool: PoolName): boolean {
  const largest = largestTag(analysis, pool);
  if (largest === undefined) return false;
  const { tags } = analysis;
  const total = poolTotal(analysis, pool) ?? 0;
  const most = threshold('dominantShare');
  return tags.complete || largest.share > most || largest.bytes + total - tags.bytes[pool] <= total * most;
}

/** That no tag fills a pool is known only where the use of the pools that matter was read. */
export function noTag(analysis: Analysis, why: Message, pools = POOLS): Outcome {
  const unread = pools.find((pool) => !isCounted(analysis, pool));
  return unread === undefined ? no(why) : cannotTell(message('dominant-tag.no-tags', { pool: unread }));
}
