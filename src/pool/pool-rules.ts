import type { Kernel } from '../kernel/kernel.ts';
import { SYSTEM_START } from '../units/address.ts';

/** First Windows whose stored pool type is the requested type with bit 1 set. */
const VISTA = 6000;
/** The first Windows that keeps a block's tag and the process it is charged to apart, and always counts tags. */
const SERVER_2003 = 3790;
/** Lookaside lists carry cookies from here on. */
const WINDOWS_8 = 9200;
/** The kernel's segment heap (19H1): blocks no longer tile their pages. */
const SEGMENT_HEAP = 18362;

/** How this build marks its pool blocks. */
export interface PoolRules {
  /** Bit 0 of the pool type of a paged block in use. */
  readonly pagedParity: 0 | 1;
  /** Bits that every block in use has; 0 when the build promises none. */
  readonly inUseBits: number;
  /**
   * Blocks charged to a process may have its address for a tag: XP does so unless pool tagging is switched
   * on (documented with the flag 'Enable pool tagging').
   */
  readonly ownerInTag: boolean;
  /** Kind of a page is its own affair, not its 2 MB unit's: fixed ranges begin anywhere. */
  readonly kindByPage: boolean;
  /** Free blocks on lookaside lists can be told from allocations. */
  readonly plainLookaside: boolean;
  /** Why blocks of this build cannot be walked. */
  readonly refused?: string;
}

/** Bit of POOL_HEADER.PoolType that every block in use has from Vista on. */
const IN_USE = 0x02;

/** Bit of POOL_HEADER.PoolType that says a process is charged for the block. */
const CHARGED = 0x08;

/** What stands in place of the tag is a process's address. */
export function isOwnerForTag(type: number, tag: number): boolean {
  return (type & CHARGED) !== 0 && tag >= SYSTEM_START && (tag & 7) === 0;
}

/** XP and Server 2003 store the requested type plus one, later builds the type with a bit set. */
export function poolRules(kernel: Kernel): PoolRules {
  const { build } = kernel;
  const vista = build >= VISTA;
  return {
    pagedParity: vista ? 1 : 0,
    inUseBits: vista ? IN_USE : 0,
    ownerInTag: build < SERVER_2003,
    kindByPage: !vista,
    plainLookaside: build < WINDOWS_8,
    refused:
      build < SEGMENT_HEAP
        ? undefined
        : `Build ${build} keeps its pool in a segment heap, whose blocks do not tile their pages; only trackers and big pages are read`,
  };
}
