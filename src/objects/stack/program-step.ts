import type { FrameRecord } from '../../formats/pdb-frames.ts';
import type { MemoryReader } from '../../memory/reader.ts';
import { addVa, hex8, type Rva, type VirtualAddress } from '../../units/address.ts';
import type { Registers } from './frame.ts';
import { type ProgramInput, runFrameProgram } from './frame-program.ts';

/** Words above the place that a row gives in which its return address is looked for. */
const MAX_SEARCH = 32;

/** What a step by a frame program needs to know of the walk. */
export interface ProgramSurroundings {
  readonly memory: MemoryReader;
  /** A call may return to this place: in a module, and nothing against it in front. */
  isCode(va: VirtualAddress): boolean;
  /** As `isCode`, and the CALL in front was read. */
  followsCall(va: VirtualAddress): boolean;
  /** The word at this address belongs to the stack that is walked. */
  isOnStack(va: VirtualAddress): boolean;
}

/** A frame and the registers of its caller, or why the program of the row leads nowhere. */
export type ProgramStep =
  | {
      readonly caller: Registers;
      /** The return address was not where the row says and had to be looked for above. */
      readonly searched: boolean;
    }
  | { readonly failed: string };

/**
 * The caller of a function by the program of its row. `isExact`: `registers` were saved in the midst of
 * the function, so that it may stand in its prologue; else it stands behind a call. `rva` is EIP's.
 */
export function stepByProgram(
  around: ProgramSurroundings,
  record: FrameRecord,
  registers: Registers,
  rva: Rva,
  isExact: boolean,
): ProgramStep {
  const { memory } = around;
  const inPrologue = isExact && record.isFunctionStart && rva - record.rva < record.prologBytes;
  const atEntry = isExact && record.isFunctionStart && rva === record.rva;
  if (inPrologue && !atEntry && !record.program.includes('.raSearch'))
    return { failed: 'the function had not yet set up its frame' };
  const search = new ReturnSearch(around, startOfSearch(record, registers, inPrologue), atEntry);
  const program = atEntry ? ENTRY_PROGRAM : record.program;
  const outcome = runFrameProgram(program, inputOf(memory, record, registers, search));
  if ('failed' in outcome) return outcome;
  return checkedStep(around, registers, outcome.values, search.wentOn);
}

/** What holds before the first instruction of any function. */
const ENTRY_PROGRAM = '$T0 .raSearch = $eip $T0 ^ = $esp $T0 4 + =';

/** Where the return address lies, if the function did what its row says; in a prologue not yet. */
function startOfSearch(record: FrameRecord, { esp }: Registers, inPrologue: boolean): VirtualAddress {
  return inPrologue ? esp : addVa(esp, record.localBytes + record.savedRegisterBytes);
}

/** Looks for the return address when the program first asks for it. */
class ReturnSearch {
  wentOn = false;
  private found?: VirtualAddress;

  constructor(
    private readonly around: ProgramSurroundings,
    private readonly start: VirtualAddress,
    private readonly onlyThere: boolean,
  ) {}

  /** The place the row gives, else the first above it that holds a return address. */
  slot(): VirtualAddress {
    this.found ??= this.search();
    return this.found;
  }

  private search(): VirtualAddress {
    const { memory, isCode, followsCall } = this.around;
    const first = memory.u32(this.start);
    if (this.onlyThere || first === undefined || isCode(first)) return this.start;
    for (let i = 1; i <= MAX_SEARCH; i++) {
      const word = memory.u32(addVa(this.start, i * 4));
      if (word === undefined || !followsCall(word)) continue;
      this.wentOn = true;
      return addVa(this.start, i * 4);
    }
    return this.start;
  }
}

function inputOf(
  memory: MemoryReader,
  record: FrameRecord,
  registers: Registers,
  search: ReturnSearch,
): ProgramInput {
  const known: Readonly<Record<string, number | undefined>> = {
    $eip: registers.eip,
    $esp: registers.esp,
    $ebp: registers.ebp,
    $ebx: registers.ebx,
    $esi: registers.esi,
    $edi: registers.edi,
  };
  const sizes: Readonly<Record<string, number>> = {
    '.cbLocals': record.localBytes,
    '.cbParams': record.parameterBytes,
    '.cbSavedRegs': record.savedRegisterBytes,
  };
  return {
    register: (name) => (Object.hasOwn(known, name) ? known[name] : undefined),
    constant: (name) =>
      name === '.raSearch' || name === '.raSearchStart'
        ? search.slot()
        : Object.hasOwn(sizes, name)
          ? sizes[name]
          : undefined,
    word: (va) => memory.u32(va),
  };
}

/** Believes a program only when it leads up the stack to a place that a call returns to. */
function checkedStep(
  { memory, isCode, isOnStack }: ProgramSurroundings,
  before: Registers,
  values: ReadonlyMap<string, number>,
  searched: boolean,
): ProgramStep {
  const eip = values.get('$eip');
  const esp = values.get('$esp');
  if (eip === undefined || esp === undefined) return { failed: 'the program gives no EIP and ESP' };
  if (esp <= before.esp || (esp & 3) !== 0 || !isOnStack(addVa(esp, -4)))
    return { failed: `the program leads to ${hex8(esp)}, not up the stack` };
  if (memory.u32(addVa(esp, -4)) !== eip)
    return { failed: `no return address lies below ${hex8(esp)}, where the program leads` };
  // A thread's first function keeps a frame pointer and returns to 0.
  const isFirst = eip === 0 && addVa(esp, -8) === before.ebp;
  if (!isFirst && !isCode(eip))
    return { failed: `the program leads to ${hex8(eip)}, which is no place that a call returns to` };
  const caller = {
    eip,
    esp,
    ebp: values.get('$ebp') ?? before.ebp,
    ebx: values.get('$ebx') ?? before.ebx,
    esi: values.get('$esi') ?? before.esi,
    edi: values.get('$edi') ?? before.edi,
  };
  return { caller, searched };
}
