import type { VirtualAddress } from '../units/address.ts';
import type { PoolTag } from '../units/tag.ts';
import type { PoolName } from './pool-name.ts';

/** One place in code that allocates under the tag. */
export interface OwnerSite {
  /** The instruction that loads the tag. */
  readonly address: VirtualAddress;
  readonly call: VirtualAddress;
  /** `SIoctl+0x4323` or `module!function+0x..`. */
  readonly symbol: string;
  readonly allocator: string;
  /** The word that holds the allocator's address. */
  readonly slot?: VirtualAddress;
  /** Bytes asked for, where constant. */
  readonly size?: number;
  /** POOL_TYPE, where constant. */
  readonly poolType?: number;
  /** The size asked for makes blocks of the size that the pool holds; undefined when one side is unknown. */
  readonly sizeAgrees?: boolean;
  /** The pool type asked for is the pool that holds the tag; undefined when the code does not say. */
  readonly poolAgrees?: boolean;
  readonly inLoop: boolean;
  readonly confidence: 'certain' | 'probable' | 'possible';
  /** How the tag reaches the allocator, one line. */
  readonly why: string;
}

/** A module whose code allocates under the tag. */
export interface OwnerCandidate {
  readonly module: string;
  readonly fileName: string;
  readonly base: VirtualAddress;
  /** The kernel itself allocates on behalf of others. */
  readonly isKernel: boolean;
  /** Best first. */
  readonly sites: readonly OwnerSite[];
}

/** A place where the four characters stand without being the tag of an allocation. */
export interface Decoy {
  readonly address: VirtualAddress;
  readonly module: string;
  readonly kind: 'operand' | 'text' | 'data' | 'unreadable';
  readonly why: string;
}

/** Who allocates under one tag. */
export interface TagOwner {
  readonly tag: PoolTag;
  readonly text: string;
  readonly pool: PoolName;
  /** Best first. */
  readonly candidates: readonly OwnerCandidate[];
  readonly decoys: readonly Decoy[];
  /** Pages of code in all drivers (the kernel and win32k aside), and how many could not be read. */
  readonly codePages: number;
  readonly missingCodePages: number;
  /**
   * Places in other modules that could be calls under this tag: its bytes feed an instruction whose
   * use could not be followed.
   */
  readonly doubtful: number;
  /** Debugger commands that repeat the search. */
  readonly commands: readonly string[];
  readonly complete: boolean;
}
