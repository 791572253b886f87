import { SYSTEM_START, type VirtualAddress } from '../units/address.ts';
import type { Source } from '../units/value.ts';
import { type BigPageTable, POOL_TYPE_PAGED } from './big-pages.ts';
import { Claim, type PageClaims } from './page-claims.ts';
import { PoolKind } from './pool-columns.ts';
import { UNIT_SIZE } from './pool-sweep.ts';
import { NO_POOL, NUM_UNITS, PageCount, type UnitCounts } from './unit-counts.ts';

/** Pages by what they are; the names are those of `PageCount`. */
export type RegionPages = { readonly [name in keyof typeof PageCount]: number };

/** A run of 2 MB units of one pool. */
export interface PoolRegion {
  readonly kind: PoolKind;
  /** Position in the list of sessions plus one; 0 for the system's pools. */
  readonly session: number;
  readonly start: VirtualAddress;
  /** First byte after it; up to 2^32. */
  readonly end: number;
  /** `symbol` (MiSystemVaType), `kdbg`, `scan` (page contents), `tracker` (big page table). */
  readonly source: Source;
  readonly pages: RegionPages;
}

const NAMES = Object.keys(PageCount) as (keyof typeof PageCount)[];

/** Joins neighbouring units of the same kind and source. */
export function poolRegions(
  counts: UnitCounts,
  claims: PageClaims,
  bigPages: BigPageTable,
  session: number,
): PoolRegion[] {
  const byTable = kindsByBigPages(bigPages, session);
  const regions: PoolRegion[] = [];
  for (let unit = 0; unit < NUM_UNITS; unit++) {
    const found = counts.kind[unit];
    const kind = found === NO_POOL ? byTable[unit] : found;
    if (kind === NO_POOL || counts.isEmpty(unit)) continue;
    const claimed = session === 0 && claims.claims[unit * 512] !== Claim.none;
    const source = found === NO_POOL ? 'tracker' : claimed ? claims.source : 'scan';
    const start = SYSTEM_START + unit * UNIT_SIZE;
    const last = regions.at(-1);
    if (last !== undefined && last.kind === kind && last.source === source && last.end === start) {
      regions[regions.length - 1] = {
        ...last,
        end: start + UNIT_SIZE,
        pages: added(last.pages, counts, unit),
      };
    } else {
      const pages = added(undefined, counts, unit);
      regions.push({ kind: kind as PoolKind, session, start, end: start + UNIT_SIZE, source, pages });
    }
  }
  return regions;
}

function added(pages: RegionPages | undefined, counts: UnitCounts, unit: number): RegionPages {
  const sum = {} as Record<keyof typeof PageCount, number>;
  for (const name of NAMES) sum[name] = (pages?.[name] ?? 0) + counts.get(unit, PageCount[name]);
  return sum;
}

/** Kind of each unit that holds a live big allocation; a unit none of whose pages exist is known by these alone. */
function kindsByBigPages(table: BigPageTable, session: number): Uint8Array {
  const kinds = new Uint8Array(NUM_UNITS).fill(NO_POOL);
  for (let row = 0; row < table.count; row++) {
    const va = table.va[row];
    if (table.freed[row] !== 0 || va < SYSTEM_START) continue;
    const paged = (table.type[row] & POOL_TYPE_PAGED) !== 0;
    const kind = session > 0 ? PoolKind.session : paged ? PoolKind.paged : PoolKind.nonpaged;
    const first = Math.floor((va - SYSTEM_START) / UNIT_SIZE);
    const last = Math.floor((va + table.bytes[row] - 1 - SYSTEM_START) / UNIT_SIZE);
    kinds.fill(kind, first, Math.min(last + 1, NUM_UNITS));
  }
  return kinds;
}
