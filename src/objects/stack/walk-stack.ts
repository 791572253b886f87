import type { Kernel } from '../../kernel/kernel.ts';
import type { MemoryReader } from '../../memory/reader.ts';
import { addVa, hex8, type VirtualAddress } from '../../units/address.ts';
import type { Thread } from '../threads.ts';
import type { FoundBy, FrameData, FrameDataAt, Registers, StackFrame, StackWalk } from './frame.ts';
import { type ProgramSurroundings, stepByProgram } from './program-step.ts';
import { checkReturnAddress } from './return-address.ts';
import { type StackBounds, type StackOrigin, stackStart } from './stack-start.ts';
import { readTrapFrame, type TrapFrame } from './trap-frame.ts';

/** A stack of 12 or 60 KB holds no more frames than this. */
const MAX_FRAMES = 256;
/** Words between a frame and the trap frame above it in which a return address is looked for. */
const MAX_SCAN = 64;

const SEARCHED = 'no return address lies where it says; the next one above was taken';

/** Stack of a thread. `space` is the address space it runs in: user code and session code live there. */
export function walkStack(
  kernel: Kernel,
  thread: Thread,
  space: MemoryReader = kernel.memory,
  frameDataAt: FrameDataAt = () => undefined,
): StackWalk {
  const start = stackStart(kernel, thread);
  if ('none' in start) return { frames: [], end: start.none };
  return new StackWalker(kernel, start, space, frameDataAt).walk();
}

/** What the next step goes on from, or why there is none. */
type Step = Registers | { readonly end: string };

class StackWalker {
  private readonly frames: StackFrame[] = [];
  private readonly bounds: StackBounds;
  private readonly around: ProgramSurroundings;
  private foundBy: FoundBy;
  /** EIP of the frame at hand was saved where it stood; else it is where a call returns to. */
  private isExact = false;

  constructor(
    private readonly kernel: Kernel,
    private readonly start: StackOrigin,
    private readonly memory: MemoryReader,
    private readonly frameDataAt: FrameDataAt,
  ) {
    this.foundBy = start.foundBy;
    this.bounds = start.bounds;
    this.around = {
      memory,
      isCode: (va) => this.isCode(va),
      followsCall: (va) => this.followsCall(va),
      isOnStack: (va) => this.isOnStack(va),
    };
  }

  walk(): StackWalk {
    const { registers, base, note } = this.start;
    let step: Step = base === undefined ? this.next(registers) : this.add(registers, base, registers.ebp);
    while (!('end' in step) && this.frames.length < MAX_FRAMES) step = this.next(step);
    const end = 'end' in step ? step.end : `more than ${MAX_FRAMES} frames`;
    return { frames: this.frames, start: note, end };
  }

  /** Adds the frame that `registers` stand in and finds its caller. */
  private next(registers: Registers): Step {
    const { ebp } = registers;
    this.isExact = this.foundBy === 'context' || this.foundBy === 'trap-frame';
    if (registers.eip < this.kernel.systemRangeStart) return this.userFrame(registers);
    const data = this.dataOf(registers.eip);
    const byData = this.programFrame(registers, data);
    if ('eip' in byData || 'end' in byData) return byData;
    const byFpo = this.fpoFrame(registers, data, byData.failed);
    if (byFpo !== undefined) return byFpo;
    const trap = readTrapFrame(this.kernel, this.memory, ebp);
    if (trap !== undefined) return this.trapFrame(registers, trap, byData.failed);
    if (!this.isOnStack(ebp) || (ebp & 3) !== 0 || ebp <= this.lastBase()) {
      if (this.frames.length === 0) return this.frameByScan(registers, byData.failed);
      return { end: `EBP ${hex8(ebp)} is not on the stack above the last frame` };
    }
    return this.add(registers, ebp, this.memory.u32(ebp), byData.failed);
  }

  /** Adds a frame with its base at `base`; `callerEbp` is EBP of the function it returns to. */
  private add(
    { eip, ebx, esi, edi }: Registers,
    base: VirtualAddress,
    callerEbp: number | undefined,
    notFollowed?: string,
  ): Step {
    const frame = this.push(eip, base, { notFollowed });
    const { returnAddress } = frame;
    if (returnAddress === undefined) return { end: `the stack at ${hex8(base)} cannot be read` };
    if (returnAddress === 0) return { end: 'the last return address is 0' };
    if (callerEbp === undefined) return { end: `the saved EBP at ${hex8(base)} cannot be read` };
    if (!this.isCode(returnAddress)) return { end: this.noReturn(returnAddress) };
    const esp = addVa(base, 8 + (frame.fpo?.parameterBytes ?? 0));
    // KiSwapContext keeps the registers it saved; other frames may have changed them unseen.
    const kept = this.foundBy === 'switch-frame' ? { ebx, esi, edi } : {};
    this.foundBy = 'frame-pointer';
    return { eip: returnAddress, ebp: callerEbp, esp, ...kept };
  }

