import type { CrossCheck, DifferenceReason, TagCheck } from '../pool/cross-check.ts';
import type { TagName } from '../pool/tag-names/tag-names.ts';
import { hex, hex8, type VirtualAddress } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { type PoolTag, tagText } from '../units/tag.ts';
import type { AbsenceReason } from '../units/value.ts';
import { whyAbsent } from './absence-text.ts';
import { usedDescription } from './tag-description.ts';

export interface PoolUsedRow {
  readonly tag: string;
  readonly tagValue: PoolTag;
  readonly nonpagedAllocs: number;
  readonly nonpagedFrees: number;
  /** Allocations that were not freed. */
  readonly nonpagedDiff: number;
  /** Bytes. */
  readonly nonpagedUsed: number;
  readonly pagedAllocs: number;
  readonly pagedFrees: number;
  readonly pagedDiff: number;
  readonly pagedUsed: number;
  /** False when a table that holds part of the sums could not be read: the numbers mean nothing. */
  readonly isKnown: boolean;
  readonly name?: TagName;
}

/** A table of counters that could not be read whole. */
export interface UsageProblem {
  readonly table: string;
  readonly why: string;
  readonly absent?: AbsenceReason;
  readonly rows: number;
  readonly rowsRead: number;
}

export interface PoolUsedTable {
  /** For session pool. */
  readonly session?: { readonly id: number; readonly address: VirtualAddress };
  readonly rows: PoolUsedRow[];
  readonly problems: readonly UsageProblem[];
}

export interface PoolUsedResult {
  readonly sortedBy: 'tag' | 'nonpaged' | 'paged';
  readonly verbose: boolean;
  readonly tables: readonly PoolUsedTable[];
  readonly check?: CrossCheck;
  /** Which tags were perhaps meant when none fits. */
  readonly hint?: string;
}

const ORDER_WORDS = { tag: 'Tag', nonpaged: 'NonPaged Pool Consumed', paged: 'Paged Pool Consumed' } as const;
const UNKNOWN = '????????';

/** Lines of `!poolused` in the debugger's words and columns. */
export function* poolUsedLines(result: PoolUsedResult): Iterable<string> {
  yield `   Sorting by  ${ORDER_WORDS[result.sortedBy]}`;
  yield '';
  for (const table of result.tables) yield* tableLines(table, result.verbose);
  if (result.check !== undefined) yield* checkLines(result.check);
  if (result.hint !== undefined) yield printable(result.hint);
}

function* tableLines(table: PoolUsedTable, verbose: boolean): Iterable<string> {
  const { session, rows } = table;
  yield session === undefined
    ? '  Pool Used:'
    : `  Pool Used by Session ID ${hex(session.id)} @ ${hex8(session.address)}:`;
  if (verbose) {
    yield '            NonPaged                             Paged';
    yield ' Tag    Allocs    Frees     Diff     Used   Allocs    Frees     Diff     Used';
  } else {
    yield '            NonPaged            Paged';
    yield ' Tag    Allocs     Used    Allocs     Used';
  }
  for (const row of rows) yield rowLine(row, verbose);
  yield totalLine(table, verbose);
  yield '';
  yield* problemLines(table);
}

const NUMBERS = [
  'nonpagedAllocs',
  'nonpagedFrees',
  'nonpagedDiff',
  'nonpagedUsed',
  'pagedAllocs',
  'pagedFrees',
  'pagedDiff',
  'pagedUsed',
] as const;
const SHORT = ['nonpagedDiff', 'nonpagedUsed', 'pagedDiff', 'pagedUsed'] as const;

/** Two groups of right-aligned columns. */
function columns(numbers: readonly (number | undefined)[]): string {
  const cells = numbers.map((value) => (value === undefined ? UNKNOWN : String(value).padStart(8)));
  const half = cells.length / 2;
  return `${cells.slice(0, half).join(' ')}  ${cells.slice(half).join(' ')}`;
}

function rowLine(row: PoolUsedRow, verbose: boolean): string {
  const names = verbose ? NUMBERS : SHORT;
  const numbers = names.map((name) => (row.isKnown ? row[name] : undefined));
  return ` ${row.tag} ${columns(numbers)}\t${usedDescription(row.tag, row.name)}`;
}

/** Sums of the rows that are known; nothing where nothing could be read. */
function totalLine({ rows, problems }: PoolUsedTable, verbose: boolean): string {
  const known = rows.filter((row) => row.isKnown);
  const isRead = known.length > 0 || problems.length === 0;
  const names = verbose ? NUMBERS : SHORT;
  const numbers = names.map((name) =>
    isRead ? known.reduce((total, row) => total + row[name], 0) : undefined,
  );
  return ` TOTAL    ${columns(numbers)}`;
}

function* problemLines({ rows, problems }: PoolUsedTable): Iterable<string> {
  const unknown = rows.filter((row) => !row.isKnown).length;
  for (const { table, why, absent: reason, rows: count, rowsRead } of problems) {
    const part = count > 0 ? ` (${rowsRead} of ${count} rows were read)` : '';
    const because = reason === undefined ? printable(why) : whyAbsent({ absent: reason, at: why });
    yield `  Not read: ${table}${part}: ${because}`;
  }
  if (unknown > 0)
    yield `  ${unknown} tags have counters in a table that was not read; TOTAL leaves them out.`;
  if (problems.length > 0) yield '';
}

const REASON_WORDS: Readonly<Record<DifferenceReason, string>> = {
  'paged-out': 'pages of this pool are paged out',
  'not-in-dump': 'pages of this pool are not in the dump',
  'lost-big-pages': 'the big page table lost entries',
  'damaged-pages': 'pages with broken chains',
  'no-blocks': 'pages of this pool hold no blocks: free, or overwritten whole',
  lookaside: 'free blocks on lists that cannot be followed',
  stopped: 'the walk was stopped',
  'not-walked': 'blocks of this build cannot be walked',
  unexplained: 'unexplained',
};

function* checkLines(check: CrossCheck): Iterable<string> {
  yield '  Counters against walked blocks and big pages:';
  for (const { pool, trackerBytes, foundBytes, share, pages } of check.coverage) {
    const percent = share === undefined ? '' : ` (${(share * 100).toFixed(2)} %)`;
    yield `  ${pool}: ${foundBytes} of ${trackerBytes} bytes found${percent}`;
    yield `    pages: ${pages.walked} walked, ${pages.big} of big allocations, ${pages.pagedOut} paged out, ` +
      `${pages.notInDump} not in the dump, ${pages.damaged} damaged, ${pages.withoutBlocks} without blocks`;
  }
  const differing = check.tags.filter((row) => row.reasons.length > 0);
  if (check.tags.length === 0) yield '  No tag could be compared.';
  else if (differing.length === 0)
    yield check.complete ? '  Every tag agrees.' : '  Every tag that could be compared agrees.';
  else yield ' Tag  Pool         Counted      Used    Walked      Used       Big      Used  Difference';
  for (const row of differing) yield checkLine(row);
  yield '';
}

function checkLine({ tag, pool, tracker, blocks, big, difference, reasons }: TagCheck): string {
  const numbers = [tracker, blocks, big].flatMap(({ count, bytes }) => [count, bytes]);
  const cells = numbers.map((value) => String(value).padStart(9)).join(' ');
  const words = reasons.map((reason) => REASON_WORDS[reason]).join(', ');
  return ` ${tagText(tag)} ${pool.padEnd(8)} ${cells}  ${difference.count} blocks, ${difference.bytes} bytes: ${words}`;
}
