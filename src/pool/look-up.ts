import type { Kernel } from '../kernel/kernel.ts';
import type { AddressSpace } from '../memory/address-space.ts';
import { describeFault, type Fault } from '../memory/fault.ts';
import { PageState } from '../memory/page-state.ts';
import { PAGE_SIZE, pageStart, SYSTEM_START, type VirtualAddress } from '../units/address.ts';
import { NO_POOL_TYPE } from './big-page-rows.ts';
import { type BigPageTable, POOL_TYPE_PAGED } from './big-pages.ts';
import { systemPage } from './covered-pages.ts';
import { markFreeLists } from './free-lists.ts';
import { Claim, type PageClaims } from './page-claims.ts';
import type { PageDamage } from './page-damage.ts';
import { PageOwners } from './page-owner.ts';
import { PageWalker } from './page-walker.ts';
import { Pool } from './pool.ts';
import { PoolColumns, PoolKind } from './pool-columns.ts';
import { poolRules } from './pool-rules.ts';
import { PoolSweep, UNIT_SIZE } from './pool-sweep.ts';
import { type PoolSession, sessionClaims } from './session-pools.ts';

/** What is at an address, as far as pool goes. */
export interface PoolPlace {
  readonly address: VirtualAddress;
  readonly kind: PoolKind;
  /** Id of the logon session whose pool it is. */
  readonly session?: number;
  /** The live, or else the freed, row of the big page table that covers the address. */
  readonly big?: { readonly table: BigPageTable; readonly row: number };
  /** The blocks on the page of the address. */
  readonly page?: FoundPage;
  /** Why the page cannot be read. */
  readonly fault?: Fault;
  /** Why this build's blocks cannot be told, where only they could say more. */
  readonly refused?: string;
  readonly isSpecial: boolean;
  /** The memory through which the address is seen. */
  readonly memory: AddressSpace;
}

/** A page that holds blocks. */
export interface FoundPage {
  /** The pages of the same 2 MB unit. */
  readonly pool: Pool;
  /** Which of them it is. */
  readonly position: number;
  readonly damage?: PageDamage;
}

/** What the look-up needs to have been read before. */
export interface LookUpInput {
  readonly kernel: Kernel;
  readonly claims: PageClaims;
  readonly bigPages: BigPageTable;
  readonly sessions: readonly PoolSession[];
  /** Pages that big allocations cover (`coveredPages`) in the system's space, 0, or in a session's. */
  covered(space: number): Uint16Array;
  /** Id of the session that is asked first: several have a page of their own at the same address. */
  readonly stoodOn?: number;
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
  if (claim === Claim.special || address < SYSTEM_START) return { ...base, kind, big };
  const fault = memory.faultAt(pageStart(address));
  if (fault !== undefined) return { ...base, kind, big, fault };
  const page = walkUnit(input, session, address);
  if (page === undefined)
    return { ...base, kind, big, refused: big === undefined ? poolRules(kernel).refused : undefined };
  const inBlock = page.pool.blockHolding(address, session) !== undefined;
  return {
    ...base,
    kind: page.pool.columns.pageKind[page.position] as PoolKind,
    big: inBlock || big === undefined || table.freed[row] === 1 ? undefined : big,
    page,
  };
}

/** The session through which an address is seen, by position plus one; 0 where the system has a page. */
function sessionOf({ kernel, claims, sessions, stoodOn }: LookUpInput, va: VirtualAddress): number {
  if (va < SYSTEM_START) return 0;
  const isSession = claims.claims[systemPage(va)] === Claim.session;
  if (!isSession && kernel.memory.frame(va).state !== PageState.notMapped) return 0;
  const having = sessions.filter(({ space }) => space.frame(va).state !== PageState.notMapped);
  const seen = having.find(({ id }) => id === stoodOn) ?? having[0];
  return seen === undefined ? 0 : sessions.indexOf(seen) + 1;
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

function kindOf(claim: Claim, session: number, big: PoolPlace['big']): PoolKind {
  if (session > 0) return PoolKind.session;
  if (claim >= Claim.nonpaged && claim <= Claim.special) return (claim - Claim.nonpaged) as PoolKind;
  if (big === undefined || big.table.type[big.row] === NO_POOL_TYPE) return PoolKind.unknown;
  return (big.table.type[big.row] & POOL_TYPE_PAGED) !== 0 ? PoolKind.paged : PoolKind.nonpaged;
}

/** The blocks around an address, judged as the walk judges them: by all pages of its 2 MB unit. */
function walkUnit(input: LookUpInput, session: number, va: VirtualAddress): FoundPage | undefined {
  const { kernel, claims, sessions, bigPages } = input;
  const rules = poolRules(kernel);
  if (rules.refused !== undefined) return undefined;
  const walker = new PageWalker(new PoolColumns(), rules);
  const sweep = new PoolSweep({
    space: session === 0 ? kernel.memory : sessions[session - 1].space,
    physical: kernel.dump.physical,
    walker,
    rules,
    covered: input.covered(session),
    claims: session === 0 ? claims.claims : sessionClaims(kernel, claims),
    owners: new PageOwners(kernel),
    session,
  });
  for (let i = 0; i <= session; i++) walker.columns.spaceStart.push(0);
  sweep.sweepUnit(va - (va % UNIT_SIZE));
  const position = walker.columns.pageAt(va, session);
  if (position < 0) return undefined;
  const { columns, damage, numDamaged } = walker;
  const freeLists = markFreeLists(kernel, columns, rules, sessions);
  const walk = { columns, rules, bigPages, sessions, regions: [], damage, numDamaged, freeLists };
  const pool = new Pool({ ...walk, complete: false, wasInterrupted: false, notes: [] });
  return { pool, position, damage: damage.find((one) => one.page === pageStart(va)) };
}

/** One line for a person: why the page of a place cannot be looked at. */
export function placeFault({ fault, refused }: PoolPlace): string | undefined {
  if (fault === undefined) return refused;
  return fault.kind === 'not-in-dump'
    ? 'The pool page you have specified is not in this dump.'
    : describeFault(fault);
}
