import { crossCheckOf, poolSessionsOf, sessionUsageOf, tagUsageOf } from '../analysis/pool-of.ts';
import type { Session } from '../analysis/session.ts';
import type { CrossCheck } from '../pool/cross-check.ts';
import { matchesTag, type TagPattern } from '../pool/tag-pattern.ts';
import { outstanding } from '../pool/tag-sums.ts';
import type { TagUsage } from '../pool/tag-usage.ts';
import { hex8 } from '../units/address.ts';
import { tagText } from '../units/tag.ts';
import type { Task } from '../units/task.ts';
import { CommandError, defineCommand } from './command.ts';
import { type PoolUsedResult, type PoolUsedRow, type PoolUsedTable, poolUsedLines } from './poolused-text.ts';
import type { Table } from './table.ts';
import { patternOf } from './tag-argument.ts';
import { nameOfTag } from './tag-description.ts';
import { otherCaseLine, tagsOfOtherCase } from './tag-hints.ts';

const VERBOSE = 1;
const BY_NONPAGED = 2;
const BY_PAGED = 4;
const SESSIONS = 8;
const CROSS_CHECK = 0x100;

export const poolUsedCommand = defineCommand<PoolUsedResult>({
  name: '!poolused',
  summary: 'Pool use by tag, as the kernel counts it',
  parameters: [
    { name: 'Flags', kind: 'flags', optional: true, meaning: 'what to show, and in which order' },
    {
      name: 'TagString',
      kind: 'word',
      optional: true,
      meaning: 'only tags like this; ? and * allowed',
      completes: 'tag',
    },
  ],
  flags: [
    { bit: VERBOSE, meaning: 'allocations and frees beside their difference' },
    { bit: BY_NONPAGED, meaning: 'largest use of nonpaged pool first' },
    { bit: BY_PAGED, meaning: 'largest use of paged pool first' },
    { bit: SESSIONS, meaning: 'the pool of each logon session' },
    { bit: CROSS_CHECK, meaning: 'also hold the counters against a walk of the pool (ours)' },
  ],
  example: '!poolused 4',
  differs: 'Flag 8 shows every session, one after the other. Flag 100 is ours.',
  *run(session, args) {
    const flags = args.number('Flags') ?? 0;
    if ((flags & BY_NONPAGED) !== 0 && (flags & BY_PAGED) !== 0) {
      throw new CommandError('Flags 2 and 4 cannot be used together: rows have one order.');
    }
    const typed = args.text('TagString');
    const pattern = typed === undefined ? undefined : patternOf(typed);
    const check = (flags & CROSS_CHECK) !== 0 ? yield* filteredCheck(session, pattern) : undefined;
    const sortedBy = (flags & BY_NONPAGED) !== 0 ? 'nonpaged' : (flags & BY_PAGED) !== 0 ? 'paged' : 'tag';
    const tables =
      (flags & SESSIONS) !== 0 ? sessionTables(session, pattern) : [systemTable(session, pattern)];
    for (const { rows } of tables) sortRows(rows, sortedBy);
    const isEmpty = tables.every(({ rows, problems }) => rows.length === 0 && problems.length === 0);
    const others = pattern !== undefined && isEmpty ? tagsOfOtherCase(session, pattern) : [];
    const hint = pattern === undefined || others.length === 0 ? undefined : otherCaseLine(pattern, others);
    return { sortedBy, verbose: (flags & VERBOSE) !== 0, tables, check, hint };
  },
  text: poolUsedLines,
  json: poolUsedJson,
  table: poolUsedTable,
});

function* filteredCheck(session: Session, pattern: TagPattern | undefined): Task<CrossCheck> {
  const check = yield* crossCheckOf(session);
  if (pattern === undefined) return check;
  return { ...check, tags: check.tags.filter((row) => matchesTag(pattern, row.tag)) };
}

function systemTable(session: Session, pattern: TagPattern | undefined): PoolUsedTable {
  return tableOf(session, tagUsageOf(session), pattern);
}

function sessionTables(session: Session, pattern: TagPattern | undefined): PoolUsedTable[] {
  return poolSessionsOf(session).map((one) => ({
    ...tableOf(session, sessionUsageOf(session, one), pattern),
    session: { id: one.id, address: one.address },
  }));
}

