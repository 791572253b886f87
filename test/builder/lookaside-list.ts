/** _GENERAL_LOOKASIDE_POOL, and what comes before its name on XP: the list's head is an SLIST_HEADER. */
export const LOOKASIDE_LIST = {
  size: 0x48,
  depth: 8,
  maximumDepth: 0xa,
  tag: 0x20,
  blockSize: 0x24,
} as const;
