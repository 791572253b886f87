import type { Kernel } from '../../kernel/kernel.ts';
import type { MemoryReader } from '../../memory/reader.ts';
import { addVa, hex8, type VirtualAddress } from '../../units/address.ts';
import type { Thread } from '../threads.ts';
import type { FoundBy, FrameDataAt, Registers, StackFrame, StackWalk } from './frame.ts';
import { checkReturnAddress } from './return-address.ts';
import { stackStart } from './stack-start.ts';
import { readTrapFrame, type TrapFrame } from './trap-frame.ts';

/** A stack of 12 or 60 KB holds no more frames than this. */
const MAX_FRAMES = 256;
/** Words between a frame and the trap frame above it in which a return address is looked for. */
const MAX_SCAN = 64;

/** Stack of a thread. `space` is the address space it runs in: user code and session code live there. */
export function walkStack(
  kernel: Kernel,
  thread: Thread,
  space: MemoryReader = kernel.memory,
  frameDataAt: FrameDataAt = () => undefined,
): StackWalk {
  const start = stackStart(kernel, thread);
  if ('none' in start) return { frames: [], end: start.none };
  const walker = new StackWalker(kernel, thread, space, frameDataAt);
  return walker.walk(start.registers, start.foundBy, start.base);
}

/** What the next step goes on from, or why there is none. */
type Step = Registers | { readonly end: string };

class StackWalker {
  private readonly frames: StackFrame[] = [];
  private foundBy: FoundBy = 'context';

  constructor(
    private readonly kernel: Kernel,
    private readonly thread: Thread,
    private readonly memory: MemoryReader,
    private readonly frameDataAt: FrameDataAt,
  ) {}

  walk(registers: Registers, foundBy: FoundBy, base: VirtualAddress | undefined): StackWalk {
    this.foundBy = foundBy;
    let step: Step = base === undefined ? this.next(registers) : this.add(registers, base, registers.ebp);
    while (!('end' in step) && this.frames.length < MAX_FRAMES) step = this.next(step);
    return { frames: this.frames, end: 'end' in step ? step.end : `more than ${MAX_FRAMES} frames` };
  }

  /** Adds the frame that `registers` stand in and finds its caller. */
  private next(registers: Registers): Step {
    const { ebp } = registers;
    if (registers.eip < this.kernel.systemRangeStart) return this.userFrame(registers);
    const byFpo = this.fpoFrame(registers);
    if (byFpo !== undefined) return byFpo;
    const trap = readTrapFrame(this.kernel, this.memory, ebp);
    if (trap !== undefined) return this.trapFrame(registers, trap);
    const { base = 0, limit = 0 } = this.thread.stack;
    if (ebp <= limit || ebp >= base || (ebp & 3) !== 0 || ebp <= this.lastBase()) {
      return { end: `EBP ${hex8(ebp)} is not on the stack above the last frame` };
    }
    return this.add(registers, ebp, this.memory.u32(ebp));
  }

  /** Adds a frame with its base at `base`; `callerEbp` is EBP of the function it returns to. */
  private add(registers: Registers, base: VirtualAddress, callerEbp: number | undefined): Step {
    const frame = this.push(registers.eip, base);
    const { returnAddress } = frame;
    if (returnAddress === undefined) return { end: `the stack at ${hex8(base)} cannot be read` };
    if (returnAddress === 0) return { end: 'the last return address is 0' };
    if (callerEbp === undefined) return { end: `the saved EBP at ${hex8(base)} cannot be read` };
    if (!this.isCode(returnAddress)) {
      return { end: `${hex8(returnAddress)} is no place that a call returns to` };
    }
    const parameters = frame.fpo?.parameterBytes ?? 0;
    this.foundBy = 'frame-pointer';
    return { eip: returnAddress, ebp: callerEbp, esp: addVa(base, 8 + parameters) };
  }

