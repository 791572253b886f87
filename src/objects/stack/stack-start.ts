import { processorRegisters } from '../../kernel/crash-processor.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Processor } from '../../kernel/processors.ts';
import { addVa, hex8, type VirtualAddress } from '../../units/address.ts';
import { isPresent } from '../../units/value.ts';
import { Structure } from '../structure.ts';
import { ThreadState } from '../thread-states.ts';
import type { Thread } from '../threads.ts';
import type { FoundBy, Registers } from './frame.ts';
import { checkReturnAddress } from './return-address.ts';
import { readTrapFrame } from './trap-frame.ts';

/** The stack that a walk stays on. */
export interface StackBounds {
  readonly limit: VirtualAddress;
  readonly base: VirtualAddress;
  /** The thread's own stack, where the walk begins on one of the processor's. */
  readonly outer?: StackBounds;
}

/** Where a walk begins. */
export interface StackOrigin {
  readonly registers: Registers;
  readonly foundBy: FoundBy;
  /** Base of frame 0 where it is not EBP's; the word above it is its return address. */
  readonly base?: VirtualAddress;
  readonly bounds: StackBounds;
  /** What is to be known about a beginning that is not the usual one. */
  readonly note?: string;
}

/** Where a walk begins, or why it cannot. */
export type StackStart = StackOrigin | { readonly none: string };

/**
 * What SwapContext leaves at KTHREAD.KernelStack up to Windows 7, bytes: the exception list, the APC
 * word, its own return address, then EBP, EDI, ESI, EBX of KiSwapContext and that one's return address.
 */
const SWITCH_FRAME = {
  returnAddress: 0x08,
  ebp: 0x0c,
  edi: 0x10,
  esi: 0x14,
  ebx: 0x18,
  callerReturn: 0x1c,
} as const;

/** Registers of a thread that does not run, from its switch frame; of one that runs, from its processor. */
export function stackStart(kernel: Kernel, thread: Thread): StackStart {
  const { stack } = thread;
  if (thread.state === ThreadState.terminated) return { none: 'the thread has ended and its stack is gone' };
  if (stack.initial === 0) return { none: 'the thread has no kernel stack' };
  if (stack.resident === false) return { none: 'Kernel stack not resident.' };
  const processor = kernel.processors.find((one) => one.currentThread === thread.address);
  // What a thread left when it last gave up the processor is stale while it has one.
  if (thread.state === ThreadState.running) {
    if (processor !== undefined) return runningStart(kernel, thread, processor);
    return { none: 'the thread runs, but no processor names it as its thread' };
  }
  return processor === undefined ? waitingStart(kernel, thread) : switchingStart(kernel, thread, processor);
}

function waitingStart(kernel: Kernel, thread: Thread): StackStart {
  const { current } = thread.stack;
  if (current === undefined) return { none: 'the stack pointer of the thread cannot be read' };
  return switchFrame(kernel, thread, current) ?? firstFrameOnStack(kernel, thread);
}

/** A thread whose state is not running although a processor names it as its own. */
function switchingStart(kernel: Kernel, thread: Thread, processor: Processor): StackStart {
  const running = runningStart(kernel, thread, processor);
  if ('registers' in running && running.foundBy === 'context' && running.note === undefined) return running;
  const waiting = waitingStart(kernel, thread);
  if ('none' in waiting) return running;
  const why = 'registers' in running ? running.note : running.none;
  return { ...waiting, note: `${why}; the rows are those of the thread's last wait` };
}

function boundsOf({ stack }: Thread): StackBounds {
  return { limit: stack.limit ?? 0, base: stack.base ?? 0 };
}

function switchFrame(kernel: Kernel, thread: Thread, at: VirtualAddress): StackStart | undefined {
  const { memory } = kernel;
  const eip = memory.u32(addVa(at, SWITCH_FRAME.returnAddress));
  const ebp = memory.u32(addVa(at, SWITCH_FRAME.ebp));
  const caller = memory.u32(addVa(at, SWITCH_FRAME.callerReturn));
  if (eip === undefined || ebp === undefined || caller === undefined) return undefined;
  if (!isKernelReturn(kernel, eip) || !isKernelReturn(kernel, caller)) return undefined;
  return {
    registers: {
      eip,
      ebp,
      esp: addVa(at, SWITCH_FRAME.callerReturn),
      edi: memory.u32(addVa(at, SWITCH_FRAME.edi)),
      esi: memory.u32(addVa(at, SWITCH_FRAME.esi)),
      ebx: memory.u32(addVa(at, SWITCH_FRAME.ebx)),
    },
    foundBy: 'switch-frame',
    bounds: boundsOf(thread),
    base: addVa(at, SWITCH_FRAME.ebx),
  };
}

