import { processAt } from '../analysis/objects-of.ts';
import { processesOf } from '../analysis/processes-of.ts';
import type { Session } from '../analysis/session.ts';
import { objectOfId } from '../objects/cid-lookup.ts';
import { dispatcherKind } from '../objects/dispatcher-type.ts';
import type { Process } from '../objects/processes.ts';
import { hex, hex8, type VirtualAddress } from '../units/address.ts';
import { CommandError } from './command-error.ts';

/** What `-1` becomes as an expression: the current process, thread or handle. */
export const CURRENT = 0xffffffff;

/** The thread the session stands on. Throws CommandError. */
export function currentThread(session: Session): VirtualAddress {
  const { thread } = session.current;
  if (thread === undefined) throw new CommandError('Which thread was current is not in this dump.');
  return thread;
}

/** The process the session stands on. Throws CommandError. */
export function currentProcess(session: Session): Process {
  const { process } = session.current;
  if (process === undefined) throw new CommandError('The current process cannot be read.');
  return process;
}

/** A process by its address or its id. Throws CommandError when there is none. */
export function processByArgument(session: Session, value: number): Process {
  const { kernel } = session;
  if (value === CURRENT) return currentProcess(session);
  if (value < kernel.systemRangeStart) return processById(session, value);
  const process = dispatcherKind(kernel, value) === 'process' ? processAt(session, value) : undefined;
  if (process === undefined) throw new CommandError(`TYPE mismatch for process object at ${hex8(value)}`);
  return process;
}

function processById(session: Session, pid: number): Process {
  const listed = processesOf(session).processes.find((process) => process.pid === pid);
  if (listed !== undefined) return listed;
  const address = objectOfId(session.kernel, pid);
  const isProcess = address !== undefined && dispatcherKind(session.kernel, address) === 'process';
  const process = isProcess ? processAt(session, address) : undefined;
  if (process === undefined) throw new CommandError(`Process with Cid ${hex(pid)} was not found.`);
  return process;
}

/** Address of a thread by its id. Throws CommandError when there is none. */
export function threadById(session: Session, tid: number): VirtualAddress {
  const address = objectOfId(session.kernel, tid);
  if (address === undefined || dispatcherKind(session.kernel, address) !== 'thread')
    throw new CommandError(`Thread with Cid ${hex(tid)} was not found.`);
  return address;
}
