import { put16, put32, put64 } from './bytes.ts';
import {
  type Entry,
  largeEntry,
  type PagingMode,
  type Rights,
  transitionEntry,
  validEntry,
} from './paging.ts';
import { type AreaName, PAGE, type PhysicalMemory, type Use } from './physical-memory.ts';

/**
 * A part of the address space with its own page tables: the shared kernel half, one session, or the user
 * half of one process. Directories take over its tables when they are written.
 */
export class Region {
  readonly memory: PhysicalMemory;
  readonly mode: PagingMode;
  readonly #use: Use;
  readonly #rights: Rights;
  /** Directory index -> frame of the page table. */
  readonly tables = new Map<number, number>();
  /** Directory index -> first frame of a large page. */
  readonly large = new Map<number, number>();
  /** Frames for new data pages come from here. */
  area: AreaName = 'main';

  constructor(memory: PhysicalMemory, mode: PagingMode, use: 'kernel' | 'user') {
    this.memory = memory;
    this.mode = mode;
    this.#use = use;
    this.#rights = use === 'kernel' ? 'kernelData' : 'userData';
  }

  #slot(va: number): { table: Uint8Array; at: number } {
    const index = va >>> this.mode.pdeShift;
    let pfn = this.tables.get(index);
    if (pfn === undefined) {
      // Page tables of user space go into a kernel dump as well: they are the kernel's own pages.
      pfn = this.memory.take('kernel');
      this.tables.set(index, pfn);
    }
    const at = ((va >>> 12) & (this.mode.entries - 1)) * this.mode.entryBytes;
    return { table: this.memory.page(pfn), at };
  }

  setEntry(va: number, entry: Entry): void {
    const { table, at } = this.#slot(va);
    put32(table, at, entry.lo);
    if (this.mode.pae) put32(table, at + 4, entry.hi);
  }

  entry(va: number): Entry {
    if (!this.tables.has(va >>> this.mode.pdeShift)) return { lo: 0, hi: 0 };
    const { table, at } = this.#slot(va);
    const view = new DataView(table.buffer, table.byteOffset);
    return { lo: view.getUint32(at, true), hi: this.mode.pae ? view.getUint32(at + 4, true) : 0 };
  }

  map(va: number, pfn: number, rights: Rights = this.#rights): void {
    this.setEntry(va, validEntry(pfn, rights));
  }

  /** Maps a fresh large page. With `use` 'dropped' only the pages that are written are in a kernel dump. */
  mapLarge(va: number, use: Use): void {
    const count = 1 << (this.mode.pdeShift - 12);
    this.large.set(va >>> this.mode.pdeShift, this.memory.take(use, count, count));
  }

  largeEntryOf(index: number): Entry {
    return largeEntry(this.large.get(index)!);
  }

  /** The frame behind an address, or undefined when there is none. */
  frameOf(va: number): number | undefined {
    const big = this.large.get(va >>> this.mode.pdeShift);
    if (big !== undefined) return big + ((va >>> 12) & ((1 << (this.mode.pdeShift - 12)) - 1));
    const e = this.entry(va);
    const readable = (e.lo & 1) !== 0 || (e.lo & 0xc00) === 0x800;
    return readable ? (e.lo >>> 12) + (e.hi & 0x3f) * 0x100000 : undefined;
  }

  /** The page at an address, mapped and taken from memory on first use. */
  page(va: number, rights: Rights = this.#rights): Uint8Array {
    let pfn = this.frameOf(va);
    if (pfn === undefined) {
      pfn = this.memory.take(this.#use, 1, 1, this.area);
      this.map(va, pfn, rights);
    } else if (this.memory.useOf(pfn) === 'dropped') {
      this.memory.setUse(pfn, this.#use);
    }
    return this.memory.page(pfn);
  }

  /** Makes the page there unreachable: `entry` takes the place of its mapping. */
  evict(va: number, entry: Entry): void {
    const pfn = this.frameOf(va);
    if (pfn !== undefined) this.memory.setUse(pfn, 'free');
    this.setEntry(va, entry);
  }

  /** Moves a mapped page to the standby list: still in RAM, its entry in transition form. */
  trim(va: number): void {
    this.setEntry(va, transitionEntry(this.frameOf(va)!));
  }

  bytes(va: number, data: Uint8Array, rights?: Rights): void {
    for (let done = 0; done < data.length; ) {
      const at = (va + done) >>> 0;
      const room = Math.min(data.length - done, PAGE - (at & 0xfff));
      this.page(at, rights).set(data.subarray(done, done + room), at & 0xfff);
      done += room;
    }
  }

  u8(va: number, value: number): void {
    this.page(va)[va & 0xfff] = value;
  }

  u16(va: number, value: number): void {
    put16(this.page(va), va & 0xfff, value);
  }

  /** Fields are never split over two pages in what Windows lays out; a u32 here must be aligned. */
  u32(va: number, value: number): void {
    if ((va & 3) !== 0) throw new Error(`unaligned u32 at ${va.toString(16)}`);
    put32(this.page(va), va & 0xfff, value);
  }

  get32(va: number): number {
    const page = this.page(va);
    return new DataView(page.buffer, page.byteOffset).getUint32(va & 0xfff, true);
  }

  add32(va: number, delta: number): void {
    this.u32(va, (this.get32(va) + delta) >>> 0);
  }

  u64(va: number, value: bigint): void {
    put64(this.page(va), va & 0xfff, value);
  }

  /** An empty LIST_ENTRY, pointing at itself. */
  emptyList(va: number): void {
    this.u32(va, va);
    this.u32(va + 4, va);
  }

  /** A doubly linked list: head, then the entries in order. */
  list(head: number, entries: readonly number[]): void {
    const ring = [head, ...entries];
    for (let i = 0; i < ring.length; i++) {
      this.u32(ring[i], ring[(i + 1) % ring.length]);
      this.u32(ring[i] + 4, ring[(i + ring.length - 1) % ring.length]);
    }
  }

  /** A UNICODE_STRING at `va` whose text lies at `buffer`. */
  unicode(va: number, buffer: number, length: number): void {
    this.u16(va, length * 2);
    this.u16(va + 2, length * 2 + 2);
    this.u32(va + 4, buffer);
  }
}
