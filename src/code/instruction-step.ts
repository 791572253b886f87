import { ARITHMETIC, KIND } from './instruction-kinds.ts';
import { FORM, type InstructionTable } from './instruction-table.ts';
import { EBP, ESP, type MachineState } from './machine-state.ts';
import { memoryTarget, readOperand, writeOperand } from './operand-access.ts';
import type { TracedValue } from './traced-value.ts';

/** Sums below this are sizes; a tag that is calculated with is no longer that tag. */
const LARGEST_SUM = 0x100000;

/** Applies instruction `i`, which does not change the flow. */
export function step(table: InstructionTable, i: number, state: MachineState): void {
  switch (table.kind[i]) {
    case KIND.move:
      writeOperand(table, i, 0, readOperand(table, i, 1, state), state);
      break;
    case KIND.address:
      writeOperand(table, i, 0, addressOf(table, i, state), state);
      break;
    case KIND.push:
      push(table, i, state);
      break;
    case KIND.pop:
      writeOperand(table, i, 0, state.pop(), state);
      break;
    case KIND.arithmetic:
      writeOperand(table, i, 0, result(table, i, state), state);
      break;
    case KIND.exchange:
      exchange(table, i, state);
      break;
    case KIND.write:
      writeOperand(table, i, 0, undefined, state);
      break;
    case KIND.other:
      spoil(table, i, state);
      break;
    default:
      stepWithoutOperands(table.kind[i], state);
  }
}

function stepWithoutOperands(kind: number, state: MachineState): void {
  switch (kind) {
    case KIND.leave:
      leave(state);
      break;
    case KIND.pushAll:
      for (let i = 0; i < 8; i++) state.push(undefined);
      break;
    case KIND.popAll:
      state.drop(8);
      for (let i = 0; i < 8; i++) if (i !== ESP) state.registers[i] = undefined;
      break;
    case KIND.pushFlags:
      state.push(undefined);
      break;
    case KIND.popFlags:
      state.drop(1);
      break;
  }
}

function addressOf(table: InstructionTable, i: number, state: MachineState): TracedValue {
  const target = memoryTarget(table, i, state);
  if (target?.kind === 'stack') {
    if (table.register0[i] !== ESP) state.escape(target.place);
    return { kind: 'frame', position: target.place };
  }
  return target?.kind === 'absolute' ? constant(target.address, table, i) : undefined;
}

function push(table: InstructionTable, i: number, state: MachineState): void {
  const value = readOperand(table, i, 0, state);
  if (table.detail[i] === 1) state.doubtfulTo = state.top + 1;
  state.push(value);
  // Saving a register for the caller is not the start of an argument list.
  if (value?.kind === 'incoming') state.fresh = 0;
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

function exchange(table: InstructionTable, i: number, state: MachineState): void {
  const first = readOperand(table, i, 0, state);
  const second = readOperand(table, i, 1, state);
  writeOperand(table, i, 0, second, state);
  writeOperand(table, i, 1, first, state);
}

/** What add, sub, xor, and, or, inc and dec leave in their first operand. */
function result(table: InstructionTable, i: number, state: MachineState): TracedValue {
  const operation = ARITHMETIC[table.detail[i]];
  const isSame =
    table.form0[i] === FORM.register &&
    table.form1[i] === FORM.register &&
    table.register0[i] === table.register1[i];
  if (isSame && (operation === 'Xor' || operation === 'Sub')) return constant(0, table, i);
  const left = readOperand(table, i, 0, state);
  if (operation === 'Inc') return sum(left, 1, table, i);
  if (operation === 'Dec') return sum(left, -1, table, i);
  const right = readOperand(table, i, 1, state);
  if (right?.kind !== 'constant') return undefined;
  const value = right.value | 0;
  if (operation === 'Add') return sum(left, value, table, i);
  if (operation === 'Sub') return sum(left, -value, table, i);
  if (operation === 'And' && value === 0) return constant(0, table, i);
  // Aligning the stack pointer leaves the places counted from it as they are.
  if (operation === 'And' && left?.kind === 'frame') return left;
  if (operation === 'Or' && value === -1) return constant(0xffffffff, table, i);
  return undefined;
}

function sum(left: TracedValue, delta: number, table: InstructionTable, i: number): TracedValue {
  if (left?.kind === 'frame' && delta % 4 === 0)
    return { kind: 'frame', position: left.position - delta / 4 };
  if (left?.kind !== 'constant') return undefined;
  const value = left.value + delta;
  return left.value < LARGEST_SUM && value >= 0 && value < LARGEST_SUM
    ? constant(value, table, i)
    : undefined;
}

function constant(value: number, table: InstructionTable, i: number): TracedValue {
  return { kind: 'constant', value, at: table.va(i) };
}

/** Forgets whatever the instruction writes. */
function spoil(table: InstructionTable, i: number, state: MachineState): void {
  const mask = table.detail[i];
  for (let number = 0; number < 8; number++) {
    if (number !== ESP && (mask >> number) & 1) state.registers[number] = undefined;
  }
  if ((mask >> ESP) & 1) state.doubtfulTo = state.top;
  if (table.form0[i] === FORM.memory) writeOperand(table, i, 0, undefined, state);
}
