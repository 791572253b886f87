import type { Halves } from '../formats/dump-header.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type ListEnd, type ListWalk, walkList } from '../kernel/lists.ts';
import type { VirtualAddress } from '../units/address.ts';
import type { Process } from './processes.ts';
import { Structure } from './structure.ts';
import { ThreadState } from './thread-states.ts';

/** A process has fewer threads than a handle table has entries. */
const THREAD_LIMIT = 1 << 24;

/** Kernel stack of a thread; all addresses 0 or undefined where the thread has none. */
export interface ThreadStack {
  /** 0 for a thread that ended: its stack is gone. */
  readonly initial?: VirtualAddress;
  readonly current?: VirtualAddress;
  readonly base?: VirtualAddress;
  readonly limit?: VirtualAddress;
  readonly callback?: VirtualAddress;
  readonly resident?: boolean;
}

export interface ThreadPriorities {
  /** -128..127; 16 and above are real-time. */
  readonly priority?: number;
  readonly base?: number;
  readonly unusualBoost?: number;
  readonly foregroundBoost?: number;
  /** Both boosts in one byte; what builds before Windows 7 have. */
  readonly decrement?: number;
  readonly io?: number;
  readonly page?: number;
}

/** One thread as its _ETHREAD has it. A field that cannot be read, or that the build lacks, is undefined. */
export interface Thread {
  readonly address: VirtualAddress;
  readonly pid: number;
  readonly tid: number;
  /** The process it belongs to. */
  readonly process?: VirtualAddress;
  /** The process whose address space it runs in, when that is another. */
  readonly attachedProcess?: VirtualAddress;
  readonly teb?: VirtualAddress;
  readonly win32Thread?: VirtualAddress;
  readonly state: number;
  readonly waitReason?: number;
  /** 0 kernel, 1 user. */
  readonly waitMode?: number;
  readonly alertable?: boolean;
  readonly suspendCount?: number;
  readonly freezeCount?: number;
  /** Tick count when it began to wait, or last changed its state. */
  readonly waitTime?: number;
  readonly contextSwitches?: number;
  /** Ticks. */
  readonly userTime?: number;
  readonly kernelTime?: number;
  readonly startAddress?: VirtualAddress;
  readonly win32StartAddress?: VirtualAddress;
  /** Processor that runs it, when it runs. */
  readonly processor?: number;
  readonly stack: ThreadStack;
  readonly priorities: ThreadPriorities;
  readonly createTime?: Halves;
  /** Undefined while it lives: the field then holds something else. */
  readonly exitTime?: Halves;
  /** The thread object is signalled: everyone who waits for its end has been told. */
  readonly signalled?: boolean;
}

/** The thread at `address`; undefined when its state or its ids cannot be read. */
export function readThread(kernel: Kernel, address: VirtualAddress): Thread | undefined {
  const ethread = new Structure(kernel.memory, kernel.layouts, '_ETHREAD', address);
  const thread = new Structure(kernel.memory, kernel.layouts, '_KTHREAD', address);
  const ids = ethread.inner('Cid', '_CLIENT_ID');
  const pid = ids.u32('UniqueProcess');
  const tid = ids.u32('UniqueThread');
  const state = thread.u8('State');
  if (pid === undefined || tid === undefined || state === undefined) return undefined;
  const process = thread.u32('Process') ?? ethread.u32('ThreadsProcess');
  return {
    address,
    pid,
    tid,
    process,
    attachedProcess: attachedTo(thread, process, state),
    teb: thread.u32('Teb'),
    win32Thread: thread.u32('Win32Thread'),
    state,
    ...readWait(thread),
    contextSwitches: thread.u32('ContextSwitches'),
    userTime: thread.u32('UserTime'),
    kernelTime: thread.u32('KernelTime'),
    startAddress: ethread.bits('StartAddressInvalid') === 1 ? undefined : ethread.u32('StartAddress'),
    win32StartAddress: ethread.u32('Win32StartAddress'),
    processor: state === ThreadState.running ? processorOf(kernel, thread) : undefined,
    stack: readStack(thread),
    priorities: readPriorities(thread, ethread),
    createTime: createTime(ethread),
    exitTime: state === ThreadState.terminated ? ethread.time('ExitTime') : undefined,
    signalled: signalled(thread),
  };
}

/** Addresses of the threads on a process's own list, in list order; ended ones may have left it. */
export function threadAddresses(kernel: Kernel, process: Process): ListWalk {
  const head = new Structure(kernel.memory, kernel.layouts, '_EPROCESS', process.address).at(
    'ThreadListHead',
  );
  return walkList(kernel.memory, head, kernel.offset('_ETHREAD', 'ThreadListEntry'), THREAD_LIMIT);
}

/** The threads on a process's own list. */
export function readThreads(kernel: Kernel, process: Process): { threads: Thread[]; end: ListEnd } {
  const { entries, end } = threadAddresses(kernel, process);
  const threads = entries.map((entry) => readThread(kernel, entry));
  return { threads: threads.filter((thread): thread is Thread => thread !== undefined), end };
}

function readWait(thread: Structure) {
  const alertable = thread.bits('Alertable');
  return {
    waitReason: thread.u8('WaitReason'),
    waitMode: thread.u8('WaitMode'),
    alertable: alertable === undefined ? undefined : alertable !== 0,
    suspendCount: thread.u8('SuspendCount'),
    freezeCount: thread.bits('FreezeCount'),
    waitTime: thread.u32('WaitTime'),
  };
}

function readStack(thread: Structure): ThreadStack {
  const resident = thread.bits('KernelStackResident');
  return {
    initial: thread.u32('InitialStack'),
    current: thread.u32('KernelStack'),
    base: thread.u32('StackBase'),
    limit: thread.u32('StackLimit'),
    callback: thread.u32('CallbackStack'),
    resident: resident === undefined ? undefined : resident !== 0,
  };
}

function readPriorities(thread: Structure, ethread: Structure): ThreadPriorities {
  const decrement = thread.u8('PriorityDecrement');
  const isSplit = thread.has('ForegroundBoost') && thread.has('UnusualBoost');
  return {
    priority: thread.s8('Priority'),
    base: thread.s8('BasePriority'),
    unusualBoost: isSplit ? thread.bits('UnusualBoost') : undefined,
    foregroundBoost: isSplit ? thread.bits('ForegroundBoost') : undefined,
    decrement,
    io: ethread.has('ThreadIoPriority') ? ethread.bits('ThreadIoPriority') : undefined,
    page: ethread.has('ThreadPagePriority') ? ethread.bits('ThreadPagePriority') : undefined,
  };
}

function attachedTo(thread: Structure, owner: number | undefined, state: number): number | undefined {
  if (state === ThreadState.terminated) return undefined;
  const current = thread.inner('ApcState', '_KAPC_STATE').u32('Process');
  return current === owner || current === 0 ? undefined : current;
}

function processorOf(kernel: Kernel, thread: Structure): number | undefined {
  const runs = kernel.processors.find((processor) => processor.currentThread === thread.address);
  return runs?.number ?? thread.u8('NextProcessor');
}

/** Before Vista the three low bits of the time of creation are counters. */
function createTime(ethread: Structure): Halves | undefined {
  const time = ethread.time('CreateTime');
  if (time === undefined || !ethread.has('NestedFaultCount')) return time;
  return { low: ((time.low >>> 3) | (time.high << 29)) >>> 0, high: time.high >>> 3 };
}

function signalled(thread: Structure): boolean | undefined {
  const state = thread.inner('Header', '_DISPATCHER_HEADER').u32('SignalState');
  return state === undefined ? undefined : state !== 0;
}
