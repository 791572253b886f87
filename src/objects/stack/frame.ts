import type { FpoRecord, FrameRecord } from '../../formats/pdb-frames.ts';
import type { VirtualAddress } from '../../units/address.ts';

/**
 * How a frame was found, most trusted first. `context`: registers that were saved for it;
 * `switch-frame`: what a thread leaves on its stack when it gives up the processor; `trap-frame`:
 * what entering the kernel left there; `frame-program`: the function's program in the new frame data;
 * `fpo`: computed from old frame data; `frame-pointer`: the EBP chain; `scan`: a return address looked
 * for on the stack.
 */
export type FoundBy =
  | 'context'
  | 'switch-frame'
  | 'trap-frame'
  | 'frame-program'
  | 'fpo'
  | 'frame-pointer'
  | 'scan';

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
  /** Why the program of its frame data did not lead on, so that the next frame was found without it. */
  readonly notFollowed?: string;
}

export interface StackWalk {
  readonly frames: readonly StackFrame[];
  /** What is to be known about where the walk begins; undefined when it is the usual place. */
  readonly start?: string;
  /** Why there are no frames, or no more. */
  readonly end: string;
}

/** Frame data of one function. */
export interface FrameData {
  /** In the form of the old data, whichever kind there is. */
  readonly fpo: FpoRecord;
  /** The row of the new data with its program, where there is one. */
  readonly row?: FrameRecord;
}

/** Frame data of the function at an address; undefined where none is known. */
export type FrameDataAt = (va: VirtualAddress) => FrameData | undefined;

/** Registers a walk goes on from. */
export interface Registers {
  readonly eip: VirtualAddress;
  readonly ebp: VirtualAddress;
  readonly esp: VirtualAddress;
  /** Those that functions preserve; undefined once a function may have changed them unseen. */
  readonly ebx?: number;
  readonly esi?: number;
  readonly edi?: number;
}
