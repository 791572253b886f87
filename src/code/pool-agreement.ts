import { PAGE_SIZE } from '../units/address.ts';
import type { PoolTag } from '../units/tag.ts';
import type { AllocationSite } from './allocation-site.ts';

export type PoolKind = 'nonpaged' | 'paged' | 'session';

/** What the pool holds under a tag. Sizes are of blocks, their headers included. */
export interface PoolEvidence {
  readonly tag: PoolTag;
  /** The pool that holds most of the tag's bytes. */
  readonly kind?: PoolKind;
  /** Bytes of all blocks divided by their number. */
  readonly averageBytes?: number;
  /** How many blocks there are of each size, when the pool was walked. */
  readonly sizes?: readonly { readonly bytes: number; readonly count: number }[];
}

/** `unknown`: one side does not say. */
export type Agreement = 'agrees' | 'differs' | 'unknown';

/** Requests from here on get whole pages without a header (32-bit). */
const BIG_REQUEST = 0xff1;
const HEADER = 8;
const GRANULARITY = 8;

/** Bytes that a request takes in the pool. */
export function blockBytes(request: number): number {
  if (request >= BIG_REQUEST) return Math.ceil(request / PAGE_SIZE) * PAGE_SIZE;
  return Math.ceil((Math.max(request, 1) + HEADER) / GRANULARITY) * GRANULARITY;
}

/** The pool that a POOL_TYPE asks for. */
export function kindOfPoolType(poolType: number): PoolKind {
  if ((poolType & 0x20) !== 0) return 'session';
  return (poolType & 1) === 1 ? 'paged' : 'nonpaged';
}

/** Whether the site's pool type is the pool where the tag lies. */
export function kindAgreement(site: AllocationSite, evidence: PoolEvidence | undefined): Agreement {
  if (evidence?.kind === undefined || site.poolType === undefined) return 'unknown';
  return kindOfPoolType(site.poolType) === evidence.kind ? 'agrees' : 'differs';
}

/** Whether blocks of the size that the site asks for are what the pool holds. */
export function sizeAgreement(site: AllocationSite, evidence: PoolEvidence | undefined): Agreement {
  if (site.size === undefined || evidence === undefined) return 'unknown';
  const expected = blockBytes(site.size);
  if (evidence.sizes !== undefined && evidence.sizes.length > 0) {
    const total = evidence.sizes.reduce((sum, { count }) => sum + count, 0);
    const own = evidence.sizes.reduce(
      (sum, { bytes, count }) => sum + (fits(site.size!, expected, bytes) ? count : 0),
      0,
    );
    // Most blocks, or at least as many as chance and other sites cannot explain.
    return own * 10 >= total ? 'agrees' : 'differs';
  }
  if (evidence.averageBytes === undefined) return 'unknown';
  return fits(site.size, expected, evidence.averageBytes) ? 'agrees' : 'differs';
}

/** A block may be left a little larger when the rest is too small for another. */
function fits(request: number, expected: number, bytes: number): boolean {
  return bytes >= request && bytes <= expected + Math.max(GRANULARITY, expected / 100);
}
