import type { Session } from '../analysis/session.ts';
import { describeFault } from '../memory/fault.ts';
import { dispatcherKind } from '../objects/dispatcher-type.ts';
import { readThread, type Thread } from '../objects/threads.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import { CommandError } from './command-error.ts';

/** The thread at an address. Throws CommandError when there is none or it cannot be read. */
export function readThreadAt(session: Session, va: VirtualAddress): Thread {
  const { kernel } = session;
  const fault = kernel.memory.faultAt(va);
  if (fault !== undefined)
    throw new CommandError(`Thread ${hex8(va)} cannot be read: ${describeFault(fault)}`);
  const thread = dispatcherKind(kernel, va) === 'thread' ? readThread(kernel, va) : undefined;
  if (thread === undefined) throw new CommandError(`TYPE mismatch for thread object at ${hex8(va)}`);
  return thread;
}
