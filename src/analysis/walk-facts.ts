import type { DamageReason } from '../pool/page-damage.ts';
import type { VirtualAddress } from '../units/address.ts';
import type { PoolName } from './pool-name.ts';

/** One page whose chain of blocks is broken. */
export interface BrokenPage {
  readonly page: VirtualAddress;
  readonly offset: number;
  readonly why: DamageReason;
  /** Tag of the last sound block before the break, which may have overrun it. */
  readonly previousTag?: string;
}

/** What a walk over all pool pages found, and how it compares with the kernel's counters. */
export interface WalkFacts {
  /** The walk was possible for this build. */
  readonly walked: boolean;
  readonly why?: string;
  readonly pools: readonly PoolCoverage[];
  readonly brokenPages: number;
  readonly broken: readonly BrokenPage[];
  readonly bigPages: { readonly rows: number; readonly slots: number; readonly slotsRead: number };
  readonly notes: readonly string[];
  readonly complete: boolean;
}

export interface PoolCoverage {
  readonly pool: PoolName;
  /** Pages found by the walk and by the table of big allocations. */
  readonly pagesFound: number;
  /** Of those, pages cut into blocks that were read. */
  readonly pagesRead: number;
  /** Pages in the page file, and pages that were left out of the dump: blocks in them were not seen. */
  readonly pagedOut: number;
  readonly notInDump: number;
  /** Pages the pool's descriptors count; undefined when unread. */
  readonly pagesCounted?: number;
  /** Bytes of blocks found / bytes the kernel counts, 0..1; undefined without counters. */
  readonly coverage?: number;
}
