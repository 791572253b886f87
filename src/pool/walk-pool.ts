import type { Kernel } from '../kernel/kernel.ts';
import { hex8, SYSTEM_START, type VirtualAddress } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import { known } from '../units/value.ts';
import { type BigPageTable, readBigPages } from './big-pages.ts';
import { coveredPages, SYSTEM_PAGES } from './covered-pages.ts';
import { type FreeLists, markFreeLists } from './free-lists.ts';
import { kernelStart, type PageClaims, pageClaims } from './page-claims.ts';
import type { PageDamage } from './page-damage.ts';
import { PageOwners } from './page-owner.ts';
import { PageWalker } from './page-walker.ts';
import { PoolColumns } from './pool-columns.ts';
import { readPoolDescriptors } from './pool-descriptors.ts';
import { type PoolRegion, poolRegions } from './pool-regions.ts';
import { type PoolRules, poolRules } from './pool-rules.ts';
import { PoolSweep, type SweepInput, UNIT_SIZE } from './pool-sweep.ts';
import { type PoolSession, poolSessions, SYSTEM_END, sessionClaims } from './session-pools.ts';

/** Blocks kept: all that 2 GB of blocks of 32 bytes would make, in 700 MB. */
const MAX_BLOCKS = 0x4000000;
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
  /** Whoever drove it asked it to stop: asked again it may go on to the end. */
  readonly wasInterrupted: boolean;
  readonly notes: readonly string[];
}

/** Walks the pools of the system and of every session. Stopped early it returns what it has. */
export function* walkPool(kernel: Kernel, bigPages = readBigPages(kernel)): Task<PoolWalk> {
  const rules = poolRules(kernel);
  const walker = new PageWalker(new PoolColumns(expectedPages(kernel)), rules);
  const claims = pageClaims(kernel);
  const notes = [...claims.notes];
  const sessions = rules.refused === undefined ? poolSessions(kernel) : [];
  const spaces: Spaces = { kernel, bigPages, claims, sessions, walker, rules, notes, regions: [] };
  let stop: Stop | undefined;
  if (rules.refused === undefined) stop = yield* sweepSpaces(spaces);
  else notes.push(rules.refused);
  const { columns, damage, numDamaged } = walker;
  return {
    columns,
    rules,
    bigPages,
    sessions,
    regions: spaces.regions,
    damage,
    numDamaged,
    freeLists: markFreeLists(kernel, columns, rules, sessions),
    complete: stop === undefined && rules.refused === undefined,
    stoppedAt: stop?.at,
    wasInterrupted: stop?.why === undefined && stop !== undefined,
    notes: stop?.why === undefined ? notes : [...notes, stop.why],
  };
}

/** Pages that the descriptors count, held to what system space can have. */
function expectedPages(kernel: Kernel): number {
  const { nonpaged, paged } = readPoolDescriptors(kernel);
  let pages = 0;
  for (const { totalPages } of [...nonpaged, ...paged]) pages += known(totalPages) ?? 0;
  return Math.min(pages, SYSTEM_PAGES);
}

/** What the sweep of each address space needs, and where its findings go. */
interface Spaces {
  readonly kernel: Kernel;
  readonly bigPages: BigPageTable;
  readonly claims: PageClaims;
  readonly sessions: readonly PoolSession[];
  readonly walker: PageWalker;
  readonly rules: PoolRules;
  readonly notes: string[];
  readonly regions: PoolRegion[];
}

interface Stop {
  readonly at: VirtualAddress;
  /** Undefined when the driver asked for it. */
  readonly why?: string;
}

/** The system's space first, then each session's. */
function* sweepSpaces({ kernel, bigPages, claims, sessions, ...rest }: Spaces): Task<Stop | undefined> {
  const { walker, rules, notes, regions } = rest;
  const { physical } = kernel.dump;
  const inSessions = sessions.length === 0 ? claims.claims : sessionClaims(kernel, claims);
  const common = { physical, walker, rules, owners: new PageOwners(kernel) };
  for (let session = 0; session <= sessions.length; session++) {
    const { space, bigPages: table } =
      session === 0 ? { space: kernel.memory, bigPages } : sessions[session - 1];
    const input = { ...common, space, session, claims: session === 0 ? claims.claims : inSessions };
    const sweep = new PoolSweep({ ...input, covered: covered(table, notes) });
    walker.columns.spaceStart.push(walker.columns.pageCount);
    const what = session === 0 ? 'walking pool' : `walking pool of session ${sessions[session - 1].id}`;
    const stop = yield* sweepUnits(kernel, walker.columns, sweep, what);
    regions.push(...poolRegions(sweep.counts, claims, table, session));
    if (stop !== undefined) return stop;
  }
  return undefined;
}

/** All units of system space, as one address space sees them. */
function* sweepUnits(
  kernel: Kernel,
  columns: PoolColumns,
  sweep: PoolSweep,
  what: string,
): Task<Stop | undefined> {
  const step = UNIT_SIZE * UNITS_AT_ONCE;
  const total = SYSTEM_PAGES;
  for (let start = kernelStart(kernel); start < SYSTEM_END; start += step) {
    const at = Math.min(start + step, SYSTEM_END);
    for (let unit = start; unit < at; unit += UNIT_SIZE) sweep.sweepUnit(unit);
    const why = tooMuch(kernel, columns);
    if (why !== undefined) return { at: Math.min(at, SYSTEM_END - 1), why };
    if (yield { what, done: Math.min(total, (at - SYSTEM_START) / 0x1000), total })
      return { at: Math.min(at, SYSTEM_END - 1) };
  }
  return undefined;
}

/** Page tables that lie can map one page everywhere; no pool has more pages than the dump. */
function tooMuch(kernel: Kernel, { pageCount, blockCount }: PoolColumns): string | undefined {
  const { pageCount: held } = kernel.dump.physical.pages;
  if (pageCount > held) return `More pages of pool were found than the ${held} pages that the dump describes`;
  return blockCount > MAX_BLOCKS ? `More than ${MAX_BLOCKS} blocks; the rest was not walked` : undefined;
}

function covered(table: BigPageTable, notes: string[]): SweepInput['covered'] {
  const { used, overlaps } = coveredPages(table);
  const { numSenseless } = table;
  const at = 'value' in table.address ? hex8(table.address.value) : '';
  if (numSenseless > 0) notes.push(`${numSenseless} rows of the big page table at ${at} make no sense`);
  if (overlaps) notes.push(`Allocations in the big page table at ${at} overlap; it is damaged`);
  return used;
}
