import { imageName } from '../objects/image-name.ts';
import { type IrpList, readIrpList } from '../objects/irp-list.ts';
import { ThreadState } from '../objects/thread-states.ts';
import type { Thread } from '../objects/threads.ts';
import { type Impersonation, readDeviceMap, readImpersonation } from '../objects/tokens.ts';
import { readWaitObjects, type WaitObject } from '../objects/wait-objects.ts';
import type { VirtualAddress } from '../units/address.ts';
import { absent, known, type Value } from '../units/value.ts';
import { processAt } from './objects-of.ts';
import type { Session } from './session.ts';
import { type NamedStack, stackOf } from './stacks-of.ts';

/** A process as a thread's lines name it. */
export interface ProcessMention {
  readonly address: VirtualAddress;
  /** Undefined when the process cannot be read. */
  readonly image?: string;
}

/** Everything `!thread` shows of one thread. */
export interface ThreadView {
  readonly thread: Thread;
  readonly waitsFor: readonly WaitObject[];
  /** Undefined when its list of requests cannot be read or was never set up. */
  readonly irpList?: IrpList;
  readonly impersonation?: Impersonation;
  readonly deviceMap: Value<VirtualAddress>;
  readonly owner?: ProcessMention;
  readonly attached?: ProcessMention;
  /** Ticks since it began to wait. */
  readonly ticks?: number;
  /** 100 ns units in a tick. */
  readonly increment: Value<number>;
  /** Where it started; `symbol` when the place has a name. */
  readonly start?: { readonly address: VirtualAddress; readonly symbol?: string; readonly isWin32: boolean };
  /** Only when it was asked for. */
  readonly stack?: NamedStack;
}

/** Gathers what `!thread` shows. */
export function viewThread(session: Session, thread: Thread, withStack: boolean): ThreadView {
  const { kernel } = session;
  const impersonation = readImpersonation(kernel, thread.address);
  const isWaiting = thread.state === ThreadState.wait || thread.state === ThreadState.gateWait;
  const now = known(kernel.clock.tickCount);
  const { waitTime } = thread;
  return {
    thread,
    waitsFor: isWaiting ? readWaitObjects(kernel, thread.address) : [],
    irpList: readIrpList(kernel, thread.address),
    impersonation,
    deviceMap:
      thread.process === undefined
        ? absent('unreadable', 'the owning process')
        : readDeviceMap(kernel, thread.process, impersonation),
    owner: mention(session, thread.process),
    attached: mention(session, thread.attachedProcess),
    ticks: now === undefined || waitTime === undefined ? undefined : (now - waitTime) >>> 0,
    increment: kernel.clock.increment,
    start: startOf(session, thread),
    stack: withStack ? stackOf(session, thread) : undefined,
  };
}

function mention(session: Session, address: VirtualAddress | undefined): ProcessMention | undefined {
  if (address === undefined) return undefined;
  const process = processAt(session, address);
  return { address, image: process === undefined ? undefined : imageName(session.kernel, process) };
}

function startOf(session: Session, thread: Thread): ThreadView['start'] {
  const isWin32 = thread.win32StartAddress !== undefined && thread.win32StartAddress !== 0;
  const address = isWin32 ? thread.win32StartAddress : thread.startAddress;
  if (address === undefined) return undefined;
  return { address, symbol: session.names.resolve(address)?.text, isWin32 };
}
