import type { Kernel } from '../kernel/kernel.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { hex8, SYSTEM_START, type VirtualAddress } from '../units/address.ts';
import { type Absent, absent, type Value } from '../units/value.ts';
import { type BigPageColumns, BigPageRows } from './big-page-rows.ts';
import { type BigPageShape, bigPageShape } from './big-page-shape.ts';
import { readRows } from './table-rows.ts';

/** Rows looked at: system space has half a million pages, and the table is a power of two. */
const MAX_ROWS = 0x100000;
/** Rows read at once, so that a size that lies does not take the memory. */
const ROWS_AT_ONCE = 0x10000;

/** Windows maps the page tables themselves here. */
const PAGE_TABLES = 0xc0000000;
/** Low bit of a pool type, as ExAllocatePool takes it. */
export const POOL_TYPE_PAGED = 1;

/** Allocations of a page and more, one row each, in the order of the table. */
export interface BigPageTable extends BigPageColumns {
  readonly address: Value<VirtualAddress>;
  /** Slots the table has. */
  readonly slots: number;
  readonly slotBytes: number;
  /** Slots whose page could be read. */
  readonly slotsRead: number;
  /** Why not all slots were read. */
  readonly why?: string;
  /** Rows left out because they make no sense. */
  readonly numSenseless: number;
}

/** The table of the system's pools. */
export function readBigPages(kernel: Kernel): BigPageTable {
  return readBigPageTable(
    kernel,
    kernel.memory,
    kernel.globals.u32('PoolBigPageTable'),
    kernel.globals.u32('PoolBigPageTableSize'),
  );
}

/** A table of big pages at a pointer; `size` is its number of slots. */
export function readBigPageTable(
  kernel: Kernel,
  memory: MemoryReader,
  pointer: Value<VirtualAddress>,
  size: Value<number>,
): BigPageTable {
  const shape = bigPageShape(kernel);
  const wrong = unusable(kernel, pointer, size);
  if (wrong !== undefined || 'absent' in pointer || 'absent' in size) {
    return emptyTable(wrong ?? (pointer as Absent), shape);
  }
  const rows = rowsFor(kernel, shape);
  const looked = Math.min(size.value, MAX_ROWS);
  let slotsRead = 0;
  let goesOn = true;
  let why =
    looked < size.value ? `the table claims ${size.value} slots; only ${looked} were looked at` : undefined;
  for (let done = 0; done < looked && goesOn; done += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, looked - done);
    const part = readRows(memory, pointer.value + done * shape.words * 4, count, shape.words);
    slotsRead += part.numReadable;
    why ??= part.why;
    // Nothing of a whole part can be read: the size lies, or the rest is not in the dump.
    goesOn = rows.add(part) && part.numReadable > 0;
  }
  if (slotsRead === 0) return emptyTable(absent('not-in-dump', why ?? hex8(pointer.value)), shape);
  const { numSenseless, goodSlots } = rows;
  const slots = rows.endsBad ? goodSlots : looked;
  if (rows.endsBad) why = `the table claims ${size.value} slots; what follows slot ${slots} is none of it`;
  const end = { slots, slotsRead: Math.min(slots, slotsRead), numSenseless, why };
  return { address: pointer, slotBytes: shape.words * 4, ...end, ...rows.columns() };
}

function rowsFor(kernel: Kernel, shape: BigPageShape): BigPageRows {
  const lowest = Math.max(SYSTEM_START, kernel.systemRangeStart);
  return new BigPageRows(shape, lowest, [kernel.base, PAGE_TABLES]);
}

function unusable(kernel: Kernel, pointer: Value<VirtualAddress>, size: Value<number>): Absent | undefined {
  if ('absent' in pointer) return pointer;
  if ('absent' in size) return size;
  if (pointer.value < kernel.systemRangeStart || (pointer.value & 3) !== 0) {
    return absent('unreadable', `PoolBigPageTable is ${hex8(pointer.value)}, which is no table`);
  }
  return size.value === 0 ? absent('unreadable', 'PoolBigPageTableSize is 0') : undefined;
}

function emptyTable(why: Absent, shape: BigPageShape): BigPageTable {
  const nothing = { count: 0, slots: 0, slotBytes: shape.words * 4, slotsRead: 0, numSenseless: 0 };
  const columns = {
    va: new Uint32Array(),
    tag: new Uint32Array(),
    type: new Uint16Array(),
    bytes: new Float64Array(),
    freed: new Uint8Array(),
  };
  return { address: why, why: why.at, ...nothing, ...columns };
}
