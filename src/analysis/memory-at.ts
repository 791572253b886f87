import type { MemoryReader } from '../memory/reader.ts';
import type { VirtualAddress } from '../units/address.ts';
import type { Session } from './session.ts';

/**
 * The memory in which `va` is best read: the current process's, or, where that has nothing there, the
 * one in which the module around it can be seen (win32k lives in session space).
 */
export function memoryAt(session: Session, va: VirtualAddress): MemoryReader {
  const { memory } = session.current;
  const module = session.kernel.moduleAt(va);
  if (module === undefined || memory.faultAt(module.base) === undefined) return memory;
  return session.names.memoryOf(module);
}
