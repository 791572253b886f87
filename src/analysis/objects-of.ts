import { ObjectTypes } from '../objects/object-types.ts';
import type { Process } from '../objects/processes.ts';
import { readProcess } from '../objects/processes.ts';
import { type MemorySession, readSessions } from '../objects/sessions.ts';
import type { VirtualAddress } from '../units/address.ts';
import { processesOf } from './processes-of.ts';
import type { Session } from './session.ts';

/** The kinds of objects, found once. */
export function objectTypesOf(session: Session): ObjectTypes {
  return session.once('object-types', () => new ObjectTypes(session.kernel));
}

/** The logon sessions, read once. */
export function sessionsOf(session: Session): readonly MemorySession[] {
  return session.once('sessions', () => readSessions(session.kernel, processesOf(session).processes));
}

/** The process at an address: of the list, or else read on its own (it may have left the list). */
export function processAt(session: Session, address: VirtualAddress): Process | undefined {
  const listed = session.once(
    'processes-by-address',
    () => new Map(processesOf(session).processes.map((process) => [process.address, process])),
  );
  return listed.get(address) ?? readProcess(session.kernel, address);
}
