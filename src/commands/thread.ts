import type { Session } from '../analysis/session.ts';
import { type ThreadView, viewThread } from '../analysis/thread-view.ts';
import { describeFault } from '../memory/fault.ts';
import { dispatcherKind } from '../objects/dispatcher-type.ts';
import { threadStateName, waitReasonName } from '../objects/thread-states.ts';
import { readThread } from '../objects/threads.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import { known } from '../units/value.ts';
import { CommandError, defineCommand } from './command.ts';
import { evaluate } from './expression.ts';
import { frameTable } from './frame-table.ts';
import { CURRENT, currentThread, threadById } from './process-argument.ts';
import { scopeOf } from './scope.ts';
import { threadLines } from './thread-text.ts';
import { splitWords } from './words.ts';

export interface ThreadResult {
  readonly view: ThreadView;
  readonly flags: number;
}

const WAIT_STATES = 2;
const STACK = 4;
const NO_ARGUMENTS = 8;
const DEFAULT_FLAGS = WAIT_STATES | STACK;

export const threadCommand = defineCommand<ThreadResult>({
  name: '!thread',
  summary: 'One thread: state, times, stack',
  parameters: [
    {
      name: 'Arguments',
      kind: 'rest',
      optional: true,
      meaning: '[-p] [-t] [Address [Flags]]; -t: the address is a thread id',
    },
  ],
  flags: [
    { bit: WAIT_STATES, meaning: 'what the thread waits for, times, priorities' },
    { bit: STACK, meaning: 'its stack, together with 2' },
    { bit: NO_ARGUMENTS, meaning: 'stack rows without arguments' },
    { bit: 0x10, meaning: 'accepted; stacks are always read in the process of the thread' },
  ],
  example: '!thread 8ab94030',
  differs: 'Calling conventions need private symbols and are not shown; without a PDB neither is FPO data.',
  run(session, args) {
    const words = splitWords(args.raw);
    const options = words.filter((word) => /^-[pt]$/.test(word));
    const [address, flags] = words
      .filter((word) => !/^-[pt]$/.test(word))
      .map((word) => evaluate(word, scopeOf(session)));
    const wanted = flags ?? DEFAULT_FLAGS;
    const va = threadArgument(session, address, options.includes('-t'));
    const thread =
      dispatcherKind(session.kernel, va) === 'thread' ? readThread(session.kernel, va) : undefined;
    if (thread === undefined) throw notAThread(session, va);
    const withStack = (wanted & WAIT_STATES) !== 0 && (wanted & STACK) !== 0;
    return { view: viewThread(session, thread, withStack), flags: wanted };
  },
  text: ({ view, flags }) =>
    threadLines(view, {
      details: (flags & WAIT_STATES) !== 0 ? 'all' : 'none',
      withoutArguments: (flags & NO_ARGUMENTS) !== 0,
    }),
  json: ({ view }) => threadJson(view),
  table: ({ view }) =>
    view.stack === undefined ? { none: 'one record without a stack' } : frameTable(view.stack.frames),
});

function threadArgument(session: Session, value: number | undefined, isId: boolean): VirtualAddress {
  if (value === undefined || value === CURRENT || value === 0) return currentThread(session);
  return isId ? threadById(session, value) : value;
}

function notAThread(session: Session, va: VirtualAddress): CommandError {
  const fault = session.kernel.memory.faultAt(va);
  return new CommandError(
    fault === undefined
      ? `TYPE mismatch for thread object at ${hex8(va)}`
      : `Thread ${hex8(va)} cannot be read: ${describeFault(fault)}`,
  );
}

/** The facts of one thread, addresses as hex text, what was not read as null. */
export function threadJson(view: ThreadView) {
  const { thread } = view;
  const address = (value: number | undefined) => (value === undefined ? null : hex8(value));
  return {
    address: hex8(thread.address),
    pid: thread.pid,
    tid: thread.tid,
    process: address(thread.process),
    image: view.owner?.image ?? null,
    state: threadStateName(thread.state),
    waitReason: thread.waitReason === undefined ? null : waitReasonName(thread.waitReason),
    waitsFor: view.waitsFor.map((object) => ({
      ...object,
      address: hex8(object.address),
      owner: object.owner === undefined ? undefined : hex8(object.owner),
    })),
    irps:
      view.irpList?.irps.map(({ address: va, type, size, flags, mdl }) => ({
        address: hex8(va),
        type,
        size,
        flags: hex8(flags),
        mdl: hex8(mdl),
      })) ?? null,
    ...(view.irpList?.broken !== undefined && { irpsBroken: view.irpList.broken }),
    teb: address(thread.teb),
    win32Thread: address(thread.win32Thread),
    deviceMap: address(known(view.deviceMap)),
    waitTime: thread.waitTime ?? null,
    ticks: view.ticks ?? null,
    contextSwitches: thread.contextSwitches ?? null,
    userTicks: thread.userTime ?? null,
    kernelTicks: thread.kernelTime ?? null,
    start: address(view.start?.address),
    startSymbol: view.start?.symbol ?? null,
    stack: {
      initial: address(thread.stack.initial),
      current: address(thread.stack.current),
      base: address(thread.stack.base),
      limit: address(thread.stack.limit),
      callback: address(thread.stack.callback),
      resident: thread.stack.resident ?? null,
    },
    priorities: thread.priorities,
    frames:
      view.stack?.frames.map((frame) => ({
        framePointer: hex8(frame.framePointer),
        returnAddress: address(frame.returnAddress),
        instruction: hex8(frame.instruction),
        symbol: frame.symbol,
        foundBy: frame.foundBy,
        trapFrame: address(frame.trapFrame),
        ...(frame.notFollowed !== undefined && { notFollowed: frame.notFollowed }),
      })) ?? null,
    stackStart: view.stack?.start ?? null,
    stackEnd: view.stack?.end ?? null,
  };
}
