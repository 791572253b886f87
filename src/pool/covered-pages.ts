import { PAGE_SIZE } from '../units/address.ts';
import { known } from '../units/value.ts';
import type { BigPageTable } from './big-pages.ts';

/** Pages of the system's half of the address space. */
export const SYSTEM_PAGES = 0x80000;
export const SYSTEM_START = 0x80000000;

/** Position of a system page in a per-page column. */
export function systemPage(va: number): number {
  return (va >>> 12) - (SYSTEM_START >>> 12);
}

/** The whole page belongs to a big allocation. */
export const COVERED = 0xffff;

/** Pages that live big allocations occupy, and the table itself: they hold data, not blocks. */
export interface CoveredPages {
  /** For each system page: 0 none, COVERED all of it, else the bytes used at its start. */
  readonly used: Uint16Array;
  /** Rows that make no sense (not page-aligned, in user space, past the end of memory) and were left out. */
  readonly numSenseless: number;
  /** Allocations overlap: the table is damaged. */
  readonly overlaps: boolean;
}

export function coveredPages(table: BigPageTable): CoveredPages {
  const used = new Uint16Array(SYSTEM_PAGES);
  let numSenseless = 0;
  let budget = 2 * SYSTEM_PAGES;
  for (let row = 0; row < table.count && budget > 0; row++) {
    if (table.freed[row] !== 0) continue;
    const va = table.va[row];
    const bytes = table.bytes[row];
    if ((va & (PAGE_SIZE - 1)) !== 0 || va < SYSTEM_START || bytes === 0 || va + bytes > 2 ** 32) {
      numSenseless++;
      continue;
    }
    budget -= cover(used, va, bytes);
  }
  coverTable(used, table);
  return { used, numSenseless, overlaps: budget <= 0 };
}

/** Marks an allocation; answers how many pages it takes. */
function cover(used: Uint16Array, va: number, bytes: number): number {
  const first = systemPage(va);
  const whole = Math.floor(bytes / PAGE_SIZE);
  used.fill(COVERED, first, first + whole);
  const rest = bytes % PAGE_SIZE;
  if (rest !== 0 && used[first + whole] === 0) used[first + whole] = rest;
  return whole + 1;
}

/** A session's table has no row for itself; its rows begin as blocks do: with small sizes and a tag. */
function coverTable(used: Uint16Array, { address, slots, slotBytes, count }: BigPageTable): void {
  const va = known(address);
  if (va === undefined || count === 0 || (va & (PAGE_SIZE - 1)) !== 0) return;
  cover(used, va, Math.min(slots * slotBytes, 2 ** 32 - va));
}
