import type { VirtualAddress } from '../units/address.ts';

/** Room to start with when nobody knows how many there will be. */
const FIRST_ROOM = 512;

/** Handles in columns, one row each: millions of them cost 17 bytes apiece. */
export class HandleColumns {
  length = 0;
  /** Handle value. */
  handle: Uint32Array;
  /** Header of the object (in the table of ids: its body). */
  object: Uint32Array;
  access: Uint32Array;
  /** HandleFlags. */
  flags: Uint8Array;
  /** Address of the entry. */
  entry: Uint32Array;

  constructor(room: number) {
    const size = Math.max(FIRST_ROOM, room);
    this.handle = new Uint32Array(size);
    this.object = new Uint32Array(size);
    this.access = new Uint32Array(size);
    this.flags = new Uint8Array(size);
    this.entry = new Uint32Array(size);
  }

  add(handle: number, object: VirtualAddress, access: number, flags: number, entry: VirtualAddress): void {
    const row = this.length;
    if (row === this.handle.length) this.grow();
    this.handle[row] = handle;
    this.object[row] = object;
    this.access[row] = access;
    this.flags[row] = flags;
    this.entry[row] = entry;
    this.length = row + 1;
  }

  private grow(): void {
    const size = this.handle.length * 2;
    const larger = (old: Uint32Array) => {
      const next = new Uint32Array(size);
      next.set(old);
      return next;
    };
    this.handle = larger(this.handle);
    this.object = larger(this.object);
    this.access = larger(this.access);
    this.entry = larger(this.entry);
    const flags = new Uint8Array(size);
    flags.set(this.flags);
    this.flags = flags;
  }
}
