import { isPresent, type Value } from '../units/value.ts';
import type { Analysis, ProcessFacts } from './analysis.ts';
import type { ObjectJoin } from './holders-of.ts';
import { processesOf } from './processes-of.ts';
import type { Session } from './session.ts';
import type { TagTable } from './tag-facts.ts';
import type { MemoryName, Unread } from './unread-facts.ts';
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

/** Everything that was looked for and could not be read. */
export function gatherUnread(session: Session, parts: Gathered): Unread[] {
  const { moduleList } = session.kernel;
  const { end } = processesOf(session);
  const unread = [...counters(parts.memory), ...tagTables(parts.tags), ...pools(parts.walk)];
  if (!moduleList.end.complete) unread.push({ kind: 'modules', why: moduleList.end.why ?? '' });
  if (!end.complete) unread.push({ kind: 'processes', why: end.why ?? '' });
  return [...unread, ...handleTables(parts)];
}

function counters(memory: Analysis['memory']): Unread[] {
  const { pagedPools: _, nonPagedPools: __, failures, ...values } = memory;
  const named = Object.entries(values) as [MemoryName, Value<unknown>][];
  const all: [MemoryName, Value<unknown>][] = [...named, ['failures', failures.count]];
  return all.flatMap(([name, value]) =>
    isPresent(value) ? [] : [{ kind: 'memory', name, absent: value.absent, at: value.at }],
  );
}

function tagTables({ tables }: TagTable): Unread[] {
  return tables.flatMap(({ name, why, absent }): Unread[] => {
    if (why === undefined) return [];
    return absent === undefined
      ? [{ kind: 'tag-table', name, why }]
      : [{ kind: 'no-tag-table', name, absent, why }];
  });
}

function pools({ pools: all, why, bigPages }: WalkFacts): Unread[] {
  const unread: Unread[] = all.flatMap(({ pool, pagedOut, notInDump }) =>
    pagedOut + notInDump === 0 ? [] : [{ kind: 'pool-pages', pool, pagedOut, notInDump }],
  );
  if (why !== undefined) unread.push({ kind: 'pool-blocks', why });
  const { slots, slotsRead } = bigPages;
  if (slotsRead < slots) unread.push({ kind: 'big-pages', read: slotsRead, slots });
  return unread;
}

function handleTables({ processes }: Gathered): Unread[] {
  const broken = processes.filter(({ tableRead }) => !tableRead);
  const told: Unread[] = broken
    .slice(0, TABLES_TOLD)
    .map(({ name, pid }) => ({ kind: 'handle-table', process: name, pid }));
  const more = broken.length - told.length;
  return more > 0 ? [...told, { kind: 'handle-tables', more }] : told;
}
