import { newPageCursor } from '../dump/physical-memory.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { describeFault } from '../memory/fault.ts';
import { PageState } from '../memory/page-state.ts';
import { addVa, hex, hex8, type VirtualAddress } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import { known } from '../units/value.ts';
import { HandleColumns } from './handle-columns.ts';
import { entryAccess, entryFlags, entryObject, HandleFlags } from './handle-entry.ts';
import {
  capacity,
  HANDLE_STEP,
  type HandleTable,
  LEAF_ENTRIES,
  leafAddress,
  MAX_ENTRIES,
} from './handle-table.ts';

/** A leaf covers this many bytes of handle values. */
const LEAF_SPAN = LEAF_ENTRIES * HANDLE_STEP;
/** What is odd about a table is told this often and then only counted. */
const PROBLEMS_TOLD = 16;
/** Leaves between two reports of progress. */
const LEAVES_A_STEP = 256;
/** Leaves whose handles are handed out at once: few enough to stay in the processor's cache. */
const LEAVES_AT_ONCE = 16;

export interface HandleWalkOptions {
  /** Keep free entries too; their `access` is the word that names the next free one. */
  readonly free?: boolean;
}

/** How a walk over one table went. */
export interface HandleWalkEnd {
  readonly table: HandleTable;
  /** Entries in use that were seen, whether or not free ones are kept. */
  readonly inUse: number;
  /** Every leaf below the table's own bound was read. */
  readonly complete: boolean;
  /** Somebody asked the walk to stop. */
  readonly stopped: boolean;
  /** What is odd about the table, one line each. */
  readonly problems: readonly string[];
}

/** What a walk over one table found. */
export interface HandleWalk extends HandleWalkEnd {
  readonly handles: HandleColumns;
}

/** All handles of a table, in ascending order. */
export function* walkHandles(
  kernel: Kernel,
  table: HandleTable,
  options: HandleWalkOptions = {},
): Task<HandleWalk> {
  const entries = entryBound(table, new Problems());
  const expected = 'value' in table.handleCount ? table.handleCount.value : 0;
  const handles = new HandleColumns(options.free ? entries : Math.min(expected, entries));
  const end = yield* walkLeaves(kernel, table, handles, options.free === true, () => {});
  return { ...end, handles };
}

/** As `walkHandles` keeping none: `visit` gets the handles some leaves at a time, in the same columns. */
export function* visitHandles(
  kernel: Kernel,
  table: HandleTable,
  visit: (handles: HandleColumns) => void,
): Task<HandleWalkEnd> {
  const handles = new HandleColumns(LEAVES_AT_ONCE * LEAF_ENTRIES);
  return yield* walkLeaves(kernel, table, handles, false, () => {
    visit(handles);
    handles.length = 0;
  });
}

/** Fills `handles` leaf by leaf and calls `took` after every few leaves and at the end. */
function* walkLeaves(
  kernel: Kernel,
  table: HandleTable,
  handles: HandleColumns,
  free: boolean,
  took: () => void,
): Task<HandleWalkEnd> {
  const problems = new Problems();
  const leaves = Math.ceil(entryBound(table, problems) / LEAF_ENTRIES);
  const seen = new Set<VirtualAddress>();
  let inUse = 0;
  let missing = table.level > 2 ? 1 : 0;
  let absent = 0;
  let stopped = false;
  for (let number = 0; number < leaves && !stopped; number++) {
    const leaf = nextLeaf(kernel, table, number, seen, problems);
    const found = leaf ? readLeaf(kernel, leaf, number * LEAF_ENTRIES, handles, free) : 0;
    if (leaf && found === undefined) problems.add(unreadable(kernel, leaf));
    if (leaf === undefined || found === undefined) missing++;
    else inUse += found;
    if (leaf === 0) absent++;
    if (number % LEAVES_AT_ONCE === LEAVES_AT_ONCE - 1) took();
    if (number % LEAVES_A_STEP === LEAVES_A_STEP - 1)
      stopped =
        (yield { what: `handles of table ${hex8(table.address)}`, done: number + 1, total: leaves }) === true;
  }
  took();
  // A table never gives pages back: without some of them it has lost entries, unless the count says otherwise.
  if (absent > 0 && inUse !== known(table.handleCount)) {
    problems.add(`${absent} of its ${leaves} pages of entries have no address`);
    missing += absent;
  }
  return { table, inUse, complete: missing === 0 && !stopped, stopped, problems: problems.lines() };
}

