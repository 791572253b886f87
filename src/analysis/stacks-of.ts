import type { FpoRecord, FrameRecord } from '../formats/pdb-frames.ts';
import type { FrameData, StackFrame } from '../objects/stack/frame.ts';
import { walkStack } from '../objects/stack/walk-stack.ts';
import type { Thread } from '../objects/threads.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import { processAt } from './objects-of.ts';
import type { Session } from './session.ts';

/** A stack row with the name of the place it runs at. */
export interface NamedFrame extends StackFrame {
  /** `nt!KiSwapContext+0x26`, or the bare address. */
  readonly symbol: string;
}

export interface NamedStack {
  readonly frames: readonly NamedFrame[];
  /** What is to be known about where the rows begin; undefined when it is the usual place. */
  readonly start?: string;
  /** Why there are no frames, or no more. */
  readonly end: string;
}

/** Stack of a thread, read through the address space it runs in. */
export function stackOf(session: Session, thread: Thread): NamedStack {
  const { kernel, names } = session;
  const owner = thread.attachedProcess ?? thread.process;
  const process = owner === undefined ? undefined : processAt(session, owner);
  const space = process === undefined ? undefined : kernel.space(process.directoryBase);
  const walk = walkStack(kernel, thread, space, (va) => frameDataAt(session, va));
  const frames = walk.frames.map((frame) => ({
    ...frame,
    symbol: names.resolve(frame.instruction)?.text ?? `0x${hex8(frame.instruction)}`,
  }));
  return { frames, start: walk.start, end: walk.end };
}

/** Frame data of the function at `va`, old and new. */
export function frameDataAt(session: Session, va: VirtualAddress): FrameData | undefined {
  const module = session.kernel.moduleAt(va);
  const frames = module === undefined ? undefined : session.names.symbolFile(module)?.frames;
  if (module === undefined || frames === undefined) return undefined;
  const rva = va - module.base;
  const row = frames.frameDataAt(rva);
  const fpo = frames.fpoAt(rva) ?? (row === undefined ? undefined : oldForm(row));
  return fpo === undefined ? undefined : { fpo, row };
}

/** A program that starts from `.raSearch` needs no frame pointer. */
function oldForm(record: FrameRecord): FpoRecord {
  const { rva, codeSize, localBytes, parameterBytes, prologBytes, hasSeh, program } = record;
  return {
    rva,
    codeSize,
    localBytes,
    parameterBytes,
    prologBytes,
    savedRegisters: record.savedRegisterBytes >>> 2,
    hasSeh,
    usesBp: /\$ebp [^=]*\^ =/.test(program),
    frame: program.includes('.raSearch') ? 'fpo' : 'non-fpo',
  };
}
