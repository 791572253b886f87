import type { Region } from './region.ts';

/** Kernel stacks of waiting threads: the switch frame, then an EBP chain. */

export interface StackFrame {
  /** Frame pointer of the frame; it holds the next one, and the return address above it. */
  ebp?: number;
  returnAddress: number;
  args?: readonly [number, number, number];
}

/** RVAs of nt's routines and of the places in them that calls return to. */
export const NT_CODE = {
  KiSwapContext: 0x4e7a0,
  KiSwapContextInner: 0x4e7c6,
  KiSwapThread: 0x708af,
  afterSwapContext: 0x70b15,
  KiCommitThreadWait: 0x6f224,
  afterSwapThread: 0x6f403,
  KeWaitForSingleObject: 0x68f3c,
  afterCommitWait: 0x692cf,
  KiFastCallEntry: 0x45300,
  afterServiceCall: 0x4542a,
  NtWaitForSingleObject: 0x1a0c40,
  afterWaitForSingle: 0x1a0cd1,
  ExpWorkerThread: 0x33010,
  afterWorkerWait: 0x33112,
  PspSystemThreadStartup: 0x190c00,
  afterWorkerRoutine: 0x190cbe,
  KiThreadStartup: 0x46710,
  afterThreadStartup: 0x46729,
} as const;

/** A system worker that waits for work. */
export function systemWait(nt: number): StackFrame[] {
  return [
    { returnAddress: nt + NT_CODE.afterSwapContext },
    { returnAddress: nt + NT_CODE.afterSwapThread },
    { returnAddress: nt + NT_CODE.afterCommitWait },
    { returnAddress: nt + NT_CODE.afterWorkerWait },
    { returnAddress: nt + NT_CODE.afterWorkerRoutine },
    { returnAddress: nt + NT_CODE.afterThreadStartup },
    { returnAddress: 0 },
  ];
}

/** A user thread in NtWaitForSingleObject, its three arguments right below the trap frame. */
export function userWait(nt: number, trapFrame: number): StackFrame[] {
  return [
    { returnAddress: nt + NT_CODE.afterSwapContext },
    { returnAddress: nt + NT_CODE.afterSwapThread },
    { returnAddress: nt + NT_CODE.afterCommitWait },
    { returnAddress: nt + NT_CODE.afterWaitForSingle },
    { ebp: trapFrame - 0x14, returnAddress: nt + NT_CODE.afterServiceCall, args: [0x54, 0, 0] },
  ];
}

/** From the top of a stack: InitialStack, the trap frame below the FPU save area, KernelStack. */
export const STACK_TOP = { initial: 0x30, trapFrame: 0x2cc, switchFrame: 0x408 } as const;
const FRAME_STEP = 0x28;
/** KTRAP_FRAME: DbgEbp, DbgEip, DbgArgMark, DbgArgPointer; then Ebp, Eip, Cs, EFlags, Esp, Ss. */
const ARG_MARK = 0xbadb0d00;

/**
 * Writes what KiSwapContext leaves at KernelStack: +8 its own return address, +0xc the saved EBP, and the
 * caller's return address at +0x1c. Frame 0's EBP slot is KernelStack + 0x18.
 */
export function writeSwitchStack(
  region: Region,
  kernelStack: number,
  frames: readonly StackFrame[],
  trapFrame?: number,
): void {
  const slots = frames.map((f, i) => f.ebp ?? kernelStack + 0x18 + (i === 0 ? 0 : 0x10 + i * FRAME_STEP));
  const top = trapFrame ?? 0;
  const nt = frames[0].returnAddress - NT_CODE.afterSwapContext;
  region.u32(kernelStack, 0xffffffff);
  region.u32(kernelStack + 8, nt + NT_CODE.KiSwapContextInner);
  region.u32(kernelStack + 0xc, slots[1]);
  frames.forEach((frame, i) => {
    const at = slots[i];
    // Slot 0 is no frame of EBP's chain: KiSwapContext saved its caller's EBP below.
    if (i > 0) region.u32(at, slots[i + 1] ?? top);
    region.u32(at + 4, frame.returnAddress);
    for (const [j, arg] of (frame.args ?? []).entries()) region.u32(at + 8 + j * 4, arg);
  });
}

export interface TrapValues {
  eip: number;
  ebp: number;
  argPointer: number;
  esp: number;
}

export function writeTrapFrame(region: Region, at: number, t: TrapValues): void {
  region.u32(at, t.ebp);
  region.u32(at + 4, t.eip);
  region.u32(at + 8, ARG_MARK);
  region.u32(at + 0xc, t.argPointer);
  region.u32(at + 0x60, t.ebp);
  region.u32(at + 0x68, t.eip);
  region.u32(at + 0x6c, 0x1b);
  region.u32(at + 0x70, 0x246);
  region.u32(at + 0x74, t.esp);
  region.u32(at + 0x78, 0x23);
}
