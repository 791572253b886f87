import type { Kernel } from '../kernel/kernel.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import { known } from '../units/value.ts';
import { type BigPageTable, readBigPages } from './big-pages.ts';
import { coveredPages, SYSTEM_PAGES, SYSTEM_START } from './covered-pages.ts';
import { type FreeLists, markFreeLists } from './free-lists.ts';
import { kernelStart, pageClaims } from './page-claims.ts';
import type { PageDamage } from './page-damage.ts';
import { PageOwners } from './page-owner.ts';
import { PageWalker } from './page-walker.ts';
import { PoolColumns } from './pool-columns.ts';
import { readPoolDescriptors } from './pool-descriptors.ts';
import { type PoolRegion, poolRegions } from './pool-regions.ts';
import { type PoolRules, poolRules } from './pool-rules.ts';
import { PoolSweep, type SweepInput, UNIT_SIZE } from './pool-sweep.ts';
import { type PoolSession, poolSessions, SYSTEM_END, sessionClaims } from './session-pools.ts';

/** Units between two looks at whether to go on: 4,096 pages. */
const UNITS_AT_ONCE = 8;

/** Every block of every pool that the dump holds. */
export interface PoolWalk {
  readonly columns: PoolColumns;
  readonly rules: PoolRules;
  readonly bigPages: BigPageTable;
  /** Sessions whose pool was looked at; columns name them by position plus one. */
  readonly sessions: readonly PoolSession[];
  readonly regions: readonly PoolRegion[];
  /** Pages whose chain is broken, in the order of the walk; the first ten thousand. */
  readonly damage: readonly PageDamage[];
  readonly numDamaged: number;
  /** What was found on lists of free blocks whose headers say in use. */
  readonly freeLists: FreeLists;
  /** False when it was stopped, or this build's blocks cannot be walked. */
  readonly complete: boolean;
  /** Where it was stopped. */
  readonly stoppedAt?: VirtualAddress;
  readonly notes: readonly string[];
}

/** Walks the pools of the system and of every session. Stopped early it returns what it has. */
export function* walkPool(kernel: Kernel, bigPages = readBigPages(kernel)): Task<PoolWalk> {
  const rules = poolRules(kernel);
  const columns = new PoolColumns(expectedPages(kernel));
  const walker = new PageWalker(columns, rules);
  const claims = pageClaims(kernel);
  const notes = [...claims.notes];
  if (rules.refused !== undefined) notes.push(rules.refused);
  const base = { physical: kernel.dump.physical, walker, rules, owners: new PageOwners(kernel) };
  const regions: PoolRegion[] = [];
  const sessions = rules.refused === undefined ? poolSessions(kernel) : [];
  const inSessions = sessions.length === 0 ? claims.claims : sessionClaims(kernel, claims);
  let stoppedAt: VirtualAddress | undefined;
  for (let session = 0; session <= sessions.length && rules.refused === undefined; session++) {
    const table = session === 0 ? bigPages : sessions[session - 1].bigPages;
    const space = session === 0 ? kernel.memory : sessions[session - 1].space;
    const input = { ...base, space, session, claims: session === 0 ? claims.claims : inSessions };
    const sweep = new PoolSweep({ ...input, covered: covered(table, notes) });
    columns.spaceStart.push(columns.pageCount);
    stoppedAt = yield* sweepAll(kernel, sweep, session, sessions);
    regions.push(...poolRegions(sweep.counts, claims, table, session));
    if (stoppedAt !== undefined) break;
  }
  const freeLists = markFreeLists(kernel, columns, rules, sessions);
  const { damage, numDamaged } = walker;
  const complete = stoppedAt === undefined && rules.refused === undefined;
  return {
    columns,
    rules,
    bigPages,
    sessions,
    regions,
    damage,
    numDamaged,
    freeLists,
    complete,
    stoppedAt,
    notes,
  };
}

/** Pages that the descriptors count, held to what system space can have. */
function expectedPages(kernel: Kernel): number {
  const { nonpaged, paged } = readPoolDescriptors(kernel);
  let pages = 0;
  for (const { totalPages } of [...nonpaged, ...paged]) pages += known(totalPages) ?? 0;
  return Math.min(pages, SYSTEM_PAGES);
}

/** All units of system space, as one address space sees them; the address it was stopped at, if it was. */
function* sweepAll(
  kernel: Kernel,
  sweep: PoolSweep,
  session: number,
  sessions: readonly PoolSession[],
): Task<VirtualAddress | undefined> {
  const what = session === 0 ? 'walking pool' : `walking pool of session ${sessions[session - 1].id}`;
  const step = UNIT_SIZE * UNITS_AT_ONCE;
  const total = SYSTEM_PAGES;
  for (let start = kernelStart(kernel); start < SYSTEM_END; start += step) {
    for (let unit = start; unit < Math.min(start + step, SYSTEM_END); unit += UNIT_SIZE)
      sweep.sweepUnit(unit);
    if (yield { what, done: Math.min(total, (start + step - SYSTEM_START) / 0x1000), total })
      return start + step;
  }
  return undefined;
}

function covered(table: BigPageTable, notes: string[]): SweepInput['covered'] {
  const { used, numSenseless, overlaps } = coveredPages(table);
  const at = 'value' in table.address ? hex8(table.address.value) : '';
  if (numSenseless > 0) notes.push(`${numSenseless} rows of the big page table at ${at} make no sense`);
  if (overlaps) notes.push(`Allocations in the big page table at ${at} overlap; it is damaged`);
  return used;
}
