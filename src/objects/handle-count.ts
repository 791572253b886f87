import type { Kernel } from '../kernel/kernel.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { absent, present, type Value } from '../units/value.ts';
import { Structure } from './structure.ts';

/** Where HandleCount lies in a _HANDLE_TABLE_FREE_LIST of Windows 8 and later, for layouts without it. */
const HANDLE_COUNT = 0x0c;
/** One free list per processor at most. */
const MAX_FREE_LISTS = 64;

/**
 * Handles in use, as the _HANDLE_TABLE at `table` counts them. Windows 8 and later count per free
 * list; how many there are is known only from symbols.
 */
export function tableHandleCount(kernel: Kernel, table: VirtualAddress): Value<number> {
  const structure = new Structure(kernel.memory, kernel.layouts, '_HANDLE_TABLE', table);
  if (structure.has('HandleCount') || !structure.has('FreeLists')) return structure.value('HandleCount');
  const lists = kernel.globals.u32('ExpFreeListCount');
  if ('absent' in lists) return lists;
  if (lists.value === 0 || lists.value > MAX_FREE_LISTS) {
    return absent('unreadable', `nt!ExpFreeListCount says ${lists.value}`);
  }
  const countAt = kernel.optionalOffset('_HANDLE_TABLE_FREE_LIST', 'HandleCount') ?? HANDLE_COUNT;
  const step = freeListSize(kernel);
  let total = 0;
  for (let i = 0; i < lists.value; i++) {
    const at = addVa(structure.at('FreeLists'), i * step + countAt);
    const count = kernel.memory.u32(at);
    if (count === undefined) return structure.why('FreeLists');
    total = (total + count) >>> 0;
  }
  return present(total, lists.source);
}

/**
 * Bytes from one free list to the next: room that nobody uses keeps processors out of each other's cache
 * lines. _HANDLE_TABLE ends with one list, so what follows FreeLists in it is a list's size.
 */
function freeListSize(kernel: Kernel): number {
  const stated = kernel.layouts.struct('_HANDLE_TABLE_FREE_LIST')?.size;
  const table = kernel.layouts.struct('_HANDLE_TABLE')?.size ?? 0;
  return stated ?? table - kernel.offset('_HANDLE_TABLE', 'FreeLists');
}
