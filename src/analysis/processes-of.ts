import { type ProcessList, readProcesses } from '../objects/processes.ts';
import type { Session } from './session.ts';

/** The process list, read once. */
export function processesOf(session: Session): ProcessList {
  return session.once('processes', () => readProcesses(session.kernel));
}
