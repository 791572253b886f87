import { readSessionId } from '../objects/sessions.ts';
import { type BigPageTable, readBigPages } from '../pool/big-pages.ts';
import { coveredPages } from '../pool/covered-pages.ts';
import { type CrossCheck, crossCheck } from '../pool/cross-check.ts';
import { lookUpPool, type PoolPlace } from '../pool/look-up.ts';
import { type PageClaims, pageClaims } from '../pool/page-claims.ts';
import { Pool } from '../pool/pool.ts';
import { type PoolDescriptors, readPoolDescriptors } from '../pool/pool-descriptors.ts';
import { type PoolSession, poolSessions } from '../pool/session-pools.ts';
import { readSessionUsage } from '../pool/session-usage.ts';
import { readTagUsage, type TagUsage } from '../pool/tag-usage.ts';
import { type PoolTallies, tallyPool } from '../pool/tally-pool.ts';
import { walkPool } from '../pool/walk-pool.ts';
import type { VirtualAddress } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import { known } from '../units/value.ts';
import type { Session } from './session.ts';

/** The table of allocations of a page and more. */
export function bigPagesOf(session: Session): BigPageTable {
  return session.once('big-pages', () => readBigPages(session.kernel));
}

/** The kernel's own counters by tag. */
export function tagUsageOf(session: Session): TagUsage {
  return session.once('tag-usage', () => readTagUsage(session.kernel, bigPagesOf(session)));
}

export function poolDescriptorsOf(session: Session): PoolDescriptors {
  return session.once('pool-descriptors', () => readPoolDescriptors(session.kernel));
}

/** Logon sessions whose pool can be seen. */
export function poolSessionsOf(session: Session): readonly PoolSession[] {
  return session.once('pool-sessions', () => poolSessions(session.kernel));
}

/** The counters of one logon session's own pool. */
export function sessionUsageOf(session: Session, of: PoolSession): TagUsage {
  return session.once(`session-usage-${of.id}`, () => readSessionUsage(session.kernel, of));
}

/** What is at an address, as far as pool goes; session space is that of the process one stands on. */
export function poolPlaceOf(session: Session, address: VirtualAddress): PoolPlace {
  const bigPages = bigPagesOf(session);
  const sessions = poolSessionsOf(session);
  const tables = [bigPages, ...sessions.map((one) => one.bigPages)];
  const input = {
    kernel: session.kernel,
    claims: pageClaimsOf(session),
    bigPages,
    sessions,
    covered: (space: number) =>
      session.once(`pages covered in space ${space}`, () => coveredPages(tables[space]).used),
    stoodOn: sessionStoodOn(session),
  };
  return lookUpPool(input, address);
}

/** Id of the logon session of the process one stands on. */
function sessionStoodOn({ kernel, current }: Session): number | undefined {
  const { process } = current;
  const id = process === undefined ? undefined : readSessionId(kernel, process);
  return id === undefined ? undefined : known(id);
}

/** Every block of every pool, walked once; a walk that was stopped is not kept. */
export function* poolOf(session: Session): Task<Pool> {
  return yield* session.onceTask('pool', () => walked(session), isWhole);
}

function* walked(session: Session): Task<Pool> {
  return new Pool(yield* walkPool(session.kernel, bigPagesOf(session)));
}

function isWhole(pool: Pool): boolean {
  return !pool.walk.wasInterrupted;
}

/** What the walk found, added up by pool and tag. */
export function* poolTalliesOf(session: Session): Task<PoolTallies> {
  const { walk } = yield* poolOf(session);
  return yield* session.onceTask(
    'pool-tallies',
    () => tallyPool(walk),
    (tallies) => tallies.complete,
  );
}

/** The kernel's counters held against the walk, tag by tag. */
export function* crossCheckOf(session: Session): Task<CrossCheck> {
  const { walk } = yield* poolOf(session);
  const tallies = yield* poolTalliesOf(session);
  const check = () => crossCheck(tagUsageOf(session), walk, tallies, poolDescriptorsOf(session));
  return tallies.complete ? session.once('cross-check', check) : check();
}

/** What the kernel says of each page of system space. */
export function pageClaimsOf(session: Session): PageClaims {
  return session.once('page-claims', () => pageClaims(session.kernel));
}
