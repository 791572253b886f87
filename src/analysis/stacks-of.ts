import type { FpoRecord, FrameRecord } from '../formats/pdb-frames.ts';
import type { StackFrame } from '../objects/stack/frame.ts';
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
  return { frames, end: walk.end };
}

/** Frame data of the function at `va`, in the form of the old data, from whichever kind there is. */
export function frameDataAt(session: Session, va: VirtualAddress): FpoRecord | undefined {
  const module = session.kernel.moduleAt(va);
  const frames = module === undefined ? undefined : session.names.symbolFile(module)?.frames;
  if (module === undefined || frames === undefined) return undefined;
  const rva = va - module.base;
  const old = frames.fpoAt(rva);
  const recent = old === undefined ? frames.frameDataAt(rva) : undefined;
  return recent === undefined ? old : oldForm(recent);
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
