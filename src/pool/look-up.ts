import { newPageCursor } from '../dump/physical-memory.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { AddressSpace } from '../memory/address-space.ts';
import { describeFault, type Fault } from '../memory/fault.ts';
import { PageState } from '../memory/page-state.ts';
import { PAGE_SIZE, pageStart, type VirtualAddress } from '../units/address.ts';
import { type BigPageTable, NO_POOL_TYPE, POOL_TYPE_PAGED } from './big-pages.ts';
import { COVERED, SYSTEM_START, systemPage } from './covered-pages.ts';
import { markFreeLists } from './free-lists.ts';
import { Claim, type PageClaims } from './page-claims.ts';
import type { PageDamage } from './page-damage.ts';
import { PageWalker } from './page-walker.ts';
import { Pool } from './pool.ts';
import { PoolColumns, PoolKind } from './pool-columns.ts';
import { poolRules } from './pool-rules.ts';
import type { PoolSession } from './session-pools.ts';
import { PageCount } from './unit-counts.ts';

/** What is at an address, as far as pool goes. */
export interface PoolPlace {
  readonly address: VirtualAddress;
  readonly kind: PoolKind;
  /** Id of the logon session whose pool it is. */
  readonly session?: number;
  /** The live, or else the freed, row of the big page table that covers the address. */
  readonly big?: { readonly table: BigPageTable; readonly row: number };
  /** A pool of one page: the blocks on the page of the address. */
  readonly page?: Pool;
  readonly damage?: PageDamage;
  /** Why the page cannot be read. */
  readonly fault?: Fault;
  readonly isSpecial: boolean;
  /** The memory through which the address is seen. */
  readonly memory: AddressSpace;
}

/** What the look-up needs to have been read before. */
export interface LookUpInput {
  readonly kernel: Kernel;
  readonly claims: PageClaims;
  readonly bigPages: BigPageTable;
  readonly sessions: readonly PoolSession[];
}

/** Finds the block, big allocation or special page that holds an address; no walk of the pool. */
export function lookUpPool(input: LookUpInput, address: VirtualAddress): PoolPlace {
  const { kernel, claims } = input;
  const session = sessionOf(input, address);
  const memory = session === 0 ? kernel.memory : input.sessions[session - 1].space;
  const table = session === 0 ? input.bigPages : input.sessions[session - 1].bigPages;
  const claim = address < SYSTEM_START ? Claim.notPool : (claims.claims[systemPage(address)] as Claim);
  const id = session === 0 ? undefined : input.sessions[session - 1].id;
  const row = bigRowOf(table, address);
  const base = { address, session: id, isSpecial: claim === Claim.special, memory };
  const big = row < 0 ? undefined : { table, row };
  const kind = kindOf(claim, session, big);
  const covers = big !== undefined && table.freed[row] === 0;
  if (claim === Claim.special || address < SYSTEM_START) return { ...base, kind, big };
  const fault = memory.faultAt(pageStart(address));
  if (fault !== undefined) return { ...base, kind, big, fault };
  const used = covers ? usedAt(table, row, address) : 0;
  if (used === COVERED) return { ...base, kind, big };
  const found = takePage(input, memory, session, pageStart(address), used, claim);
  if (found === undefined) return { ...base, kind, big };
  const byBlocks = session > 0 ? PoolKind.session : found.isPaged ? PoolKind.paged : PoolKind.nonpaged;
  return {
    ...base,
    kind: kind === PoolKind.unknown ? byBlocks : kind,
    big: covers && found.pool.blockHolding(address, session) === undefined ? big : undefined,
    page: found.pool,
    damage: found.damage,
  };
}

/** The session through which an address is seen, by position plus one; 0 where the system has a page. */
function sessionOf({ kernel, claims, sessions }: LookUpInput, va: VirtualAddress): number {
  if (va < SYSTEM_START) return 0;
  const isSession = claims.claims[systemPage(va)] === Claim.session;
  if (!isSession && kernel.memory.frame(va).state !== PageState.notMapped) return 0;
  return sessions.findIndex(({ space }) => space.frame(va).state !== PageState.notMapped) + 1;
}

/** The row whose allocation holds the address; a live one if there is any. */
function bigRowOf(table: BigPageTable, address: VirtualAddress): number {
  let freed = -1;
  for (let row = 0; row < table.count; row++) {
    const end = table.va[row] + Math.ceil(table.bytes[row] / PAGE_SIZE) * PAGE_SIZE;
    if (address < table.va[row] || address >= end) continue;
    if (table.freed[row] === 0) return row;
    freed = row;
  }
  return freed;
}

/** How much of the address's page the allocation uses. */
function usedAt(table: BigPageTable, row: number, address: VirtualAddress): number {
  const left = table.va[row] + table.bytes[row] - pageStart(address);
  return left >= PAGE_SIZE ? COVERED : left;
}

function kindOf(claim: Claim, session: number, big: PoolPlace['big']): PoolKind {
  if (session > 0) return PoolKind.session;
  if (claim >= Claim.nonpaged && claim <= Claim.special) return (claim - Claim.nonpaged) as PoolKind;
  if (big === undefined || big.table.type[big.row] === NO_POOL_TYPE) return PoolKind.unknown;
  return (big.table.type[big.row] & POOL_TYPE_PAGED) !== 0 ? PoolKind.paged : PoolKind.nonpaged;
}

/** The blocks of one page, as a pool of that page alone; undefined when it holds none. */
function takePage(
  { kernel, sessions, bigPages }: LookUpInput,
  memory: AddressSpace,
  session: number,
  va: VirtualAddress,
  used: number,
  claim: Claim,
): { pool: Pool; damage?: PageDamage; isPaged: boolean } | undefined {
  const rules = poolRules(kernel);
  const cursor = newPageCursor();
  if (rules.refused !== undefined || memory.page(va, cursor) > PageState.readableLimit) return undefined;
  const columns = new PoolColumns();
  const walker = new PageWalker(columns, rules);
  const isClaimed = claim === Claim.nonpaged || claim === Claim.paged || claim === Claim.session;
  const page = { words: cursor.words, index: cursor.index, va, session, used };
  const what = walker.take(page, !isClaimed);
  // Nobody claims it, and it is not whole: two blocks that agree are still worth a look.
  if (what === PageCount.other && claim === Claim.none) walker.take(page, false);
  if (columns.blockCount < (isClaimed ? 1 : 2)) return undefined;
  columns.pageVa[0] = va;
  columns.pageSession[0] = session;
  columns.pageFlags[0] = walker.flags;
  const isPaged = walker.numPaged * 2 > walker.numUsed;
  columns.pageKind[0] = session > 0 ? PoolKind.session : isPaged ? PoolKind.paged : PoolKind.nonpaged;
  columns.pageCount = 1;
  for (let i = 0; i <= session; i++) columns.spaceStart.push(0);
  const freeLists = markFreeLists(kernel, columns, rules, sessions);
  const walk = { columns, rules, bigPages, sessions, regions: [], damage: walker.damage };
  const pool = new Pool({ ...walk, numDamaged: walker.numDamaged, freeLists, complete: true, notes: [] });
  return { pool, damage: walker.damage[0], isPaged };
}

/** One line for a person: why the page of a place cannot be looked at. */
export function placeFault({ fault }: PoolPlace): string | undefined {
  if (fault === undefined) return undefined;
  return fault.kind === 'not-in-dump'
    ? 'The pool page you have specified is not in this dump.'
    : describeFault(fault);
}
