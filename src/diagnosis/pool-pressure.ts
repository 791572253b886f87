import type { Analysis, PoolName } from '../analysis/analysis.ts';
import { PAGE_SIZE } from '../units/address.ts';
import { known } from '../units/value.ts';
import { threshold } from './thresholds.ts';

export const POOLS: readonly PoolName[] = ['nonpaged', 'paged'];

/** How near a pool is to its end. */
export interface Pressure {
  readonly pool: PoolName;
  /** Bytes in use as the pool's descriptors count them. */
  readonly used?: number;
  readonly maximum?: number;
  /** `used` / `maximum`. */
  readonly share?: number;
  /** Allocations of any pool that failed since boot. */
  readonly failures?: number;
  /** Failures with a reason of this pool; undefined without symbols. */
  readonly reasons?: readonly { readonly reason: string; readonly count: number }[];
  readonly isFull: boolean;
  readonly isNearlyFull: boolean;
  /** Full, or allocations failed and this pool is the one they are put down to. */
  readonly isShort: 'yes' | 'no' | 'cannot-tell';
  /** Short, or nobody can tell and the pool is at least half full. */
  readonly mayBeShort: boolean;
  /** Short, or so full that it does not matter whether allocations have failed yet. */
  readonly isAsGoodAsShort: boolean;
}

export function pressureOf(analysis: Analysis, pool: PoolName): Pressure {
  const used = poolUsed(analysis, pool);
  const maximum = poolMaximum(analysis, pool);
  const share = used !== undefined && maximum ? used / maximum : undefined;
  const failures = known(analysis.memory.failures.count);
  const reasons = analysis.memory.failures.reasons?.filter(({ reason }) => belongsTo(reason, pool));
  const isFull = share !== undefined && share >= threshold(pool === 'paged' ? 'pagedUsage' : 'nonpagedUsage');
  const isShort = isFull ? 'yes' : failing(analysis, pool, share, failures, reasons?.length);
  const least = used ?? taggedBytes(analysis, pool);
  const isHalfFull = least === undefined || !maximum || least / maximum >= threshold('halfFull');
  const mayBeShort = isShort === 'yes' || (isShort === 'cannot-tell' && isHalfFull);
  const isNearlyFull = share !== undefined && share >= threshold('nearlyFull');
  const isAsGoodAsShort = isShort === 'yes' || (mayBeShort && isNearlyFull);
  return {
    pool,
    used,
    maximum,
    share,
    failures,
    reasons,
    isFull,
    isNearlyFull,
    isShort,
    mayBeShort,
    isAsGoodAsShort,
  };
}

/** Bytes of a pool in use; undefined when a descriptor is unread. */
export function poolUsed({ memory }: Analysis, pool: PoolName): number | undefined {
  const pages = known(pool === 'paged' ? memory.pagedUsage : memory.nonPagedUsage);
  return pages === undefined ? undefined : pages * PAGE_SIZE;
}

/**
 * Bytes that all tags of a pool hold together, undefined when they are not all known: the pool save what
 * is free in its pages. Later builds have nothing else to tell its size by.
 */
function taggedBytes({ tags }: Analysis, pool: PoolName): number | undefined {
  return tags.complete && tags.bytes[pool] > 0 ? tags.bytes[pool] : undefined;
}

function poolMaximum({ memory }: Analysis, pool: PoolName): number | undefined {
  const pages = known(pool === 'paged' ? memory.pagedMaximum : memory.nonPagedMaximum);
  return pages === undefined ? undefined : pages * PAGE_SIZE;
}

/** `PagedNoPtes`, `NonPagedNoCommit`; session pool has reasons of its own. */
function belongsTo(reason: string, pool: PoolName): boolean {
  return reason.startsWith(pool === 'paged' ? 'Paged' : 'NonPaged');
}

/** Failures are counted for all pools together: without reasons they go to the fuller pool. */
function failing(
  analysis: Analysis,
  pool: PoolName,
  share: number | undefined,
  failures: number | undefined,
  reasons: number | undefined,
): Pressure['isShort'] {
  if (failures === undefined) return 'cannot-tell';
  if (failures === 0) return share === undefined ? 'cannot-tell' : 'no';
  if (reasons !== undefined && reasons > 0) return 'yes';
  const other = otherPool(pool);
  const otherUsed = poolUsed(analysis, other);
  const otherMaximum = poolMaximum(analysis, other);
  if (share === undefined || otherUsed === undefined || !otherMaximum) return 'cannot-tell';
  return share >= threshold('failingUsage') && share >= otherUsed / otherMaximum ? 'yes' : 'no';
}

export function otherPool(pool: PoolName): PoolName {
  return pool === 'paged' ? 'nonpaged' : 'paged';
}

/** So much that it is abnormal whatever the pool's maximum is. */
export function isHuge(analysis: Analysis, bytes: number): boolean {
  return bytes >= analysis.dump.systemSpace * threshold('hugeShare');
}
