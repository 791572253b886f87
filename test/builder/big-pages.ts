import { put32, roundUp, tagWord } from './bytes.ts';
import type { Entry } from './paging.ts';
import { PAGE } from './physical-memory.ts';
import type { PoolLedger } from './pool-ledger.ts';
import type { Region } from './region.ts';
import type { PoolForms } from './windows/windows.ts';

const NO_EXECUTE = 0x200;
const SESSION = 0x20;

interface BigEntry {
  va: number;
  tag: string;
  type: number;
  bytes: number;
  freed: boolean;
}

export interface BigAllocation {
  tag: string;
  bytes: number;
  paged: boolean;
  session?: boolean;
}

/** Allocations of more than a page less a header, and the table that is all there is to know them by. */
export class BigPages {
  readonly #forms: PoolForms;
  readonly #entries: BigEntry[] = [];
  /** Pages by pool: nonpaged, paged (all in pool 0). */
  readonly pages = { np: 0, pg: 0 };
  allocations = { np: 0, pg: 0 };

  constructor(forms: PoolForms) {
    this.#forms = forms;
  }

  /** Bytes of a row. */
  get rowBytes(): number {
    return this.#forms.bigPageRow === 'pages' ? 0xc : 0x10;
  }

  /** Enters an allocation whose pages start at `va`; the caller maps them. */
  add(ledger: PoolLedger, va: number, a: BigAllocation): void {
    const side = a.paged ? 'pg' : 'np';
    const type = this.#type(a.paged) | (a.session ? SESSION : 0);
    this.#entries.push({ va, tag: a.tag, type, bytes: a.bytes, freed: false });
    this.pages[side] += Math.ceil(a.bytes / PAGE);
    this.allocations[side]++;
    ledger.add(a.tag, side, 1, roundUp(a.bytes, PAGE));
  }

  /** An entry that was freed: it keeps address, tag and size, and bit 0 of its address is set. */
  addFreed(va: number, tag: string, bytes: number, paged: boolean): void {
    this.#entries.push({ va, tag, type: this.#type(paged), bytes, freed: true });
  }

  #type(paged: boolean): number {
    return paged ? 1 : this.#forms.noExecute ? NO_EXECUTE : 0;
  }

  get inUse(): number {
    return this.#entries.filter((e) => !e.freed).length;
  }

  get freed(): number {
    return this.#entries.length - this.inUse;
  }

  live(): { va: number; tag: string; pool_type: number; bytes: number }[] {
    return this.#entries
      .filter((e) => !e.freed)
      .map((e) => ({ va: e.va, tag: e.tag.padEnd(4, ' '), pool_type: e.type, bytes: e.bytes }));
  }

  /** Writes the open-addressed table of `size` entries (a power of two) at `va`. */
  write(region: Region, va: number, size: number): void {
    const { rowBytes } = this;
    const table = new Uint8Array(size * rowBytes);
    for (let i = 0; i < size; i++) table[i * rowBytes] = 1;
    if (this.#entries.length > size) throw new Error(`${this.#entries.length} big pages, table of ${size}`);
    const taken = new Uint8Array(size);
    for (const e of this.#entries) {
      let slot = (e.va / PAGE) % size;
      while (taken[slot]) slot = (slot + 1) % size;
      taken[slot] = 1;
      put32(table, slot * rowBytes, e.freed ? (e.va | 1) >>> 0 : e.va);
      put32(table, slot * rowBytes + 4, tagWord(e.tag));
      this.#writeSize(table, slot * rowBytes + 8, e);
    }
    region.bytes(va, table);
  }

  /** What follows the tag in a row. */
  #writeSize(table: Uint8Array, at: number, e: BigEntry): void {
    const { bigPageRow } = this.#forms;
    if (bigPageRow === 'pages' || bigPageRow === 'pages-and-quota') {
      put32(table, at, Math.ceil(e.bytes / PAGE));
      return;
    }
    // Pattern in the lowest byte, the type in twelve bits, then how much of the last page is slush.
    const slush = Math.floor((roundUp(e.bytes, PAGE) - e.bytes) / 8);
    put32(table, at, bigPageRow === 'bytes' ? e.type : (0x5a | (e.type << 8) | (slush << 20)) >>> 0);
    put32(table, at + 4, e.bytes);
  }
}

/** How the pages of an allocation stand: written pages, zero pages in RAM, or one entry for all. */
export type Backing = 'resident' | 'zeros' | ((index: number) => Entry);

export function mapBacking(region: Region, va: number, pages: number, backing: Backing): void {
  if (backing === 'zeros') {
    const first = region.memory.take('kernel', pages);
    for (let i = 0; i < pages; i++) region.map(va + i * PAGE, first + i);
    return;
  }
  for (let i = 0; i < pages; i++) {
    if (backing === 'resident') region.page(va + i * PAGE);
    else region.setEntry(va + i * PAGE, backing(i));
  }
}
