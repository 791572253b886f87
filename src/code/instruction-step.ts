import type * as Iced from 'iced-x86';
import { iced } from './iced.ts';
import { type InstructionKind, registerNumber, writtenRegisters } from './instruction-kinds.ts';
import { EBP, ESP, type MachineState } from './machine-state.ts';
import { memoryTarget, readOperand, writeOperand } from './operand-access.ts';
import type { TracedValue } from './traced-value.ts';

/** Sums below this are sizes; a tag that is calculated with is no longer that tag. */
const LARGEST_SUM = 0x100000;

/** Applies an instruction that does not change the flow. */
export function step(instruction: Iced.Instruction, kind: InstructionKind, state: MachineState): void {
  switch (kind) {
    case 'move':
      writeOperand(
        instruction,
        0,
        isNarrow(instruction) ? undefined : readOperand(instruction, 1, state),
        state,
      );
      break;
    case 'address':
      writeOperand(instruction, 0, addressOf(instruction, state), state);
      break;
    case 'push':
      push(instruction, state);
      break;
    case 'pop':
      pop(instruction, state);
      break;
    case 'arithmetic':
      writeOperand(instruction, 0, isNarrow(instruction) ? undefined : result(instruction, state), state);
      break;
    case 'exchange':
      exchange(instruction, state);
      break;
    case 'leave':
      leave(state);
      break;
    case 'push-all':
      for (let i = 0; i < 8; i++) state.push(undefined);
      break;
    case 'pop-all':
      state.drop(8);
      for (let i = 0; i < 8; i++) if (i !== ESP) state.registers[i] = undefined;
      break;
    case 'push-flags':
      state.push(undefined);
      break;
    case 'pop-flags':
      state.drop(1);
      break;
    case 'write':
      writeOperand(instruction, 0, undefined, state);
      break;
    case 'other':
      spoil(instruction, state);
      break;
  }
}

/** The operands are not 32 bits wide. */
function isNarrow(instruction: Iced.Instruction): boolean {
  const { MemorySize, OpKind, Register } = iced();
  for (const index of [0, 1]) {
    const kind = index === 0 ? instruction.op0Kind : instruction.op1Kind;
    if (kind === OpKind.Register) {
      const register = instruction.opRegister(index);
      return register < Register.EAX || register > Register.EDI;
    }
  }
  const size = instruction.memorySize;
  return size !== MemorySize.UInt32 && size !== MemorySize.Int32;
}

function addressOf(instruction: Iced.Instruction, state: MachineState): TracedValue {
  const target = memoryTarget(instruction, state);
  if (target?.kind === 'stack') {
    if (registerNumber(instruction.op0Register) !== ESP) state.escape(target.place);
    return { kind: 'frame', position: target.place };
  }
  if (target?.kind === 'absolute')
    return { kind: 'constant', value: target.address, at: instruction.ip32 >>> 0 };
  return undefined;
}

function push(instruction: Iced.Instruction, state: MachineState): void {
  const value = readOperand(instruction, 0, state);
  if (instruction.stackPointerIncrement !== -4) state.doubtfulTo = state.top + 1;
  state.push(value);
  // Saving a register for the caller is not the start of an argument list.
  if (value?.kind === 'incoming' || (value?.kind === 'frame' && value.position === 0)) state.fresh = 0;
}

function pop(instruction: Iced.Instruction, state: MachineState): void {
  const value = state.pop();
  writeOperand(instruction, 0, value, state);
}

/** `mov esp,ebp; pop ebp` */
function leave(state: MachineState): void {
  const frame = state.registers[EBP];
  if (frame?.kind !== 'frame') {
    state.doubtfulTo = state.top;
    state.registers[EBP] = undefined;
    return;
  }
  state.moveTop(frame.position);
  state.registers[EBP] = state.pop();
}

function exchange(instruction: Iced.Instruction, state: MachineState): void {
  const first = readOperand(instruction, 0, state);
  const second = readOperand(instruction, 1, state);
  const narrow = isNarrow(instruction);
  writeOperand(instruction, 0, narrow ? undefined : second, state);
  writeOperand(instruction, 1, narrow ? undefined : first, state);
}

/** What add, sub, xor, and, or, inc and dec leave in their first operand. */
function result(instruction: Iced.Instruction, state: MachineState): TracedValue {
  const { Mnemonic, OpKind } = iced();
  const { mnemonic } = instruction;
  const left = readOperand(instruction, 0, state);
  if (mnemonic === Mnemonic.Inc) return sum(left, 1, instruction);
  if (mnemonic === Mnemonic.Dec) return sum(left, -1, instruction);
  const isSame =
    instruction.op1Kind === OpKind.Register &&
    instruction.op0Kind === OpKind.Register &&
    instruction.op0Register === instruction.op1Register;
  if (isSame && (mnemonic === Mnemonic.Xor || mnemonic === Mnemonic.Sub)) return constant(0, instruction);
  const right = readOperand(instruction, 1, state);
  if (right?.kind !== 'constant') return undefined;
  const value = right.value | 0;
  if (mnemonic === Mnemonic.Add) return sum(left, value, instruction);
  if (mnemonic === Mnemonic.Sub) return sum(left, -value, instruction);
  if (mnemonic === Mnemonic.And && value === 0) return constant(0, instruction);
  // Aligning the stack pointer leaves the places counted from it as they are.
  if (mnemonic === Mnemonic.And && left?.kind === 'frame') return left;
  if (mnemonic === Mnemonic.Or && value === -1) return constant(0xffffffff, instruction);
  return undefined;
}

function sum(left: TracedValue, delta: number, instruction: Iced.Instruction): TracedValue {
  if (left?.kind === 'frame' && delta % 4 === 0)
    return { kind: 'frame', position: left.position - delta / 4 };
  if (left?.kind !== 'constant') return undefined;
  const value = left.value + delta;
  return left.value < LARGEST_SUM && value >= 0 && value < LARGEST_SUM
    ? constant(value, instruction)
    : undefined;
}

function constant(value: number, instruction: Iced.Instruction): TracedValue {
  return { kind: 'constant', value, at: instruction.ip32 >>> 0 };
}

/** Forgets whatever the instruction writes. */
function spoil(instruction: Iced.Instruction, state: MachineState): void {
  const { OpKind } = iced();
  const mask = writtenRegisters(instruction);
  for (let number = 0; number < 8; number++) {
    if (number !== ESP && (mask >> number) & 1) state.registers[number] = undefined;
  }
  if ((mask >> ESP) & 1) state.doubtfulTo = state.top;
  if (instruction.op0Kind === OpKind.Memory) writeOperand(instruction, 0, undefined, state);
  if (instruction.op0Kind === OpKind.Register && registerNumber(instruction.op0Register) === ESP) {
    state.doubtfulTo = state.top;
  }
}
