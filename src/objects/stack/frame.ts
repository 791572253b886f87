import type { FpoRecord } from '../../formats/pdb-frames.ts';
import type { VirtualAddress } from '../../units/address.ts';

/**
 * How a frame was found, most trusted first. `context`: registers that were saved for it;
 * `switch-frame`: what a thread leaves on its stack when it gives up the processor; `trap-frame`:
 * what entering the kernel left there; `fpo`: computed from frame data; `frame-pointer`: the EBP
 * chain; `scan`: a return address looked for on the stack.
 */
export type FoundBy = 'context' | 'switch-frame' | 'trap-frame' | 'fpo' | 'frame-pointer' | 'scan';

/** One row of a stack. Words that cannot be read are undefined. */
export interface StackFrame {
  /** Where this frame runs, or will go on. */
  readonly instruction: VirtualAddress;
  /** ChildEBP: the frame's own base; the word above it is the return address. */
  readonly framePointer: VirtualAddress;
  readonly returnAddress: VirtualAddress | undefined;
  /** The three words above the return address, whether or not the function takes arguments. */
  readonly words: readonly (number | undefined)[];
  readonly foundBy: FoundBy;
  /** KTRAP_FRAME through which this frame was entered. */
  readonly trapFrame?: VirtualAddress;
  /** Old frame data of the function, when a program database has it. */
  readonly fpo?: FpoRecord;
}

export interface StackWalk {
  readonly frames: readonly StackFrame[];
  /** Why there are no frames, or no more. */
  readonly end: string;
}

/** Old frame data of the function at an address; undefined where none is known. */
export type FrameDataAt = (va: VirtualAddress) => FpoRecord | undefined;

/** Registers a walk goes on from. */
export interface Registers {
  readonly eip: VirtualAddress;
  readonly ebp: VirtualAddress;
  readonly esp: VirtualAddress;
}
