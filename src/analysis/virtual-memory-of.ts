import { readVirtualMemory, type VirtualMemory } from '../vm/virtual-memory.ts';
import { processesOf } from './processes-of.ts';
import type { Session } from './session.ts';

/** What `!vm` shows, read once. */
export function virtualMemoryOf(session: Session): VirtualMemory {
  return session.once('virtual-memory', () =>
    readVirtualMemory(session.kernel, processesOf(session).processes),
  );
}