  /** A function that keeps no frame pointer, by its frame data; undefined when that leads nowhere. */
  private fpoFrame({ eip, ebp, esp }: Registers): Step | undefined {
    const fpo = this.frameDataAt(eip);
    if (fpo?.frame !== 'fpo') return undefined;
    // Before its first instruction a function has neither saved registers nor made room for locals.
    const isAtEntry = eip === addVa(this.kernel.moduleAt(eip)?.base ?? 0, fpo.rva);
    const slot = isAtEntry ? esp : addVa(esp, fpo.localBytes + 4 * fpo.savedRegisters);
    const target = this.memory.u32(slot);
    if (target === undefined || !this.isCode(target)) return undefined;
    const saved = fpo.usesBp && !isAtEntry ? this.memory.u32(addVa(slot, -4)) : ebp;
    this.foundBy = 'fpo';
    return this.add({ eip, ebp, esp }, addVa(slot, -4), saved);
  }

  /**
   * EBP is the trap frame itself while the kernel's entry code runs. A function that it called and
   * that keeps no frame of its own left its return address between the last frame and there.
   */
  private trapFrame(registers: Registers, trap: TrapFrame): Step {
    const slot = this.scanForReturn(registers.esp, trap.address);
    let { eip } = registers;
    let base = trap.address;
    if (slot !== undefined) {
      this.foundBy = 'scan';
      base = addVa(slot, -4);
      eip = this.push(eip, base).returnAddress ?? eip;
    }
    this.push(eip, base, trap);
    this.foundBy = 'trap-frame';
    return { eip: trap.eip, ebp: trap.ebp, esp: trap.esp };
  }

  private scanForReturn(from: VirtualAddress, to: VirtualAddress): VirtualAddress | undefined {
    if (from >= to || to - from > MAX_SCAN * 4) return undefined;
    for (let at = to - 4; at >= from; at -= 4) {
      const word = this.memory.u32(at);
      if (word !== undefined && this.isCode(word) && checkReturnAddress(this.memory, word) === 'call')
        return at;
    }
    return undefined;
  }

  /** In user mode a system call's stub returns by the stack pointer; everything above it keeps frames. */
  private userFrame({ eip, ebp, esp }: Registers): Step {
    const top = this.foundBy === 'trap-frame' ? this.memory.u32(esp) : undefined;
    if (top && top < this.kernel.systemRangeStart && checkReturnAddress(this.memory, top) === 'call') {
      this.push(eip, addVa(esp, -4));
      this.foundBy = 'frame-pointer';
      return { eip: top, ebp, esp: addVa(esp, 4) };
    }
    if (
      ebp >= this.kernel.systemRangeStart ||
      (ebp & 3) !== 0 ||
      (this.inUserMode() && ebp <= this.lastBase())
    ) {
      return { end: `EBP ${hex8(ebp)} leads no further` };
    }
    const callerEbp = this.memory.u32(ebp);
    const frame = this.push(eip, ebp);
    this.foundBy = 'frame-pointer';
    if (!frame.returnAddress || callerEbp === undefined)
      return { end: 'the user stack holds no more frames' };
    if (frame.returnAddress >= this.kernel.systemRangeStart) return { end: 'the user stack makes no sense' };
    return { eip: frame.returnAddress, ebp: callerEbp, esp: addVa(ebp, 8) };
  }

  private push(eip: VirtualAddress, base: VirtualAddress, trap?: TrapFrame): StackFrame {
    const word = (offset: number) => this.memory.u32(addVa(base, offset));
    const frame: StackFrame = {
      instruction: eip,
      framePointer: base,
      returnAddress: trap === undefined ? word(4) : trap.eip,
      words: [word(8), word(12), word(16)],
      foundBy: this.foundBy,
      trapFrame: trap?.address,
      fpo: this.frameDataAt(eip),
    };
    this.frames.push(frame);
    return frame;
  }

  private isCode(va: VirtualAddress): boolean {
    return this.kernel.moduleAt(va) !== undefined && checkReturnAddress(this.memory, va) !== 'no-call';
  }

  private lastBase(): VirtualAddress {
    return this.frames.at(-1)?.framePointer ?? 0;
  }

  private inUserMode(): boolean {
    return this.lastBase() < this.kernel.systemRangeStart && this.frames.length > 0;
  }
}
