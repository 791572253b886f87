import { bigPagesOf, poolOf, poolSessionsOf, tagUsageOf } from '../analysis/pool-of.ts';
import type { Session } from '../analysis/session.ts';
import type { BigPageTable } from '../pool/big-pages.ts';
import { kindName, type Pool, type PoolKindName } from '../pool/pool.ts';
import { PoolKind } from '../pool/pool-columns.ts';
import type { PoolRegion } from '../pool/pool-regions.ts';
import { blankFilled, matchesTag, type TagPattern } from '../pool/tag-pattern.ts';
import { pagedRows } from '../pool/tally-pool.ts';
import { hex8 } from '../units/address.ts';
import { isProtected, tagText } from '../units/tag.ts';
import { CommandError, defineCommand } from './command.ts';
import { blockJson } from './pool-text.ts';
import { type BigPageMatches, type PoolFindResult, poolFindLines, tableFault } from './poolfind-text.ts';
import type { Table } from './table.ts';
import { patternOf } from './tag-argument.ts';
import { elsewhereLines, isEmpty } from './tag-hints.ts';

/** Blocks in a JSON answer; --ndjson and --csv give all. */
const JSON_BLOCKS = 100_000;

const KINDS: Readonly<Record<number, PoolKind>> = {
  0: PoolKind.nonpaged,
  1: PoolKind.paged,
  2: PoolKind.special,
  4: PoolKind.session,
};

export const poolFindCommand = defineCommand<PoolFindResult>({
  name: '!poolfind',
  summary: 'Every block of a pool with a tag',
  parameters: [
    {
      name: 'Tag',
      kind: 'word',
      meaning: 'four characters (? and * allowed) or 0x and a value',
      completes: 'tag',
    },
    {
      name: 'PoolType',
      kind: 'number',
      optional: true,
      meaning: '0 nonpaged (default), 1 paged, 2 special, 4 session',
    },
  ],
  example: '!poolfind Thre 0',
  differs:
    'Free blocks on lookaside lists and in deferred frees say so instead of (Allocated); totals follow. ' +
    'Irp? means the tag with a blank when there is one, Irp* all that begin so.',
  *run(session, args) {
    const typed = args.text('Tag') ?? '';
    const asked = patternOf(typed);
    const type = args.number('PoolType') ?? 0;
    const kind = KINDS[type];
    if (kind === undefined) throw new CommandError(`Pool type ${type} is none of 0, 1, 2, 4.`);
    const pool = yield* poolOf(session);
    const blanks = blankFilled(typed);
    const pattern = blanks !== undefined && isKnownTag(session, pool, blanks) ? blanks : asked;
    const big = bigMatches(session, pattern, kind, pool.walk.regions);
    const isFound = big.some(({ rows }) => rows.length > 0) || !isEmpty(pool.matches(pattern, kind));
    const elsewhere = isFound ? [] : elsewhereLines(session, pool, pattern, kind);
    return { pattern, asked, kind, big, pool, elsewhere };
  },
  text: poolFindLines,
  json: poolFindJson,
  table: poolFindTable,
});

/** The kernel counts the tag, or some block has it. */
function isKnownTag(session: Session, pool: Pool, tag: TagPattern): boolean {
  const { tags } = tagUsageOf(session);
  if (tags.includes(tag.value)) return true;
  const { columns } = pool;
  for (let block = 0; block < columns.blockCount; block++)
    if (matchesTag(tag, columns.tag[block])) return true;
  return rowsOf(bigPagesOf(session), tag, () => true).length > 0;
}

function bigMatches(
  session: Session,
  pattern: TagPattern,
  kind: PoolKind,
  regions: readonly PoolRegion[],
): BigPageMatches[] {
  if (kind === PoolKind.session) {
    return poolSessionsOf(session).map(({ id, bigPages }) => ({
      table: bigPages,
      session: id,
      rows: rowsOf(bigPages, pattern, () => true),
    }));
  }
  const table = bigPagesOf(session);
  const isPaged = pagedRows(table, regions);
  const wanted =
    kind === PoolKind.special ? () => false : (row: number) => isPaged(row) === (kind === PoolKind.paged);
  return [{ table, rows: rowsOf(table, pattern, wanted) }];
}

function rowsOf(table: BigPageTable, pattern: TagPattern, wanted: (row: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < table.count; row++) {
    if (matchesTag(pattern, table.tag[row]) && wanted(row)) rows.push(row);
  }
  return rows;
}

function poolFindJson({ pattern, kind, big, pool, elsewhere }: PoolFindResult): unknown {
  const blocks: unknown[] = [];
  let numBlocks = 0;
  for (const [page, block] of pool.matches(pattern, kind)) {
    if (numBlocks++ < JSON_BLOCKS) blocks.push(blockJson(pool.block(block, page)));
  }
  return {
    tag: pattern.text,
    pool: kindName(kind),
    ...notReadOf(big),
    large: big.flatMap(({ table, session, rows }) => rows.map((row) => bigRow(table, row, session))),
    blocks,
    numBlocks,
    blocksLeftOut: Math.max(0, numBlocks - JSON_BLOCKS),
    complete: pool.walk.complete,
    notes: pool.walk.notes,
    ...(elsewhere.length > 0 && { elsewhere }),
  };
}

/** Why tables of large allocations are missing, where any is. */
function notReadOf(big: readonly BigPageMatches[]): { largeNotRead?: string[] } {
  const faults = big.map(({ table }) => tableFault(table)).filter((fault) => fault !== undefined);
  return faults.length === 0 ? {} : { largeNotRead: faults };
}

function bigRow(table: BigPageTable, row: number, session: number | undefined) {
  return {
    address: hex8(table.va[row]),
    tag: tagText(table.tag[row]),
    isProtected: isProtected(table.tag[row]),
    bytes: table.bytes[row],
    isFreed: table.freed[row] === 1,
    session,
  };
}

function poolFindTable({ pattern, kind, big, pool }: PoolFindResult): Table {
  const name: PoolKindName = kindName(kind);
  return {
    columns: [
      { name: 'address', type: 'hex' },
      { name: 'size', type: 'number' },
      { name: 'previous_size', type: 'number' },
      { name: 'state', type: 'text' },
      { name: 'tag', type: 'text' },
      { name: 'protected', type: 'boolean' },
      { name: 'pool', type: 'text' },
      { name: 'session', type: 'number' },
      { name: 'large', type: 'boolean' },
    ],
    *rows() {
      for (const { table, rows, session } of big) {
        for (const row of rows) {
          const { address, bytes, isFreed, tag, isProtected: bit } = bigRow(table, row, session);
          const state = isFreed ? 'free' : 'allocated';
          yield [address, bytes, null, state, tag, bit, name, session ?? null, true];
        }
      }
      for (const [page, position] of pool.matches(pattern, kind)) {
        const block = pool.block(position, page);
        const { size, previousSize, state, tag, isProtected: bit, session } = block;
        yield [hex8(block.address), size, previousSize, state, tag, bit, name, session ?? null, false];
      }
    },
  };
}
