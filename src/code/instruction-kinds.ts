import type * as Iced from 'iced-x86';
import { iced } from './iced.ts';

/** What an instruction does to the few things that are followed: registers and the stack. */
export type InstructionKind =
  | 'move'
  | 'address'
  | 'push'
  | 'pop'
  | 'arithmetic'
  | 'exchange'
  | 'leave'
  | 'push-all'
  | 'pop-all'
  | 'push-flags'
  | 'pop-flags'
  | 'call'
  | 'jump'
  | 'branch'
  | 'return'
  | 'stop'
  /** Writes its first operand with something of no interest. */
  | 'write'
  /** Writes no general register and nothing that is followed. */
  | 'none'
  /** Must be asked for the registers it writes. */
  | 'other';

const KINDS: Readonly<Record<string, InstructionKind>> = {
  Mov: 'move',
  Lea: 'address',
  Push: 'push',
  Pop: 'pop',
  Add: 'arithmetic',
  Sub: 'arithmetic',
  Xor: 'arithmetic',
  And: 'arithmetic',
  Or: 'arithmetic',
  Inc: 'arithmetic',
  Dec: 'arithmetic',
  Xchg: 'exchange',
  Leave: 'leave',
  Pushad: 'push-all',
  Popad: 'pop-all',
  Pushfd: 'push-flags',
  Popfd: 'pop-flags',
  Cmp: 'none',
  Test: 'none',
  Nop: 'none',
  Int3: 'none',
  Bt: 'none',
};

const WRITES_FIRST =
  /^(Adc|Sbb|Neg|Not|Shl|Shr|Sar|Rol|Ror|Rcl|Rcr|Shld|Shrd|Movzx|Movsx|Bsf|Bsr|Bswap|Set[a-z]+|Cmov[a-z]+)$/;

const byCode: (InstructionKind | undefined)[] = [];

/** The kind of an instruction; decided once for each of the processor's operation codes. */
export function kindOf(instruction: Iced.Instruction): InstructionKind {
  const { code } = instruction;
  let kind = byCode[code];
  if (kind === undefined) {
    kind = classify(instruction);
    byCode[code] = kind;
  }
  return kind;
}

function classify(instruction: Iced.Instruction): InstructionKind {
  const { FlowControl, Mnemonic } = iced();
  switch (instruction.flowControl) {
    case FlowControl.Call:
    case FlowControl.IndirectCall:
      return instruction.isCallNear || instruction.isCallNearIndirect ? 'call' : 'other';
    case FlowControl.UnconditionalBranch:
    case FlowControl.IndirectBranch:
      return 'jump';
    case FlowControl.ConditionalBranch:
      return 'branch';
    case FlowControl.Return:
      return 'return';
    case FlowControl.Exception:
      return 'stop';
  }
  const name = Mnemonic[instruction.mnemonic];
  const kind = KINDS[name];
  if (kind !== undefined) return kind;
  if (WRITES_FIRST.test(name) || (name === 'Imul' && instruction.opCount > 1)) return 'write';
  return touchesRegisters(instruction) ? 'other' : 'none';
}

/** General registers that an instruction writes, as bits by the processor's numbers. */
export function writtenRegisters(instruction: Iced.Instruction): number {
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

function touchesRegisters(instruction: Iced.Instruction): boolean {
  const { OpKind } = iced();
  for (let i = 0; i < instruction.opCount; i++) {
    const isRegister = instruction.opKind(i) === OpKind.Register;
    if (isRegister && registerNumber(instruction.opRegister(i)) !== undefined) return true;
  }
  return writtenRegisters(instruction) !== 0;
}

let numbers: Map<number, number> | undefined;

/** The processor's number of the 32-bit register that a general register is part of. */
export function registerNumber(register: Iced.Register): number | undefined {
  if (numbers === undefined) {
    const { Register } = iced();
    numbers = new Map();
    const names = ['AX', 'CX', 'DX', 'BX', 'SP', 'BP', 'SI', 'DI'] as const;
    for (const [number, name] of names.entries()) {
      numbers.set(Register[name], number).set(Register[`E${name}`], number);
    }
    const bytes = ['AL', 'CL', 'DL', 'BL', 'AH', 'CH', 'DH', 'BH'] as const;
    for (const [i, name] of bytes.entries()) numbers.set(Register[name], i % 4);
  }
  return numbers.get(register);
}
