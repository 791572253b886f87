/**
 * Handle numbers of a table. The first entry of each leaf of 512 is never a handle, so the n-th handle that
 * a fresh table gives out (its ordinal, from 0) skips every 512th index. The handle is index * 4.
 */

export const LEAF_ENTRIES = 512;
const USABLE = LEAF_ENTRIES - 1;

export function handleIndex(ordinal: number): number {
  return Math.floor(ordinal / USABLE) * LEAF_ENTRIES + (ordinal % USABLE) + 1;
}

export function handleOrdinal(index: number): number {
  return index - Math.floor(index / LEAF_ENTRIES) - 1;
}
