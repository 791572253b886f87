import { PAGE_SIZE, SYSTEM_START } from '../units/address.ts';
import { known } from '../units/value.ts';
import type { BigPageTable } from './big-pages.ts';

/** Pages of the system's half of the address space. */
export const SYSTEM_PAGES = 0x80000;

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
  /** Allocations overlap: the table is damaged. */
  readonly overlaps: boolean;
}

export function coveredPages(table: BigPageTable): CoveredPages {
  const used = new Uint16Array(SYSTEM_PAGES);
  const rows: number[] = [];
  let pages = 0;
  for (let row = 0; row < table.count; row++) {
    if (table.freed[row] !== 0) continue;
    rows.push(row);
    pages += pagesOf(table.bytes[row]);
  }
  const overlaps = pages > SYSTEM_PAGES || coverAll(used, table, rows) < pages;
  if (overlaps) coverApart(used.fill(0), table, rows);
  coverTable(used, table);
  return { used, overlaps };
}

function pagesOf(bytes: number): number {
  return Math.ceil(bytes / PAGE_SIZE);
}

/** Marks all rows; answers how many pages are marked. */
function coverAll(used: Uint16Array, { va, bytes }: BigPageTable, rows: readonly number[]): number {
  for (const row of rows) cover(used, va[row], bytes[row]);
  let marked = 0;
  for (const one of used) if (one !== 0) marked++;
  return marked;
}

/**
 * Marks the rows of a damaged table, small ones first: a wild size must not hide what others say and
 * what lies beside them. Rows that take pages of another are left out.
 */
function coverApart(used: Uint16Array, { va, bytes }: BigPageTable, rows: number[]): void {
  let budget = 4 * SYSTEM_PAGES;
  for (const row of rows.sort((a, b) => bytes[a] - bytes[b])) {
    const first = systemPage(va[row]);
    budget -= pagesOf(bytes[row]);
    if (budget < 0) return;
    if (used.subarray(first, first + pagesOf(bytes[row])).every((one) => one === 0))
      cover(used, va[row], bytes[row]);
  }
}

/** Marks an allocation. */
function cover(used: Uint16Array, va: number, bytes: number): void {
  const first = systemPage(va);
  const whole = Math.floor(bytes / PAGE_SIZE);
  used.fill(COVERED, first, first + whole);
  const rest = bytes % PAGE_SIZE;
  if (rest !== 0 && used[first + whole] === 0) used[first + whole] = rest;
}

/** A session's table has no row for itself; its rows begin as blocks do: with small sizes and a tag. */
function coverTable(used: Uint16Array, { address, slots, slotBytes, count }: BigPageTable): void {
  const va = known(address);
  if (va === undefined || count === 0 || (va & (PAGE_SIZE - 1)) !== 0) return;
  cover(used, va, Math.min(slots * slotBytes, 2 ** 32 - va));
}
