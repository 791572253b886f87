import type { VirtualAddress } from '../units/address.ts';

/** What is wrong with the first header that does not fit. */
export type DamageReason = 'previous size' | 'size zero' | 'size too large' | 'first previous size';

/** One page whose chain of blocks is broken. */
export interface PageDamage {
  readonly page: VirtualAddress;
  /** Position in the list of sessions plus one; 0 for the system's pools. */
  readonly session: number;
  /** Where the chain stops, bytes from the start of the page. */
  readonly offset: number;
  readonly reason: DamageReason;
  /** Words of the header that does not fit. */
  readonly head: number;
  readonly tag: number;
  /** Size of the block before, bytes: what the header's previous size should say. 0 at the page's start. */
  readonly previousSize: number;
  /** Offset and tag of the block before, which may have overrun its end; undefined at the page's start. */
  readonly before?: { readonly offset: number; readonly head: number; readonly tag: number };
  /** Where blocks could be followed again; undefined when the rest of the page is lost. */
  readonly resumedAt?: number;
  /** Bytes that belong to no block that was kept. */
  readonly lostBytes: number;
}
