/**
 * What the page tables say of a page. Loops compare numbers; `AddressSpace.faultAt` gives the same
 * answer as words. States up to `readableLimit` have a page frame.
 */
export const PageState = {
  valid: 0,
  /** On the standby or modified list: the contents are still in memory. */
  transition: 1,
  /** Found through a prototype entry. */
  prototype: 2,
  readableLimit: 2,
  /** The entry is zero: never mapped. */
  notMapped: 3,
  pagedOut: 4,
  /** Mapped but never touched: no page exists. */
  demandZero: 5,
  /** A prototype entry that leads to no page. */
  prototypeUnresolved: 6,
  /** A table on the way is not in the dump. */
  tableNotInDump: 7,
  /** The frame is known but its page is not in the dump. */
  pageNotInDump: 8,
} as const;

export type PageState = (typeof PageState)[Exclude<keyof typeof PageState, 'readableLimit'>];