/** Entries the table says it has, never more than its levels have room for. */
function entryBound(table: HandleTable, problems: Problems): number {
  const room = capacity(table.level);
  if (table.level > 2) {
    problems.add(`the table code ${hex8(table.tableCode)} has level 3, which no table has`);
    return 0;
  }
  const next = table.nextHandleNeedingPool;
  if (next === undefined || next % LEAF_SPAN !== 0 || next === 0 || next > MAX_ENTRIES * HANDLE_STEP) {
    problems.add(
      `NextHandleNeedingPool is ${next === undefined ? 'unreadable' : hex(next)}; all levels are read`,
    );
    return room;
  }
  if (next / HANDLE_STEP > room) {
    problems.add(`NextHandleNeedingPool is ${hex(next)}, more than level ${table.level} has room for`);
    return room;
  }
  return next / HANDLE_STEP;
}

/** The next leaf; 0 where there is none, undefined where its pointer cannot be read or is no good. */
function nextLeaf(
  kernel: Kernel,
  table: HandleTable,
  number: number,
  seen: Set<VirtualAddress>,
  problems: Problems,
): VirtualAddress | undefined {
  const leaf = leafAddress(kernel, table, number);
  if (leaf === undefined) {
    problems.add(`the pointer to leaf ${number} cannot be read`);
    return undefined;
  }
  if (leaf === 0) return 0;
  if (leaf < kernel.systemRangeStart || (leaf & 0xfff) !== 0) {
    problems.add(`leaf ${number} is said to lie at ${hex8(leaf)}, which cannot be`);
    return undefined;
  }
  if (seen.has(leaf)) {
    problems.add(`leaf ${number} at ${hex8(leaf)} is listed a second time`);
    return undefined;
  }
  seen.add(leaf);
  return leaf;
}

const cursor = newPageCursor();

/** Adds the entries of a leaf; the number of entries in use, or undefined when it cannot be read. */
function readLeaf(
  kernel: Kernel,
  leaf: VirtualAddress,
  firstIndex: number,
  handles: HandleColumns,
  free: boolean,
): number | undefined {
  if (kernel.memory.page(leaf, cursor) > PageState.readableLimit) return undefined;
  const { words, index } = cursor;
  const system = kernel.systemRangeStart;
  const wholeWord = kernel.optionalOffset('_HANDLE_TABLE_ENTRY', 'GrantedAccess') !== undefined;
  let inUse = 0;
  for (let i = free ? 0 : 1; i < LEAF_ENTRIES; i++) {
    const low = words[index + i * 2];
    const high = words[index + i * 2 + 1];
    const used = low !== 0 && i !== 0;
    if (!used && !free) continue;
    if (used) inUse++;
    handles.add(
      (firstIndex + i) * HANDLE_STEP,
      used ? entryObject(low) : 0,
      used ? entryAccess(high, wholeWord) : high,
      used ? entryFlags(low, high, system) : HandleFlags.free,
      addVa(leaf, i * 8),
    );
  }
  return inUse;
}

function unreadable(kernel: Kernel, leaf: VirtualAddress): string {
  const fault = kernel.memory.faultAt(leaf);
  return `the leaf at ${hex8(leaf)} cannot be read${fault === undefined ? '' : `: ${describeFault(fault)}`}`;
}

/** Lines of what is odd, the first few told, the rest counted. */
class Problems {
  private readonly told: string[] = [];
  private untold = 0;

  add(line: string): void {
    if (this.told.length < PROBLEMS_TOLD) this.told.push(line);
    else this.untold++;
  }

  lines(): string[] {
    return this.untold === 0 ? this.told : [...this.told, `${this.untold} more of this kind`];
  }
}
