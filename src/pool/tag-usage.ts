import type { Kernel } from '../kernel/kernel.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import {
  type AbsenceReason,
  type Absent,
  absent,
  isPresent,
  present,
  type Source,
  type Value,
} from '../units/value.ts';
import { type BigPageTable, readBigPages } from './big-pages.ts';
import { type FirstTable, findTagTables } from './find-tag-tables.ts';
import { readRows, type TableRows } from './table-rows.ts';
import { type TagColumns, TagSums } from './tag-sums.ts';
import { findExpansion, mayExpand } from './tracker-expansion.ts';
import { trackerShape } from './tracker-shape.ts';

/** The table has 1,024 to some thousand rows; the registry can ask for more. */
const MAX_TRACKER_ROWS = 0x20000;
const VISTA = 6000;
/** From Server 2003 on tags are always counted; before, a global flag has to be set. */
const ALWAYS_COUNTS = 3790;

/** One table that was, or should have been, summed. */
export interface TrackerTable {
  readonly name: string;
  /** Undefined when it was not found. */
  readonly address?: VirtualAddress;
  readonly source?: Source;
  readonly rows: number;
  readonly rowsRead: number;
  /** Why it was not read, or not whole. */
  readonly why?: string;
  /** The same as a reason, when it was not found. */
  readonly absent?: AbsenceReason;
}

/** What the kernel counts for each tag, all tables added up. */
export interface TagUsage extends TagColumns {
  readonly tables: readonly TrackerTable[];
  /** Every table was found and read to its end. */
  readonly complete: boolean;
}

/**
 * Use of every tag from the kernel's own counters: PoolTrackTable, the table of every other
 * processor and the expansion table, added modulo 2^32.
 */
export function readTagUsage(kernel: Kernel, bigPages: BigPageTable = readBigPages(kernel)): TagUsage {
  const shape = trackerShape(kernel);
  const sums = new TagSums(shape);
  const first = readFirstTable(kernel);
  if ('absent' in first) return finish(sums, [missing('PoolTrackTable', first)]);
  const { value: table, source } = first;
  const tables = [tableRead('PoolTrackTable', table.address, table.rows, source)];
  sums.add(table.rows);
  const others = addProcessors(kernel, sums, table, tables);
  addExpansion(kernel, sums, table, bigPages, tables);
  const usage = finish(sums, tables);
  if (!others) usage.known.fill(0);
  return usage;
}

function readFirstTable(kernel: Kernel): Value<FirstTable> {
  const shape = trackerShape(kernel);
  const pointer = kernel.globals.u32('PoolTrackTable');
  const size = kernel.globals.u32('PoolTrackTableSize');
  if ('absent' in pointer) return pointer;
  if (pointer.value === 0 && kernel.build < ALWAYS_COUNTS) {
    return absent('not-mapped', 'pool tagging was not switched on (gflags /r +ptg), so no tags were counted');
  }
  if ('absent' in size) return size;
  if (size.value === 0 || size.value > MAX_TRACKER_ROWS) {
    return absent(
      'unreadable',
      `PoolTrackTableSize says ${size.value} rows; 1 to ${MAX_TRACKER_ROWS} can be`,
    );
  }
  if (pointer.value < kernel.systemRangeStart || (pointer.value & 3) !== 0) {
    return absent('unreadable', `PoolTrackTable is ${hex8(pointer.value)}, which is no table`);
  }
  const rows = readRows(kernel.memory, pointer.value, size.value, shape.words);
  if (rows.numReadable === 0) return absent('not-in-dump', rows.why ?? hex8(pointer.value));
  return present({ address: pointer.value, rows, shape }, pointer.source);
}

/** Adds the tables of processors 1 and up. False when they are needed and were not found. */
function addProcessors(kernel: Kernel, sums: TagSums, first: FirstTable, tables: TrackerTable[]): boolean {
  spoilUnread(sums, first, first.rows);
  const claimed = kernel.processorCount ?? 1;
  const found = findTagTables(kernel, first, claimed);
  if ('absent' in found) {
    if (kernel.processorCount === 1 || kernel.build < VISTA) return true;
    tables.push(missing(`ExPoolTagTables[1..${claimed > 1 ? claimed - 1 : '?'}]`, found));
    return false;
  }
  const addresses = found.value.tables;
  for (let cpu = 1; cpu < addresses.length; cpu++) {
    const rows = readRows(kernel.memory, addresses[cpu], first.rows.count, first.shape.words);
    sums.add(rows);
    spoilUnread(sums, first, rows);
    spoilUnread(sums, { ...first, rows }, first.rows);
    tables.push(tableRead(`ExPoolTagTables[${cpu}]`, addresses[cpu], rows, found.source));
  }
  for (let cpu = addresses.length; cpu < claimed; cpu++) {
    tables.push(missing(`ExPoolTagTables[${cpu}]`, absent('unreadable', 'the array has no table for it')));
  }
  return addresses.length >= claimed;
}

/** A tag whose slot cannot be read in one table has no sum. */
function spoilUnread(sums: TagSums, keyed: FirstTable, unread: TableRows): void {
  if (unread.numReadable === unread.count) return;
  for (let row = 0; row < unread.count; row++) {
    if (unread.readable[row] === 0) sums.spoil(keyed.rows.words[row * keyed.rows.rowWords + keyed.shape.key]);
  }
}

function addExpansion(
  kernel: Kernel,
  sums: TagSums,
  first: FirstTable,
  bigPages: BigPageTable,
  tables: TrackerTable[],
): void {
  if (!mayExpand(kernel)) return;
  const found = findExpansion(kernel, first, bigPages);
  if (!isPresent(found)) {
    tables.push(missing('PoolTrackTableExpansion', found));
    return;
  }
  const { address, rows: count } = found.value;
  const rows = readRows(kernel.memory, address, count, first.shape.words);
  sums.add(rows);
  tables.push(tableRead('PoolTrackTableExpansion', address, rows, found.source));
}

export function tableRead(
  name: string,
  address: VirtualAddress,
  rows: TableRows,
  source: Source,
): TrackerTable {
  return { name, address, source, rows: rows.count, rowsRead: rows.numReadable, why: rows.why };
}

export function missing(name: string, absence: Absent): TrackerTable {
  return { name, rows: 0, rowsRead: 0, why: absence.at, absent: absence.absent };
}

export function finish(sums: TagSums, tables: readonly TrackerTable[]): TagUsage {
  return { ...sums.columns(), tables, complete: tables.every((table) => table.why === undefined) };
}
