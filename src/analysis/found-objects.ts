import type { VirtualAddress } from '../units/address.ts';

/** First page of system space that the index of pages covers. */
const FIRST_PAGE = 0x80000;
const NONE = -1;

/** Roads that lead to an object. */
export const Road = { pool: 1, handle: 2, list: 4, ids: 8 } as const;

/** Bits of `state`. */
export const ObjectState = {
  /** The thread or process ran to its end. */
  ended: 1,
  /** Its header counts at least one handle. */
  counted: 2,
  /** Its header counts at least one pointer. */
  pointed: 4,
  /** Its header counts more pointers than handles: somebody refers to it without a handle. */
  exceeding: 8,
} as const;

/**
 * Objects found in pool blocks, one row each and no object for any: 13 bytes a row. Rows stand in
 * ascending order of address.
 */
export class FoundObjects {
  length = 0;
  /** Address of the object's header. */
  header: Uint32Array<ArrayBuffer>;
  /** Bytes of the block. */
  size: Uint16Array<ArrayBuffer>;
  /** Position of the type in the list of types. */
  slot: Uint8Array<ArrayBuffer>;
  state: Uint8Array<ArrayBuffer>;
  roads: Uint8Array<ArrayBuffer>;
  /** Number of the process a thread belongs to, in the join's own list; 0 for none. */
  owner: Uint32Array<ArrayBuffer>;
  /** Number of the process that was last seen to hold it; for counting distinct objects. */
  stamp: Uint32Array<ArrayBuffer>;
  /** First row at or above the start of each page. */
  private firstOfPage = new Int32Array(0);

  /** `rows`: about how many there will be; memory that is not needed after all is never touched. */
  constructor(rows = 0) {
    const room = Math.max(rows, 4096);
    this.header = new Uint32Array(room);
    this.size = new Uint16Array(room);
    this.slot = new Uint8Array(room);
    this.state = new Uint8Array(room);
    this.roads = new Uint8Array(room);
    this.owner = new Uint32Array(room);
    this.stamp = new Uint32Array(room);
  }

  add(header: VirtualAddress, size: number, slot: number, state: number, owner: number): void {
    if (this.length === this.header.length) this.grow();
    const row = this.length++;
    this.header[row] = header;
    this.size[row] = size;
    this.slot[row] = slot;
    this.state[row] = state;
    this.roads[row] = Road.pool;
    this.owner[row] = owner;
  }

  /** Makes `find` work; nothing may be added afterwards. */
  seal(): void {
    const firsts = new Int32Array(0x100001 - FIRST_PAGE).fill(NONE);
    for (let row = this.length - 1; row >= 0; row--) firsts[(this.header[row] >>> 12) - FIRST_PAGE] = row;
    this.firstOfPage = firsts;
  }

  /** Row of the object with this header, or -1. A page holds few objects, so they are looked through. */
  find(header: VirtualAddress): number {
    const page = header >>> 12;
    if (page < FIRST_PAGE) return NONE;
    const first = this.firstOfPage[page - FIRST_PAGE];
    if (first < 0) return NONE;
    for (let row = first; row < this.length; row++) {
      const at = this.header[row];
      if (at === header) return row;
      if (at > header) return NONE;
    }
    return NONE;
  }

  private grow(): void {
    const room = this.header.length * 2;
    this.header = enlarged(this.header, room);
    this.size = enlarged(this.size, room);
    this.slot = enlarged(this.slot, room);
    this.state = enlarged(this.state, room);
    this.roads = enlarged(this.roads, room);
    this.owner = enlarged(this.owner, room);
    this.stamp = enlarged(this.stamp, room);
  }
}

type Column = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

function enlarged<T extends Column>(column: T, room: number): T {
  const next = new (column.constructor as new (length: number) => T)(room);
  next.set(column);
  return next;
}
