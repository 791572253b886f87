import type { Kernel } from '../kernel/kernel.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { hex8, PAGE_SIZE, type VirtualAddress } from '../units/address.ts';
import { type Absent, absent, type Value } from '../units/value.ts';
import { type BigPageShape, bigPageShape } from './big-page-shape.ts';
import { readRows, type TableRows } from './table-rows.ts';

/** Rows looked at: system space has half a million pages, and the table is a power of two. */
const MAX_ROWS = 0x100000;
/** Rows read at once, so that a size that lies does not take the memory. */
const ROWS_AT_ONCE = 0x10000;

/** Bit 0 of a row's address: the slot is free, the rest of the row is what it held last. */
const FREE_SLOT = 1;
/** Low bit of a pool type, as ExAllocatePool takes it. */
export const POOL_TYPE_PAGED = 1;

/** Allocations of a page and more, one row each, in the order of the table. */
export interface BigPageTable {
  readonly address: Value<VirtualAddress>;
  /** Slots the table has. */
  readonly slots: number;
  readonly slotBytes: number;
  /** Slots whose page could be read. */
  readonly slotsRead: number;
  /** Why not all slots were read. */
  readonly why?: string;
  /** Rows below: allocations and freed slots that still say what they held. */
  readonly count: number;
  readonly va: Uint32Array;
  /** As stored: bit 31 is the protected bit. */
  readonly tag: Uint32Array;
  /** Pool type asked for; 0xffff where rows of this build have none. */
  readonly type: Uint16Array;
  /** Bytes asked for; whole pages before Vista. */
  readonly bytes: Float64Array;
  /** 1 when the allocation was freed. */
  readonly freed: Uint8Array;
}

export const NO_POOL_TYPE = 0xffff;

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
  const rows = new BigPageRows(shape);
  const slots = Math.min(size.value, MAX_ROWS);
  let slotsRead = 0;
  let why =
    slots < size.value ? `the table claims ${size.value} slots; only ${slots} were looked at` : undefined;
  for (let done = 0; done < slots; done += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, slots - done);
    const part = readRows(memory, pointer.value + done * shape.words * 4, count, shape.words);
    slotsRead += part.numReadable;
    why ??= part.why;
    rows.add(part);
    // Nothing of a whole part can be read: the size lies, or the rest is not in the dump.
    if (part.numReadable === 0) break;
  }
  if (slotsRead === 0) return emptyTable(absent('not-in-dump', why ?? hex8(pointer.value)), shape);
  return { address: pointer, slots, slotBytes: shape.words * 4, slotsRead, why, ...rows.columns() };
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
  const columns = new BigPageRows(shape).columns();
  return { address: why, slots: 0, slotBytes: shape.words * 4, slotsRead: 0, why: why.at, ...columns };
}

/** Gathers rows into columns. */
class BigPageRows {
  private count = 0;
  private va = new Uint32Array(256);
  private tag = new Uint32Array(256);
  private type = new Uint16Array(256);
  private bytes = new Float64Array(256);
  private freed = new Uint8Array(256);

  constructor(private readonly shape: BigPageShape) {}

  add(rows: TableRows): void {
    const { words, rowWords, count } = rows;
    const { va, key, type, typeShift, typeMask, size, inPages } = this.shape;
    for (let at = 0; at < count * rowWords; at += rowWords) {
      const address = words[at + va];
      // A slot never used has address 1 or 0 and no key; unreadable rows were left zero.
      if (address <= FREE_SLOT || words[at + key] === 0) continue;
      if (this.count === this.va.length) this.grow();
      const i = this.count++;
      this.va[i] = address & ~FREE_SLOT;
      this.tag[i] = words[at + key];
      this.type[i] = type < 0 ? NO_POOL_TYPE : (words[at + type] >>> typeShift) & typeMask;
      this.bytes[i] = inPages ? words[at + size] * PAGE_SIZE : words[at + size];
      this.freed[i] = address & FREE_SLOT;
    }
  }

  columns() {
    const { count } = this;
    return {
      count,
      va: this.va.subarray(0, count),
      tag: this.tag.subarray(0, count),
      type: this.type.subarray(0, count),
      bytes: this.bytes.subarray(0, count),
      freed: this.freed.subarray(0, count),
    };
  }

  private grow(): void {
    const length = this.va.length * 2;
    this.va = copyInto(new Uint32Array(length), this.va);
    this.tag = copyInto(new Uint32Array(length), this.tag);
    this.type = copyInto(new Uint16Array(length), this.type);
    this.bytes = copyInto(new Float64Array(length), this.bytes);
    this.freed = copyInto(new Uint8Array(length), this.freed);
  }
}

function copyInto<T extends { set(from: T): void }>(to: T, from: T): T {
  to.set(from);
  return to;
}
