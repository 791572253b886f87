import type { Kernel } from '../../kernel/kernel.ts';
import { addVa, hex8, type VirtualAddress } from '../../units/address.ts';
import { Structure } from '../structure.ts';
import { ThreadState } from '../thread-states.ts';
import type { Thread } from '../threads.ts';
import type { FoundBy, Registers } from './frame.ts';
import { checkReturnAddress } from './return-address.ts';

/** Where a walk begins, or why it cannot. */
export type StackStart =
  | {
      readonly registers: Registers;
      readonly foundBy: FoundBy;
      /** Base of frame 0 where it is not EBP's; the word above it is its return address. */
      readonly base?: VirtualAddress;
    }
  | { readonly none: string };

/**
 * What SwapContext leaves at KTHREAD.KernelStack up to Windows 7, bytes: the exception list, the APC
 * word, its own return address, then EBP, EDI, ESI, EBX of KiSwapContext and that one's return address.
 */
const SWITCH_FRAME = { returnAddress: 0x08, ebp: 0x0c, lastRegister: 0x18, callerReturn: 0x1c } as const;

/** Registers of a thread that does not run, from its switch frame; of one that runs, from its processor. */
export function stackStart(kernel: Kernel, thread: Thread): StackStart {
  const { stack } = thread;
  if (thread.state === ThreadState.terminated) return { none: 'the thread has ended and its stack is gone' };
  if (stack.initial === 0) return { none: 'the thread has no kernel stack' };
  if (stack.resident === false) return { none: 'Kernel stack not resident.' };
  if (thread.state === ThreadState.running) return runningStart(kernel, thread);
  if (stack.current === undefined) return { none: 'the stack pointer of the thread cannot be read' };
  return switchFrame(kernel, stack.current) ?? firstFrameOnStack(kernel, thread);
}

function switchFrame(kernel: Kernel, at: VirtualAddress): StackStart | undefined {
  const { memory } = kernel;
  const eip = memory.u32(addVa(at, SWITCH_FRAME.returnAddress));
  const ebp = memory.u32(addVa(at, SWITCH_FRAME.ebp));
  const caller = memory.u32(addVa(at, SWITCH_FRAME.callerReturn));
  if (eip === undefined || ebp === undefined || caller === undefined) return undefined;
  if (!isKernelReturn(kernel, eip) || !isKernelReturn(kernel, caller)) return undefined;
  return {
    registers: { eip, ebp, esp: addVa(at, SWITCH_FRAME.callerReturn) },
    foundBy: 'switch-frame',
    base: addVa(at, SWITCH_FRAME.lastRegister),
  };
}

function isKernelReturn(kernel: Kernel, va: VirtualAddress): boolean {
  const isInKernel = kernel.moduleAt(va)?.base === kernel.base;
  return isInKernel && checkReturnAddress(kernel.memory, va) !== 'no-call';
}

/** Words looked at above the stack pointer where the switch frame has another shape. */
const WORDS_SCANNED = 64;

/** The first pair on the stack that looks like a saved EBP below a return address into the kernel. */
function firstFrameOnStack(kernel: Kernel, { stack }: Thread): StackStart {
  const { current = 0, base = 0 } = stack;
  for (let i = 0; i < WORDS_SCANNED; i++) {
    const at = addVa(current, i * 4);
    const ebp = kernel.memory.u32(at);
    const eip = kernel.memory.u32(addVa(at, 4));
    if (ebp === undefined || eip === undefined) break;
    if (ebp > at && ebp < base && (ebp & 3) === 0 && isKernelReturn(kernel, eip)) {
      return { registers: { eip, ebp, esp: addVa(at, 8) }, foundBy: 'scan' };
    }
  }
  return { none: `no switch frame at ${hex8(current)}` };
}

/** Registers of the processor: of the header for the one that crashed, else as its own block saved them. */
function runningStart(kernel: Kernel, thread: Thread): StackStart {
  const processor = kernel.processors.find((one) => one.currentThread === thread.address);
  if (processor?.context === undefined) {
    return { none: 'the thread runs, but where its processor keeps the registers is not known' };
  }
  const context = new Structure(kernel.memory, kernel.layouts, '_CONTEXT', processor.context);
  const eip = context.u32('Eip');
  const ebp = context.u32('Ebp');
  const esp = context.u32('Esp');
  if (!eip || ebp === undefined || esp === undefined) {
    return { none: `the thread runs, but processor ${processor.number} saved no registers` };
  }
  return { registers: { eip, ebp, esp }, foundBy: 'context' };
}