function isKernelReturn(kernel: Kernel, va: VirtualAddress): boolean {
  const isInKernel = kernel.moduleAt(va)?.base === kernel.base;
  return isInKernel && checkReturnAddress(kernel.memory, va) !== 'no-call';
}

/** Words looked at above the stack pointer where the switch frame has another shape. */
const WORDS_SCANNED = 64;

/** The first pair on the stack that looks like a saved EBP below a return address into the kernel. */
function firstFrameOnStack(kernel: Kernel, thread: Thread): StackStart {
  const { current = 0, base = 0 } = thread.stack;
  for (let i = 0; i < WORDS_SCANNED; i++) {
    const at = addVa(current, i * 4);
    const ebp = kernel.memory.u32(at);
    const eip = kernel.memory.u32(addVa(at, 4));
    if (ebp === undefined || eip === undefined) break;
    if (ebp > at && ebp < base && (ebp & 3) === 0 && isKernelReturn(kernel, eip)) {
      return { registers: { eip, ebp, esp: addVa(at, 8) }, foundBy: 'scan', bounds: boundsOf(thread) };
    }
  }
  return { none: `no switch frame at ${hex8(current)}` };
}

/**
 * Registers of the processor that runs the thread: of the header for the one that crashed, else as its
 * own block saved them, else where the thread last entered the kernel.
 */
function runningStart(kernel: Kernel, thread: Thread, processor: Processor): StackStart {
  const saved = processorRegisters(kernel, processor.number);
  if (!isPresent(saved) || saved.value.eip === 0) return lastEntry(kernel, thread, processor);
  const { eip, ebp, esp, ebx, esi, edi } = saved.value;
  const registers = { eip, ebp, esp, ebx, esi, edi };
  const own = boundsOf(thread);
  if (isWithin(own, esp) || eip < kernel.systemRangeStart)
    return { registers, foundBy: 'context', bounds: own };
  const bounds = processorStack(kernel, processor, own);
  if (bounds !== undefined && isWithin(bounds, esp)) return { registers, foundBy: 'context', bounds };
  const note = `processor ${processor.number} stood at ${hex8(eip)} with ESP ${hex8(esp)}, which is on no stack that is known`;
  return { registers, foundBy: 'context', bounds: own, note };
}

function isWithin({ limit, base }: StackBounds, va: VirtualAddress): boolean {
  return va >= limit && va < base;
}

/** Bytes of the stack on which a processor runs deferred calls. */
const DPC_STACK_SIZE = 0x3000;

/** The stack that a processor keeps for deferred calls; undefined when the build's place for it is not known. */
function processorStack(kernel: Kernel, { prcb }: Processor, outer: StackBounds): StackBounds | undefined {
  const base = new Structure(kernel.memory, kernel.layouts, '_KPRCB', prcb).u32('DpcStack');
  return base === undefined ? undefined : { limit: addVa(base, -DPC_STACK_SIZE), base, outer };
}

/** Where the thread last entered the kernel: all that is left when no registers were saved. */
function lastEntry(kernel: Kernel, thread: Thread, { number }: Processor): StackStart {
  const missing = `the thread is on processor ${number}, of which no registers were saved in this dump`;
  const address = new Structure(kernel.memory, kernel.layouts, '_KTHREAD', thread.address).u32('TrapFrame');
  const trap = address === undefined ? undefined : readTrapFrame(kernel, kernel.memory, address);
  if (trap === undefined || !isWithin(boundsOf(thread), trap.address)) return { none: missing };
  const note = `${missing}; the rows begin where it last entered the kernel (TrapFrame @ ${hex8(trap.address)})`;
  return { registers: trap, foundBy: 'trap-frame', bounds: boundsOf(thread), note };
}
