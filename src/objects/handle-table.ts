import type { Kernel } from '../kernel/kernel.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { known, type Value } from '../units/value.ts';
import { tableHandleCount } from './handle-count.ts';
import type { Process } from './processes.ts';
import { Structure } from './structure.ts';

/** Entries in a leaf page, 8 bytes each; the first is never a handle. */
export const LEAF_ENTRIES = 512;
/** Pointers in a page of a middle table. */
export const MIDDLE_ENTRIES = 1024;
/** Pointers in the top of a table of level 2: a small block, not a page. */
export const TOP_ENTRIES = 32;
/** Handle values step by 4; the two low bits are the owner's to use. */
export const HANDLE_STEP = 4;
/** No table has more entries. */
export const MAX_ENTRIES = 1 << 24;
/** Bit that marks a handle of the kernel's table. */
export const KERNEL_HANDLE = 0x80000000;

/** One _HANDLE_TABLE. */
export interface HandleTable {
  readonly address: VirtualAddress;
  readonly tableCode: number;
  /** 0: `top` is a leaf; 1: `top` is a page of leaves; 2: `top` is a block of pages of leaves. */
  readonly level: number;
  readonly top: VirtualAddress;
  /** UniqueProcessId; 0 in tables that belong to no process. */
  readonly pid: number;
  /** Handles in use as the table counts them. */
  readonly handleCount: Value<number>;
  /** First handle value that has no entry yet; undefined when it cannot be read. */
  readonly nextHandleNeedingPool: number | undefined;
}

/** The table at `address`; undefined when its table code cannot be read. */
export function readHandleTable(kernel: Kernel, address: VirtualAddress): HandleTable | undefined {
  const table = new Structure(kernel.memory, kernel.layouts, '_HANDLE_TABLE', address);
  const tableCode = table.u32('TableCode');
  if (tableCode === undefined) return undefined;
  return {
    address,
    tableCode,
    level: tableCode & 3,
    top: (tableCode & ~7) >>> 0,
    pid: table.u32('UniqueProcessId') ?? 0,
    handleCount: tableHandleCount(kernel, address),
    nextHandleNeedingPool: table.u32('NextHandleNeedingPool'),
  };
}

/** Table of thread and process ids. */
export function readCidTable(kernel: Kernel): HandleTable | undefined {
  const address = known(kernel.globals.u32('PspCidTable'));
  return address ? readHandleTable(kernel, address) : undefined;
}

/** The kernel's own handles: nt!ObpKernelHandleTable, which is also the table of the System process. */
export function readKernelHandleTable(
  kernel: Kernel,
  processes: readonly Process[],
): HandleTable | undefined {
  const named = known(kernel.globals.u32('ObpKernelHandleTable'));
  const address = named || processes.find((process) => process.pid === 4)?.objectTable;
  return address ? readHandleTable(kernel, address) : undefined;
}

/** Entries that the levels of a table have room for. */
export function capacity(level: number): number {
  if (level === 0) return LEAF_ENTRIES;
  return level === 1
    ? LEAF_ENTRIES * MIDDLE_ENTRIES
    : Math.min(MAX_ENTRIES, LEAF_ENTRIES * MIDDLE_ENTRIES * TOP_ENTRIES);
}

/**
 * Address of the entry of handle number `index` (handle value divided by 4); undefined where the
 * table has no leaf or a pointer on the way cannot be read.
 */
export function entryAddress(kernel: Kernel, table: HandleTable, index: number): VirtualAddress | undefined {
  if (index >= capacity(table.level)) return undefined;
  const leafNumber = Math.floor(index / LEAF_ENTRIES);
  const leaf = leafAddress(kernel, table, leafNumber);
  return leaf ? addVa(leaf, (index % LEAF_ENTRIES) * 8) : undefined;
}

/** Address of leaf number `leafNumber`; 0 where there is none, undefined when unreadable. */
export function leafAddress(
  kernel: Kernel,
  table: HandleTable,
  leafNumber: number,
): VirtualAddress | undefined {
  if (table.level === 0) return leafNumber === 0 ? table.top : 0;
  if (table.level === 1) return kernel.memory.u32(addVa(table.top, leafNumber * 4));
  const middle = kernel.memory.u32(addVa(table.top, Math.floor(leafNumber / MIDDLE_ENTRIES) * 4));
  return middle ? kernel.memory.u32(addVa(middle, (leafNumber % MIDDLE_ENTRIES) * 4)) : middle;
}
