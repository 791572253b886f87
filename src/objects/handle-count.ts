import type { Kernel } from '../kernel/kernel.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { absent, present, type Value } from '../units/value.ts';
import { Structure } from './structure.ts';

/** _HANDLE_TABLE_FREE_LIST of Windows 8 and later, bytes: size and where its HandleCount lies. */
const FREE_LIST = { size: 0x14, handleCount: 0x0c } as const;
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
  let total = 0;
  for (let i = 0; i < lists.value; i++) {
    const at = addVa(structure.at('FreeLists'), i * FREE_LIST.size + FREE_LIST.handleCount);
    const count = kernel.memory.u32(at);
    if (count === undefined) return structure.why('FreeLists');
    total = (total + count) >>> 0;
  }
  return present(total, lists.source);
}
