import {
  poolHeaderX86BlockSize,
  poolHeaderX86PreviousSize,
} from '../formats/generated/pool-header-x86.layout.ts';
import type { BigPageTable } from '../pool/big-pages.ts';
import { BLOCK_UNIT } from '../pool/page-chain.ts';
import type { Pool } from '../pool/pool.ts';
import { BlockState, type PoolColumns, PoolKind } from '../pool/pool-columns.ts';
import { matchesTag, type TagPattern } from '../pool/tag-pattern.ts';
import type { PoolWalk } from '../pool/walk-pool.ts';
import { hex, hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { isProtected, type PoolTag, tagText } from '../units/tag.ts';

/** One table of big pages with the rows that match. */
export interface BigPageMatches {
  readonly table: BigPageTable;
  /** Id of the session whose table it is. */
  readonly session?: number;
  /** Positions in the table's columns. */
  readonly rows: readonly number[];
}

export interface PoolFindResult {
  readonly pattern: TagPattern;
  /** As it was typed: differs when a question mark was taken for a blank. */
  readonly asked: TagPattern;
  readonly kind: PoolKind;
  readonly big: readonly BigPageMatches[];
  readonly pool: Pool;
  /** Where else to look when nothing was found, one line each. */
  readonly elsewhere: readonly string[];
}

const UNKNOWN = '????????';

/** Why nothing of a table of big pages could be read. */
export function tableFault({ address, why }: BigPageTable): string | undefined {
  return 'value' in address ? undefined : (why ?? address.at);
}

/** What a block is in, padded as the debugger does. */
export const STATE_WORDS: Readonly<Record<BlockState, string>> = {
  [BlockState.free]: '(Free)     ',
  [BlockState.allocated]: '(Allocated)',
  [BlockState.lookaside]: '(Lookaside)',
  [BlockState.deferred]: '(Deferred) ',
};

export function protectedWord(tag: PoolTag): string {
  return isProtected(tag) ? ' (Protected)' : '';
}

/**
 * Lines of `!poolfind`: the big page table first, then the blocks, then totals. There may be millions
 * of blocks, so theirs are made here and not in a generator of their own.
 */
export function* poolFindLines(result: PoolFindResult): Iterable<string> {
  yield* headLines(result);
  const { pattern, kind, pool } = result;
  const { columns } = pool;
  const { pageCount, pageKind, pageFirst, tag } = columns;
  const text = new BlockText(columns);
  for (let page = 0; page < pageCount; page++) {
    if (pageKind[page] !== kind) continue;
    const end = columns.pageEnd(page);
    for (let block = pageFirst[page]; block < end; block++) {
      if (matchesTag(pattern, tag[block])) yield text.line(page, block);
    }
  }
  yield '';
  yield* totalLines(result, text);
}

function* headLines({ pattern, big }: PoolFindResult): Iterable<string> {
  const tag = printable(pattern.text);
  yield '';
  yield `Scanning large pool allocation table for Tag: ${tag}`;
  for (const matches of big) yield* bigLines(matches, tag);
  yield '';
}

function* bigLines({ table, session, rows }: BigPageMatches, tag: string): Iterable<string> {
  const fault = tableFault(table);
  if (fault !== undefined) yield `Large pool allocation table not read: ${printable(fault)}`;
  if (!('value' in table.address)) return;
  const start = table.address.value;
  const where = session === undefined ? '' : ` of Session ID ${hex(session)}`;
  yield `Scanning large pool allocation table${where} for Tag: ${tag} (${hex8(start)} : ${hex8(start + table.slots * table.slotBytes)})`;
  if (table.why !== undefined) yield `Not all of it was read: ${printable(table.why)}`;
  yield '';
  for (const row of rows) yield bigLine(table, row);
}

/** A live allocation of whole pages, or one that was freed and whose slot was not taken again. */
export function bigLine(table: BigPageTable, row: number): string {
  const tag = table.tag[row];
  const size = `0x${hex(table.bytes[row])} bytes`;
  return table.freed[row] === 1
    ? `*${hex8(table.va[row])} : free large page allocation, Tag was ${tagText(tag)}, size was ${size}`
    : `*${hex8(table.va[row])} : large page allocation, Tag is ${tagText(tag)}, size is ${size}${protectedWord(tag)}`;
}

/** Texts of all the numbers that lines are put together from. */
const HIGH_DIGITS = Array.from({ length: 0x100 }, (_, value) => `*${hex(value).padStart(2, '0')}`);
const LOW_DIGITS = Array.from({ length: 0x1000 }, (_, value) => hex(value).padStart(3, '0'));
/** Distinct ends of lines that are kept, about; a leak has few. */
const ENDS_KEPT = 0x10000;

/** Makes the lines of blocks and counts what it made lines of. */
class BlockText {
  /** Blocks and bytes in each state. */
  readonly counts = new Float64Array(4);
  readonly bytes = new Float64Array(4);
  /** Ends of lines by tag and state. */
  private readonly kept = new Map<number, Map<number, string>>();
  private numKept = 0;
  /** Of the tag and state at hand, by offset and the two sizes of the header. */
  private ends = new Map<number, string>();
  private tag = -1;
  private state = -1;
  private page = -1;
  private start = '';

  constructor(private readonly columns: PoolColumns) {}

  /** `*89bc1b48 size:  2d8 previous size:   68  (Allocated) Thre (Protected)` */
  line(page: number, block: number): string {
    const { pageVa, head, tag, offset, state } = this.columns;
    if (page !== this.page) {
      this.page = page;
      this.start = HIGH_DIGITS[pageVa[page] >>> 24] + LOW_DIGITS[(pageVa[page] >>> 12) & 0xfff];
    }
    if (tag[block] !== this.tag || state[block] !== this.state) {
      this.takeTag(tag[block], state[block]);
    }
    const units = poolHeaderX86BlockSize(head, block);
    this.counts[this.state]++;
    this.bytes[this.state] += units * BLOCK_UNIT;
    // Offsets are multiples of 8: nine bits each.
    const key = (offset[block] << 15) | (units << 9) | poolHeaderX86PreviousSize(head, block);
    return this.start + (this.ends.get(key) ?? this.end(key, block));
  }

  private takeTag(tag: PoolTag, state: number): void {
    this.tag = tag;
    this.state = state;
    if (this.numKept >= ENDS_KEPT) {
      this.kept.clear();
      this.numKept = 0;
    }
    const key = tag * 4 + state;
    const ends = this.kept.get(key) ?? new Map<number, string>();
    this.kept.set(key, ends);
    this.ends = ends;
  }

  private end(key: number, block: number): string {
    const { head, offset } = this.columns;
    const size = hex(poolHeaderX86BlockSize(head, block) * BLOCK_UNIT).padStart(4);
    const previous = hex(poolHeaderX86PreviousSize(head, block) * BLOCK_UNIT).padStart(4);
    const word = `${STATE_WORDS[this.state as BlockState]} ${tagText(this.tag)}${protectedWord(this.tag)}`;
    const end = `${LOW_DIGITS[offset[block]]} size: ${size} previous size: ${previous}  ${word}`;
    this.ends.set(key, end);
    this.numKept++;
    return end;
  }
}

function blockTotals({ rules }: PoolWalk, { counts, bytes }: BlockText): string {
  if (rules.refused !== undefined) return `${UNKNOWN} blocks allocated; ${UNKNOWN} free`;
  const { allocated, free } = BlockState;
  return `${counts[allocated]} blocks allocated, ${bytes[allocated]} bytes; ${counts[free]} free, ${bytes[free]} bytes`;
}

function* totalLines(
  { big, pool, kind, pattern, asked, elsewhere }: PoolFindResult,
  totals: BlockText,
): Iterable<string> {
  const live = big.flatMap(({ table, rows }) =>
    rows.filter((row) => table.freed[row] === 0).map((row) => table.bytes[row]),
  );
  const bytes = live.reduce((total, one) => total + one, 0);
  const noTable = big.length > 0 && big.every(({ table }) => tableFault(table) !== undefined);
  yield noTable
    ? `${UNKNOWN} large allocations: their table was not read`
    : `${live.length} large allocations, ${bytes} bytes`;
  yield blockTotals(pool.walk, totals);
  for (const [state, what] of [
    [BlockState.lookaside, 'on lookaside lists'],
    [BlockState.deferred, 'waiting to be freed'],
  ] as const) {
    if (totals.counts[state] > 0) yield `${totals.counts[state]} more ${what}, ${totals.bytes[state]} bytes`;
  }
  if (pattern !== asked) {
    const stem = printable(pattern.text.trimEnd());
    yield `${printable(asked.text)} was taken for the tag '${printable(pattern.text)}', which exists; ${stem}* finds all that begin so`;
  }
  yield* gapLines(pool.walk, kind);
  for (const line of elsewhere) yield printable(line);
}

/** What of this pool could not be searched. */
function* gapLines(walk: PoolWalk, kind: PoolKind): Iterable<string> {
  let pagedOut = 0;
  let notInDump = 0;
  let damaged = 0;
  let special = 0;
  for (const region of walk.regions) {
    if (region.kind !== kind) continue;
    pagedOut += region.pages.pagedOut;
    notInDump += region.pages.notInDump;
    damaged += region.pages.damaged;
    special += region.pages.special;
  }
  if (pagedOut > 0) yield `${pagedOut} pages of this pool are paged out and were not searched`;
  if (notInDump > 0) yield `${notInDump} pages of this pool are not in the dump`;
  if (damaged > 0) yield `${damaged} pages have a broken chain of blocks: see !poolval`;
  if (kind === PoolKind.special)
    yield `Special pool has ${special} readable pages; it keeps no chains of blocks and is not searched`;
  for (const note of walk.notes) yield printable(note);
  if (walk.stoppedAt !== undefined) yield `...terminating - searched pool to ${hex8(walk.stoppedAt)}`;
}
