/** What can be said of a page of a pool's address range; positions in `UnitCounts`. */
export const PageCount = {
  /** Tiled by blocks without a flaw. */
  blocks: 0,
  damaged: 1,
  /** Ends a big allocation and holds blocks after it. */
  tails: 2,
  /** Belongs to a big allocation, and can be read. */
  big: 3,
  /** All zero and in nobody's table. */
  empty: 4,
  /** Data that is no chain of blocks and in nobody's table. */
  other: 5,
  /** In the page file, and in nobody's table: its blocks are missing. */
  pagedOut: 6,
  demandZero: 7,
  notInDump: 8,
  /** Special pool: one allocation a page, not walked. */
  special: 9,
  /** Of the readable ones: on the standby or modified list. */
  transition: 10,
  /** Belongs to a big allocation, and cannot be read. */
  bigAbsent: 11,
} as const;
export type PageCount = (typeof PageCount)[keyof typeof PageCount];

const NUM_COUNTS = 12;
/** 2 MB units of the system's half of the address space. */
export const NUM_UNITS = 1024;

/** Pages of each 2 MB unit by what they are. */
export class UnitCounts {
  private readonly counts = new Uint16Array(NUM_UNITS * NUM_COUNTS);
  /** PoolKind of each unit; NO_POOL where it is none. */
  readonly kind = new Uint8Array(NUM_UNITS).fill(NO_POOL);

  add(unit: number, what: PageCount, pages = 1): void {
    this.counts[unit * NUM_COUNTS + what] += pages;
  }

  get(unit: number, what: PageCount): number {
    return this.counts[unit * NUM_COUNTS + what];
  }

  /** Nothing was seen of the unit. */
  isEmpty(unit: number): boolean {
    return this.counts.subarray(unit * NUM_COUNTS, (unit + 1) * NUM_COUNTS).every((count) => count === 0);
  }

  clear(unit: number): void {
    this.counts.fill(0, unit * NUM_COUNTS, (unit + 1) * NUM_COUNTS);
  }
}

export const NO_POOL = 0xff;
