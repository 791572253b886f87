/**
 * Bits of a handle table entry. The first word is the object's header with three flags in its low
 * bits; up to Windows 7 and since Windows 8 they lie in the same places. A free entry has a first
 * word of zero and names the next free one in its second.
 */

/** Flags of an entry, as the walk keeps them. */
export const HandleFlags = {
  locked: 1,
  inherit: 2,
  audit: 4,
  protect: 8,
  /** No handle: free, or the first entry of a leaf. */
  free: 16,
  /** The pointer does not lead into system space. */
  foreign: 32,
} as const;

/** The entry is not being changed by anyone. */
const UNLOCKED = 1;
const ACCESS_MASK = 0x01ffffff;
const PROTECT_FROM_CLOSE = 0x02000000;

/** Header the entry points at; in the table of ids the body. */
export function entryObject(low: number): number {
  return (low & ~7) >>> 0;
}

/**
 * GrantedAccess as the entry's own field has it: up to Windows 7 the whole word, whose bit 25 says
 * the handle is protected from being closed; since Windows 8 the 25 bits of GrantedAccessBits.
 */
export function entryAccess(high: number, wholeWord: boolean): number {
  return wholeWord ? high : high & ACCESS_MASK;
}

/** The rights alone, for their names. */
export function rightsOf(access: number): number {
  return access & ACCESS_MASK;
}

/** HandleFlags of an entry in use. */
export function entryFlags(low: number, high: number, systemRangeStart: number): number {
  return (
    ((low & UNLOCKED) ^ UNLOCKED) |
    (low & (HandleFlags.inherit | HandleFlags.audit)) |
    ((high & PROTECT_FROM_CLOSE) !== 0 ? HandleFlags.protect : 0) |
    (low >>> 0 < systemRangeStart ? HandleFlags.foreign : 0)
  );
}
