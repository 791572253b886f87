import type { Kernel } from '../kernel/kernel.ts';
import type { VirtualAddress } from '../units/address.ts';
import { entryObject } from './handle-entry.ts';
import { entryAddress, HANDLE_STEP, readCidTable } from './handle-table.ts';

/**
 * Body of the process or thread with this id, from the table of ids; undefined when the id is free
 * or the table cannot be read.
 */
export function objectOfId(kernel: Kernel, id: number): VirtualAddress | undefined {
  const table = readCidTable(kernel);
  if (table === undefined || id % HANDLE_STEP !== 0) return undefined;
  const entry = entryAddress(kernel, table, id / HANDLE_STEP);
  const low = entry === undefined ? undefined : kernel.memory.u32(entry);
  return low ? entryObject(low) : undefined;
}
