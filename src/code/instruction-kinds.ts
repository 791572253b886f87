import type * as Iced from 'iced-x86';
import { iced } from './iced.ts';

/** What an instruction does to the few things that are followed: registers and the stack. */
export const KIND = {
  /** Writes no general register and nothing that is followed. */
  none: 0,
  move: 1,
  address: 2,
  push: 3,
  pop: 4,
  arithmetic: 5,
  exchange: 6,
  leave: 7,
  pushAll: 8,
  popAll: 9,
  pushFlags: 10,
  popFlags: 11,
  call: 12,
  jump: 13,
  branch: 14,
  return: 15,
  /** Ends the flow: undefined instructions, and bytes that are none. */
  stop: 16,
  /** Writes its first operand with something of no interest. */
  write: 17,
  /** Writes registers that must be asked for. */
  other: 18,
  /** One byte between functions: int 3 or nop. */
  filler: 19,
} as const;

export type Kind = (typeof KIND)[keyof typeof KIND];

/** The arithmetic that is followed. */
export const ARITHMETIC = ['Add', 'Sub', 'Xor', 'And', 'Or', 'Inc', 'Dec'] as const;

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['Mov', KIND.move],
  ['Lea', KIND.address],
  ['Push', KIND.push],
  ['Pop', KIND.pop],
  ['Xchg', KIND.exchange],
  ['Leave', KIND.leave],
  ['Pushad', KIND.pushAll],
  ['Popad', KIND.popAll],
  ['Pushfd', KIND.pushFlags],
  ['Popfd', KIND.popFlags],
  ['Int3', KIND.filler],
  ['Cmp', KIND.none],
  ['Test', KIND.none],
  ['Nop', KIND.none],
  ['Bt', KIND.none],
  ...ARITHMETIC.map((name): [string, Kind] => [name, KIND.arithmetic]),
]);

const WRITES_FIRST =
  /^(Adc|Sbb|Neg|Not|Shl|Shr|Sar|Rol|Ror|Rcl|Rcr|Shld|Shrd|Movzx|Movsx|Bsf|Bsr|Bswap|Set[a-z]+|Cmov[a-z]+)$/;

/** What kinds that are followed only on 32 bits become on fewer. */
const NARROW_KINDS: ReadonlyMap<Kind, Kind> = new Map<Kind, Kind>([
  [KIND.move, KIND.write],
  [KIND.arithmetic, KIND.write],
  [KIND.address, KIND.write],
  [KIND.exchange, KIND.other],
]);

const byCode: (Kind | undefined)[] = [];

/** The kind of an instruction; decided once for each of the processor's operation codes. */
export function kindOf(instruction: Iced.Instruction): Kind {
  const { code } = instruction;
  let kind = byCode[code];
  if (kind === undefined) {
    kind = classify(instruction);
    byCode[code] = kind;
  }
  return kind;
}

function classify(instruction: Iced.Instruction): Kind {
  const { FlowControl, Mnemonic } = iced();
  switch (instruction.flowControl) {
    case FlowControl.Call:
    case FlowControl.IndirectCall:
      return instruction.isCallNear || instruction.isCallNearIndirect ? KIND.call : KIND.other;
    case FlowControl.UnconditionalBranch:
    case FlowControl.IndirectBranch:
      return KIND.jump;
    case FlowControl.ConditionalBranch:
      return KIND.branch;
    case FlowControl.Return:
      return KIND.return;
    case FlowControl.Exception:
      return KIND.stop;
  }
  const name = Mnemonic[instruction.mnemonic];
  const kind = KINDS.get(name);
  if (kind !== undefined) return isNarrow(instruction) ? (NARROW_KINDS.get(kind) ?? kind) : kind;
  if (WRITES_FIRST.test(name) || (name === 'Imul' && instruction.opCount > 1)) return KIND.write;
  return hasRegisterOperand(instruction) || askForWritten(instruction) !== 0 ? KIND.other : KIND.none;
}

/** The operation works on 8 or 16 bits, or on something else than general registers and memory. */
function isNarrow(instruction: Iced.Instruction): boolean {
  const { MemorySize, OpKind } = iced();
  for (const index of [0, 1]) {
    if (index < instruction.opCount && instruction.opKind(index) === OpKind.Register) {
      return !isWide(instruction.opRegister(index));
    }
  }
  const size = instruction.memorySize;
  return size !== MemorySize.UInt32 && size !== MemorySize.Int32;
}

/** A 32-bit general register, not a part of one. */
export function isWide(register: Iced.Register): boolean {
  const { Register } = iced();
  return register >= Register.EAX && register <= Register.EDI;
}

const masks: (number | undefined)[] = [];

/** General registers that an instruction writes, as bits by the processor's numbers. */
export function writtenRegisters(instruction: Iced.Instruction): number {
  // Without register operands every instruction of an operation code writes the same.
  if (hasRegisterOperand(instruction)) return askForWritten(instruction);
  const { code } = instruction;
  let mask = masks[code];
  if (mask === undefined) {
    mask = askForWritten(instruction);
    // With a repeat prefix, which is not part of the code, they count ECX down.
    if (instruction.isStringInstruction) mask |= 1 << 1;
    masks[code] = mask;
  }
  return mask;
}

function askForWritten(instruction: Iced.Instruction): number {
  const { InstructionInfoFactory, OpAccess } = iced();
  const factory = new InstructionInfoFactory();
  const info = factory.info(instruction);
  const used = info.usedRegisters() as Iced.UsedRegister[];
  let mask = 0;
  for (const { register, access } of used) {
    const number = registerNumber(register);
    if (number !== undefined && access !== OpAccess.Read && access !== OpAccess.CondRead) mask |= 1 << number;
  }
  for (const entry of used) entry.free();
  info.free();
  factory.free();
  return mask;
}

function hasRegisterOperand(instruction: Iced.Instruction): boolean {
  const { OpKind } = iced();
  for (let i = 0; i < instruction.opCount; i++) {
    const isRegister = instruction.opKind(i) === OpKind.Register;
    if (isRegister && registerNumber(instruction.opRegister(i)) !== undefined) return true;
  }
  return false;
}

let numbers: (number | undefined)[] | undefined;

/** The processor's number of the 32-bit register that a general register is part of. */
export function registerNumber(register: Iced.Register): number | undefined {
  numbers ??= numberRegisters();
  return numbers[register];
}

function numberRegisters(): (number | undefined)[] {
  const { Register } = iced();
  const found: (number | undefined)[] = [];
  for (const [number, name] of (['AX', 'CX', 'DX', 'BX', 'SP', 'BP', 'SI', 'DI'] as const).entries()) {
    found[Register[name]] = number;
    found[Register[`E${name}`]] = number;
  }
  for (const [i, name] of (['AL', 'CL', 'DL', 'BL', 'AH', 'CH', 'DH', 'BH'] as const).entries()) {
    found[Register[name]] = i % 4;
  }
  return found;
}
