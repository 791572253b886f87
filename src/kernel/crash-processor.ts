import { REGISTER_CONTEXT_SIZE, type RegisterContext, readRegisterContext } from '../formats/dump-header.ts';
import { addVa } from '../units/address.ts';
import { absent, present, type Value } from '../units/value.ts';
import type { Kernel } from './kernel.ts';
import type { Processor } from './processors.ts';

/** Bit of ContextFlags that every saved x86 CONTEXT has set. */
const CONTEXT_I386 = 0x10000;

/**
 * Number of the processor that crashed: the one whose saved registers are the header's, else the one
 * on whose current thread's stack the header's ESP lies; where several fit, the only one of them that
 * was not idle. 0 when it cannot be told.
 */
export function crashProcessor(kernel: Kernel): number {
  const { context } = kernel.dump.header;
  const { processors } = kernel;
  const saved = processors.filter((one) => savedThere(kernel, one, context));
  const fitting = saved.length === 0 ? processors : saved;
  const onStack = fitting.filter((one) => holdsStackPointer(kernel, one, context.esp));
  if (onStack.length === 1) return onStack[0].number;
  if (saved.length === 1) return saved[0].number;
  const busy = saved.filter((one) => one.currentThread !== one.idleThread);
  return busy.length === 1 ? busy[0].number : 0;
}

function savedThere(kernel: Kernel, processor: Processor, context: RegisterContext): boolean {
  const saved = savedContext(kernel, processor);
  return saved !== undefined && saved.eip === context.eip && saved.esp === context.esp;
}

function holdsStackPointer(kernel: Kernel, { currentThread }: Processor, esp: number): boolean {
  const limitAt = kernel.optionalOffset('_KTHREAD', 'StackLimit');
  const topAt = kernel.optionalOffset('_KTHREAD', 'InitialStack');
  if (currentThread === undefined || limitAt === undefined || topAt === undefined) return false;
  const limit = kernel.memory.u32(addVa(currentThread, limitAt));
  const top = kernel.memory.u32(addVa(currentThread, topAt));
  return limit !== undefined && top !== undefined && esp >= limit && esp < top;
}

/** Registers that a processor's own block (KPRCB.ProcessorState) holds; undefined when none were saved. */
function savedContext(kernel: Kernel, processor: Processor): RegisterContext | undefined {
  if (processor.context === undefined) return undefined;
  const bytes = kernel.memory.readMaybe(processor.context, REGISTER_CONTEXT_SIZE);
  if (bytes === undefined) return undefined;
  const context = readRegisterContext(bytes);
  return (context.contextFlags & CONTEXT_I386) === 0 ? undefined : context;
}

/** Registers of a processor at the crash: the header's for the one that crashed, else what it saved. */
export function processorRegisters(kernel: Kernel, number: number): Value<RegisterContext> {
  const { context: recorded } = kernel.dump.header;
  if (number === crashProcessor(kernel) && (recorded.contextFlags & CONTEXT_I386) !== 0) {
    return present(recorded, 'header');
  }
  const processor = kernel.processors.find((one) => one.number === number);
  const context = processor === undefined ? undefined : savedContext(kernel, processor);
  return context === undefined
    ? absent('unreadable', `the registers of processor ${number}`)
    : present(context, 'walk');
}