  /** A function whose new frame data has a program; `failed` is undefined where it has none. */
  private programFrame(
    registers: Registers,
    data: FrameData | undefined,
  ): Step | { readonly failed: string | undefined } {
    const module = this.kernel.moduleAt(registers.eip);
    const isUsed = data?.row !== undefined && data.fpo.frame !== 'trap' && data.fpo.frame !== 'tss';
    if (!isUsed || module === undefined) return { failed: undefined };
    const rva = registers.eip - module.base;
    const step = stepByProgram(this.around, data.row, registers, rva, this.isExact);
    if ('failed' in step) return step;
    const { caller } = step;
    this.foundBy = step.searched ? 'scan' : 'frame-program';
    const notFollowed = step.searched ? SEARCHED : undefined;
    this.push(registers.eip, addVa(caller.esp, -8), { notFollowed });
    if (caller.eip === 0) return { end: 'the last return address is 0' };
    this.foundBy = 'frame-pointer';
    return { ...caller, esp: addVa(caller.esp, data.row.parameterBytes) };
  }

  /** A function that keeps no frame pointer, by its old frame data; undefined when that leads nowhere. */
  private fpoFrame(
    { eip, ebp, esp }: Registers,
    data: FrameData | undefined,
    notFollowed: string | undefined,
  ): Step | undefined {
    const fpo = data?.fpo;
    if (fpo?.frame !== 'fpo') return undefined;
    // Before its first instruction a function has neither saved registers nor made room for locals.
    const isAtEntry = this.isExact && eip === addVa(this.kernel.moduleAt(eip)?.base ?? 0, fpo.rva);
    const slot = isAtEntry ? esp : addVa(esp, fpo.localBytes + 4 * fpo.savedRegisters);
    const target = this.memory.u32(slot);
    if (target === undefined || !this.isCode(target)) return undefined;
    const saved = fpo.usesBp && !isAtEntry ? this.memory.u32(addVa(slot, -4)) : ebp;
    this.foundBy = 'fpo';
    return this.add({ eip, ebp, esp }, addVa(slot, -4), saved, notFollowed);
  }

  /** The first frame where EBP leads nowhere: its caller by the first return address above ESP. */
  private frameByScan(registers: Registers, notFollowed: string | undefined): Step {
    const { eip, esp, ebp } = registers;
    for (let i = 0; i < MAX_SCAN; i++) {
      const slot = addVa(esp, i * 4);
      const word = this.isOnStack(slot) ? this.memory.u32(slot) : undefined;
      if (word === undefined) break;
      if (!this.followsCall(word)) continue;
      this.foundBy = 'scan';
      return this.add(registers, addVa(slot, -4), ebp, notFollowed);
    }
    this.push(eip, ebp, { notFollowed, returnAddress: undefined, words: [undefined, undefined, undefined] });
    return { end: `EBP ${hex8(ebp)} does not lie on the stack` };
  }

  /**
   * EBP is the trap frame itself while the kernel's entry code runs. A function that it called and
   * that keeps no frame of its own left its return address between the last frame and there.
   */
  private trapFrame(registers: Registers, trap: TrapFrame, notFollowed: string | undefined): Step {
    const slot = this.scanForReturn(registers.esp, trap.address);
    let { eip } = registers;
    let base = trap.address;
    if (slot !== undefined) {
      this.foundBy = 'scan';
      base = addVa(slot, -4);
      eip = this.push(eip, base, { notFollowed }).returnAddress ?? eip;
      this.isExact = false;
    }
    this.push(eip, base, { trapFrame: trap.address, returnAddress: trap.eip });
    this.foundBy = 'trap-frame';
    return { eip: trap.eip, ebp: trap.ebp, esp: trap.esp };
  }

  private scanForReturn(from: VirtualAddress, to: VirtualAddress): VirtualAddress | undefined {
    if (from >= to || to - from > MAX_SCAN * 4) return undefined;
    for (let at = to - 4; at >= from; at -= 4) {
      const word = this.memory.u32(at);
      if (word !== undefined && this.followsCall(word)) return at;
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

  private push(eip: VirtualAddress, base: VirtualAddress, known: Partial<StackFrame> = {}): StackFrame {
    const word = (offset: number) => this.memory.u32(addVa(base, offset));
    const frame: StackFrame = {
      instruction: eip,
      framePointer: base,
      returnAddress: word(4),
      words: [word(8), word(12), word(16)],
      foundBy: this.foundBy,
      fpo: this.dataOf(eip)?.fpo,
      ...known,
    };
    this.frames.push(frame);
    return frame;
  }

  /** Frame data of the function at `eip`: a return address may lie behind its last instruction. */
  private dataOf(eip: VirtualAddress): FrameData | undefined {
    return this.frameDataAt(this.isExact ? eip : addVa(eip, -1));
  }

  private noReturn(address: VirtualAddress): string {
    const { outer } = this.bounds;
    if (outer !== undefined && address > outer.limit && address < outer.base)
      return `the processor's own stack ends; that of the thread goes on at ${hex8(address)}`;
    return `${hex8(address)} is no place that a call returns to`;
  }

  private isOnStack(va: VirtualAddress): boolean {
    return va > this.bounds.limit && va < this.bounds.base;
  }

  private isCode(va: VirtualAddress): boolean {
    return this.kernel.moduleAt(va) !== undefined && checkReturnAddress(this.memory, va) !== 'no-call';
  }

  private followsCall(va: VirtualAddress): boolean {
    return this.kernel.moduleAt(va) !== undefined && checkReturnAddress(this.memory, va) === 'call';
  }

  private lastBase(): VirtualAddress {
    return this.frames.at(-1)?.framePointer ?? 0;
  }

  private inUserMode(): boolean {
    return this.lastBase() < this.kernel.systemRangeStart && this.frames.length > 0;
  }
}
