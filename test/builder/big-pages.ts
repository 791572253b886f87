import { put32, roundUp, tagWord } from './bytes.ts';
import type { Entry } from './paging.ts';
import { PAGE } from './physical-memory.ts';
import type { PoolLedger } from './pool-ledger.ts';
import type { Region } from './region.ts';

const ENTRY_BYTES = 0x10;

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
  readonly #entries: BigEntry[] = [];
  /** Pages by pool: nonpaged, paged (all in pool 0). */
  readonly pages = { np: 0, pg: 0 };
  allocations = { np: 0, pg: 0 };

  /** Enters an allocation whose pages start at `va`; the caller maps them. */
  add(ledger: PoolLedger, va: number, a: BigAllocation): void {
    const side = a.paged ? 'pg' : 'np';
    const type = (a.paged ? 1 : 0) | (a.session ? 0x20 : 0);
    this.#entries.push({ va, tag: a.tag, type, bytes: a.bytes, freed: false });
    this.pages[side] += Math.ceil(a.bytes / PAGE);
    this.allocations[side]++;
    ledger.add(a.tag, side, 1, roundUp(a.bytes, PAGE));
  }

  /** An entry that was freed: it keeps address, tag and size, and bit 0 of its address is set. */
  addFreed(va: number, tag: string, bytes: number, paged: boolean): void {
    this.#entries.push({ va, tag, type: paged ? 1 : 0, bytes, freed: true });
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
    const table = new Uint8Array(size * ENTRY_BYTES);
    for (let i = 0; i < size; i++) table[i * ENTRY_BYTES] = 1;
    if (this.#entries.length > size) throw new Error(`${this.#entries.length} big pages, table of ${size}`);
    const taken = new Uint8Array(size);
    for (const e of this.#entries) {
      let slot = (e.va / PAGE) % size;
      while (taken[slot]) slot = (slot + 1) % size;
      taken[slot] = 1;
      put32(table, slot * ENTRY_BYTES, e.freed ? (e.va | 1) >>> 0 : e.va);
      put32(table, slot * ENTRY_BYTES + 4, tagWord(e.tag));
      put32(table, slot * ENTRY_BYTES + 8, e.type);
      put32(table, slot * ENTRY_BYTES + 12, e.bytes);
    }
    region.bytes(va, table);
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
