import type { VirtualAddress } from '../units/address.ts';
import { type PoolTag, tagName } from '../units/tag.ts';

/**
 * `certain`: the tag was followed to the argument without a gap. `probable`: something on the way
 * was assumed, and is named. `possible`: it is not even sure that the bytes are code.
 */
export type SiteConfidence = 'certain' | 'probable' | 'possible';

/** A place in a module's code that allocates pool under a tag. */
export interface AllocationSite {
  /** The module whose code chooses the tag. */
  readonly module: string;
  readonly moduleBase: VirtualAddress;
  readonly tag: PoolTag;
  /** The instruction that loads the tag. */
  readonly tagAt: VirtualAddress;
  readonly tagFrom: 'push' | 'store' | 'register' | 'global';
  /** The variable that held the tag when the dump was taken, for `global`. */
  readonly global?: VirtualAddress;
  /** The call of the allocator, or of the wrapper that leads to it. */
  readonly callAt: VirtualAddress;
  readonly through: 'import slot' | 'direct call' | 'register' | 'framework table' | 'thunk' | 'wrapper';
  /** The word that holds the routine's address, for calls that go through one. */
  readonly slot?: VirtualAddress;
  /** The documented routine: `ExAllocatePoolWithTag`. */
  readonly allocator: string;
  /** The function called here that passes the tag on, for `wrapper` and `thunk`. */
  readonly wrapper?: string;
  /** The routine makes a lookaside list: blocks are allocated when entries are taken from it. */
  readonly isLookaside: boolean;
  /** Start of the function, when known, and its name, when it has one. */
  readonly functionStart?: VirtualAddress;
  readonly functionName?: string;
  /** Bytes asked for, where they are constant. */
  readonly size?: number;
  /** POOL_TYPE, where it is constant. */
  readonly poolType?: number;
  /** The backward jump around the call, if it stands in a loop. */
  readonly loop?: { readonly from: VirtualAddress; readonly to: VirtualAddress };
  readonly confidence: SiteConfidence;
  /** How the tag reaches the allocator, and what was assumed: one line. */
  readonly why: string;
}

/** An allocator's call whose tag could not be followed. */
export interface UntracedCall {
  readonly module: string;
  readonly moduleBase: VirtualAddress;
  readonly callAt: VirtualAddress;
  readonly allocator: string;
  readonly functionStart?: VirtualAddress;
}

/** How much of a module's code could be read. */
export interface CodeCoverage {
  readonly module: string;
  readonly base: VirtualAddress;
  readonly codePages: number;
  readonly missingCodePages: number;
  /** What else limits what was found, if anything. */
  readonly note?: string;
}

/** Every call site found in all modules, for all tags. */
export interface AllocationSites {
  /** In ascending order of address. */
  readonly sites: readonly AllocationSite[];
  readonly untraced: readonly UntracedCall[];
  readonly coverage: readonly CodeCoverage[];
  /** False when the search was stopped or a bound was met. */
  readonly complete: boolean;
}

/** The sites of one tag; the protected bit makes no difference. */
export function sitesOfTag(sites: AllocationSites, tag: PoolTag): AllocationSite[] {
  return sites.sites.filter((site) => tagName(site.tag) === tagName(tag));
}