function tableOf(
  session: Session,
  usage: TagUsage,
  pattern: TagPattern | undefined,
): PoolUsedTable & { rows: PoolUsedRow[] } {
  const rows: PoolUsedRow[] = [];
  for (let i = 0; i < usage.count; i++) {
    if (pattern !== undefined && !matchesTag(pattern, usage.tags[i])) continue;
    const row = rowOf(session, usage, i);
    const isEmpty = row.nonpagedDiff + row.nonpagedUsed + row.pagedDiff + row.pagedUsed === 0;
    if (!row.isKnown || !isEmpty) rows.push(row);
  }
  const problems = usage.tables
    .filter((table) => table.why !== undefined)
    .map(({ name, why = '', absent, rows: count, rowsRead }) => ({
      table: name,
      why,
      absent,
      rows: count,
      rowsRead,
    }));
  return { rows, problems };
}

function rowOf(session: Session, usage: TagUsage, i: number): PoolUsedRow {
  const tag = usage.tags[i];
  return {
    tag: tagText(tag),
    tagValue: tag,
    nonpagedAllocs: usage.nonpagedAllocs[i],
    nonpagedFrees: usage.nonpagedFrees[i],
    nonpagedDiff: outstanding(usage.nonpagedAllocs[i], usage.nonpagedFrees[i]),
    nonpagedUsed: usage.nonpagedBytes[i],
    pagedAllocs: usage.pagedAllocs[i],
    pagedFrees: usage.pagedFrees[i],
    pagedDiff: outstanding(usage.pagedAllocs[i], usage.pagedFrees[i]),
    pagedUsed: usage.pagedBytes[i],
    isKnown: usage.known[i] === 1,
    name: nameOfTag(session.tagNames, tag),
  };
}

/** Largest use first; equal use, and everything without an order asked for, by tag. */
function sortRows(rows: PoolUsedRow[], by: PoolUsedResult['sortedBy']): void {
  const byTag = (a: PoolUsedRow, b: PoolUsedRow) =>
    a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : a.tagValue - b.tagValue;
  if (by === 'tag') rows.sort(byTag);
  else {
    const used = by === 'paged' ? 'pagedUsed' : 'nonpagedUsed';
    rows.sort((a, b) => b[used] - a[used] || byTag(a, b));
  }
}

/** Tags as text, and no numbers where they mean nothing. */
function poolUsedJson({ tables, check, ...result }: PoolUsedResult): unknown {
  return {
    ...result,
    tables: tables.map(({ session, ...table }) => ({
      ...table,
      session: session && { ...session, address: hex8(session.address) },
      rows: table.rows.map(jsonRow),
    })),
    check: check && {
      ...check,
      tags: check.tags.map((row) => ({ ...row, tag: tagText(row.tag), tagValue: hex8(row.tag) })),
    },
  };
}

function jsonRow(row: PoolUsedRow): unknown {
  const { tag, tagValue, name, isKnown } = row;
  const hexTag = hex8(tagValue);
  return isKnown ? { ...row, tagValue: hexTag } : { tag, tagValue: hexTag, name, isKnown };
}

function poolUsedTable({ tables }: PoolUsedResult): Table {
  return {
    columns: [
      { name: 'session', type: 'number' },
      { name: 'tag', type: 'text' },
      { name: 'nonpaged_allocs', type: 'number' },
      { name: 'nonpaged_used', type: 'number' },
      { name: 'paged_allocs', type: 'number' },
      { name: 'paged_used', type: 'number' },
      { name: 'description', type: 'text' },
      { name: 'binary', type: 'text' },
    ],
    *rows() {
      for (const { rows, session } of tables) {
        for (const row of rows) {
          const numbers = [row.nonpagedDiff, row.nonpagedUsed, row.pagedDiff, row.pagedUsed];
          const cells = row.isKnown ? numbers : [null, null, null, null];
          yield [
            session?.id ?? null,
            row.tag,
            ...cells,
            row.name?.description ?? null,
            row.name?.binary ?? null,
          ];
        }
      }
    },
  };
}
