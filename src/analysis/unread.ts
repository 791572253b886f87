import { isPresent, type Value } from '../units/value.ts';
import type { Analysis, ProcessFacts, Unread } from './analysis.ts';
import type { ObjectJoin } from './holders-of.ts';
import { processesOf } from './processes-of.ts';
import type { Session } from './session.ts';
import type { TagTable } from './tag-facts.ts';
import type { WalkFacts } from './walk-facts.ts';

interface Gathered {
  readonly memory: Analysis['memory'];
  readonly tags: TagTable;
  readonly walk: WalkFacts;
  readonly processes: readonly ProcessFacts[];
  readonly join: ObjectJoin;
}

/** Tables told one by one. */
const TABLES_TOLD = 8;

/** Everything that was looked for and could not be read, one line each. */
export function gatherUnread(session: Session, parts: Gathered): Unread[] {
  const { moduleList } = session.kernel;
  const { end } = processesOf(session);
  const unread = [...counters(parts.memory), ...tagTables(parts.tags), ...pools(parts.walk)];
  if (!moduleList.end.complete) unread.push({ what: 'module list', why: moduleList.end.why ?? '' });
  if (!end.complete) unread.push({ what: 'process list', why: end.why ?? '' });
  return [...unread, ...handleTables(parts)];
}

function counters(memory: Analysis['memory']): Unread[] {
  const { pagedPools: _, nonPagedPools: __, failures, ...values } = memory;
  const all: [string, Value<unknown>][] = [...Object.entries(values), ['failures', failures.count]];
  return all.flatMap(([what, value]) => (isPresent(value) ? [] : [{ what, why: value.at }]));
}

function tagTables({ tables }: TagTable): Unread[] {
  return tables.flatMap(({ name, why }) => (why === undefined ? [] : [{ what: name, why }]));
}

function pools({ pools: all, why, bigPages }: WalkFacts): Unread[] {
  const unread = all.flatMap(({ pool, pagedOut, notInDump }) =>
    pagedOut + notInDump === 0
      ? []
      : [{ what: `${pool} pool`, why: `${pagedOut} pages are paged out, ${notInDump} are not in the dump` }],
  );
  if (why !== undefined) unread.push({ what: 'pool blocks', why });
  if (bigPages.slotsRead < bigPages.slots) {
    unread.push({
      what: 'PoolBigPageTable',
      why: `${bigPages.slotsRead} of ${bigPages.slots} slots were read`,
    });
  }
  return unread;
}

function handleTables({ processes }: Gathered): Unread[] {
  const broken = processes.filter(({ tableRead }) => !tableRead);
  const told = broken.slice(0, TABLES_TOLD).map(({ name, pid }) => ({
    what: `handle table of ${name} (PID ${pid})`,
    why: 'not all of it is in the dump',
  }));
  const more = broken.length - told.length;
  return more > 0 ? [...told, { what: 'handle tables', why: `${more} more are not whole` }] : told;
}
