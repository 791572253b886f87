import type * as Iced from 'iced-x86';
import type { VirtualAddress } from '../units/address.ts';
import { iced } from './iced.ts';
import { registerNumber } from './instruction-kinds.ts';
import { ESP, type MachineState } from './machine-state.ts';
import type { Origin, TracedValue } from './traced-value.ts';

/** What a memory operand refers to, as far as it can be told. */
export type MemoryTarget =
  | { readonly kind: 'stack'; readonly place: number }
  | { readonly kind: 'absolute'; readonly address: VirtualAddress }
  | { readonly kind: 'field'; readonly table: VirtualAddress; readonly offset: number }
  | undefined;

/** Where the instruction's memory operand lies. */
export function memoryTarget(instruction: Iced.Instruction, state: MachineState): MemoryTarget {
  const { Register } = iced();
  const segment = instruction.memorySegment;
  if (segment === Register.FS || segment === Register.GS || instruction.memoryIndex !== Register.None) {
    return undefined;
  }
  const displacement = Number(BigInt.asIntN(32, instruction.memoryDisplacement));
  const base = instruction.memoryBase;
  if (base === Register.None) return { kind: 'absolute', address: displacement >>> 0 };
  const number = registerNumber(base);
  if (number === undefined) return undefined;
  if (number === ESP) return stackTarget(state.top, displacement);
  const value = state.registers[number];
  switch (value?.kind) {
    case 'frame':
      return stackTarget(value.position, displacement);
    case 'constant':
      return { kind: 'absolute', address: (value.value + displacement) >>> 0 };
    case 'loaded':
      return { kind: 'field', table: value.address, offset: displacement };
    default:
      return undefined;
  }
}

function stackTarget(position: number, displacement: number): MemoryTarget {
  return displacement % 4 === 0 ? { kind: 'stack', place: position - displacement / 4 } : undefined;
}

/** Value of a 32-bit operand. */
export function readOperand(instruction: Iced.Instruction, index: number, state: MachineState): TracedValue {
  const { OpKind } = iced();
  switch (instruction.opKind(index)) {
    case OpKind.Immediate32:
    case OpKind.Immediate8to32:
      return {
        kind: 'constant',
        value: Number(BigInt.asUintN(32, instruction.immediate(index))),
        at: instruction.ip32 >>> 0,
      };
    case OpKind.Register:
      return readRegister(instruction.opRegister(index), state);
    case OpKind.Memory:
      return load(instruction, state);
    default:
      return undefined;
  }
}

function readRegister(register: Iced.Register, state: MachineState): TracedValue {
  const number = registerNumber(register);
  if (number === undefined || !isWide(register)) return undefined;
  return number === ESP ? { kind: 'frame', position: state.top } : state.registers[number];
}

/** A 32-bit register, not a part of one. */
function isWide(register: Iced.Register): boolean {
  const { Register } = iced();
  return register >= Register.EAX && register <= Register.EDI;
}

function load(instruction: Iced.Instruction, state: MachineState): Origin | TracedValue {
  const target = memoryTarget(instruction, state);
  switch (target?.kind) {
    case 'stack':
      return state.read(target.place);
    case 'absolute':
      return { kind: 'loaded', address: target.address, at: instruction.ip32 >>> 0 };
    case 'field':
      return { kind: 'field', table: target.table, offset: target.offset };
    default:
      return undefined;
  }
}

/** Puts `value` into an operand; a narrow one spoils what it is part of. */
export function writeOperand(
  instruction: Iced.Instruction,
  index: number,
  value: TracedValue,
  state: MachineState,
): void {
  const { OpKind } = iced();
  const kind = instruction.opKind(index);
  if (kind === OpKind.Register) {
    writeRegister(instruction.opRegister(index), value, state);
  } else if (kind === OpKind.Memory) {
    const target = memoryTarget(instruction, state);
    if (target?.kind === 'stack') state.write(target.place, value);
  }
}

function writeRegister(register: Iced.Register, value: TracedValue, state: MachineState): void {
  const number = registerNumber(register);
  if (number === undefined) return;
  if (number !== ESP) {
    state.registers[number] = isWide(register) ? value : undefined;
  } else if (value?.kind === 'frame') {
    state.moveTop(value.position);
  } else {
    // The stack pointer went somewhere else: nothing below can be counted on.
    state.doubtfulTo = state.top;
  }
}
