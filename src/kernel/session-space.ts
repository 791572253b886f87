import type { AddressSpace } from '../memory/address-space.ts';
import { addVa } from '../units/address.ts';
import { known } from '../units/value.ts';
import type { Kernel } from './kernel.ts';
import { walkList } from './lists.ts';

/**
 * The address space of some process that lives in a session: the only way to see session space
 * (win32k and the display drivers). Undefined when no such process can be read.
 */
export function findSessionSpace(kernel: Kernel): AddressSpace | undefined {
  const head = known(kernel.globals.address('PsActiveProcessHead')) ?? kernel.dump.header.psActiveProcessHead;
  const links = kernel.optionalOffset('_EPROCESS', 'ActiveProcessLinks');
  const session = kernel.optionalOffset('_EPROCESS', 'Session');
  const directory = kernel.optionalOffset('_KPROCESS', 'DirectoryTableBase');
  if (links === undefined || session === undefined || directory === undefined) return undefined;
  for (const process of walkList(kernel.memory, head, links, 100_000).entries) {
    const base = kernel.memory.u32(addVa(process, directory));
    if (!base || !kernel.memory.u32(addVa(process, session))) continue;
    const space = kernel.space(base);
    if (space !== undefined) return space;
  }
  return undefined;
}
