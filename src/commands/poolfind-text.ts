import {
  poolHeaderX86BlockSize,
  poolHeaderX86PreviousSize,
} from '../formats/generated/pool-header-x86.layout.ts';
import type { BigPageTable } from '../pool/big-pages.ts';
import type { Pool } from '../pool/pool.ts';
import { BlockState, PoolKind } from '../pool/pool-columns.ts';
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

/** Lines of `!poolfind`: the big page table first, then the blocks, then totals. */
export function* poolFindLines(result: PoolFindResult): Iterable<string> {
  const tag = printable(result.pattern.text);
  yield '';
  yield `Scanning large pool allocation table for Tag: ${tag}`;
  for (const matches of result.big) yield* bigLines(matches, tag);
  yield '';
  const totals = new Totals();
  yield* blockLines(result, totals);
  yield '';
  yield* totalLines(result, totals);
}

function* bigLines({ table, session, rows }: BigPageMatches, tag: string): Iterable<string> {
  if (!('value' in table.address)) {
    yield `Large pool allocation table not read: ${printable(table.why ?? table.address.at)}`;
    return;
  }
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

/** Blocks and bytes in each state. */
class Totals {
  readonly counts = new Float64Array(4);
  readonly bytes = new Float64Array(4);
}

/** Texts of all 512 offsets and sizes there can be: millions of lines are put together from them. */
const OFFSETS = Array.from({ length: 512 }, (_, units) => hex(units * 8).padStart(3, '0'));
const SIZES = Array.from(
  { length: 512 },
  (_, units) => ` size: ${hex(units * 8).padStart(4)} previous size: `,
);
const PREVIOUS = Array.from({ length: 512 }, (_, units) => `${hex(units * 8).padStart(4)}  `);

function* blockLines({ pattern, kind, pool }: PoolFindResult, totals: Totals): Iterable<string> {
  const { columns } = pool;
  const { pageCount, pageKind, pageFirst, pageVa, head, tag, offset, state } = columns;
  let lastTag = -1;
  let lastState = -1;
  let ending = '';
  for (let page = 0; page < pageCount; page++) {
    if (pageKind[page] !== kind) continue;
    const end = columns.pageEnd(page);
    const start = `*${hex8(pageVa[page]).slice(0, 5)}`;
    for (let block = pageFirst[page]; block < end; block++) {
      if (!matchesTag(pattern, tag[block])) continue;
      if (tag[block] !== lastTag || state[block] !== lastState) {
        lastTag = tag[block];
        lastState = state[block];
        ending = `${STATE_WORDS[lastState as BlockState]} ${tagText(lastTag)}${protectedWord(lastTag)}`;
      }
      const units = poolHeaderX86BlockSize(head, block);
      totals.counts[lastState]++;
      totals.bytes[lastState] += units * 8;
      yield start +
        OFFSETS[offset[block] >>> 3] +
        SIZES[units] +
        PREVIOUS[poolHeaderX86PreviousSize(head, block)] +
        ending;
    }
  }
}

function* totalLines({ big, pool, kind, pattern, asked }: PoolFindResult, totals: Totals): Iterable<string> {
  const live = big.flatMap(({ table, rows }) =>
    rows.filter((row) => table.freed[row] === 0).map((row) => table.bytes[row]),
  );
  const bytes = live.reduce((total, one) => total + one, 0);
  yield `${live.length} large allocations, ${bytes} bytes`;
  yield `${totals.counts[BlockState.allocated]} blocks allocated, ${totals.bytes[BlockState.allocated]} bytes; ` +
    `${totals.counts[BlockState.free]} free, ${totals.bytes[BlockState.free]} bytes`;
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
