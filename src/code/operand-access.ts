import type { VirtualAddress } from '../units/address.ts';
import { BASE, FORM, type InstructionTable } from './instruction-table.ts';
import { ESP, type MachineState } from './machine-state.ts';
import type { TracedValue } from './traced-value.ts';

/** What a memory operand refers to, as far as it can be told. */
export type MemoryTarget =
  | { readonly kind: 'stack'; readonly place: number }
  | { readonly kind: 'absolute'; readonly address: VirtualAddress }
  | { readonly kind: 'field'; readonly table: VirtualAddress; readonly offset: number }
  | undefined;

/** Where the memory operand of instruction `i` lies. */
export function memoryTarget(table: InstructionTable, i: number, state: MachineState): MemoryTarget {
  const place = stackPlace(table, i, state);
  if (place !== undefined) return { kind: 'stack', place };
  const base = table.memoryBase[i];
  const displacement = table.displacement[i];
  if (base === BASE.none) return { kind: 'absolute', address: displacement >>> 0 };
  if (base === BASE.unknown) return undefined;
  const value = state.registers[base];
  if (value?.kind === 'constant') return { kind: 'absolute', address: (value.value + displacement) >>> 0 };
  if (value?.kind === 'loaded') return { kind: 'field', table: value.address, offset: displacement };
  return undefined;
}

/** The place on the stack that the memory operand means, if it means one. */
function stackPlace(table: InstructionTable, i: number, state: MachineState): number | undefined {
  const base = table.memoryBase[i];
  if (base >= BASE.none) return undefined;
  const value = state.registers[base];
  const position = base === ESP ? state.top : value?.kind === 'frame' ? value.position : undefined;
  const displacement = table.displacement[i];
  return position === undefined || displacement % 4 !== 0 ? undefined : position - displacement / 4;
}

/** Value of a 32-bit operand. */
export function readOperand(
  table: InstructionTable,
  i: number,
  operand: 0 | 1,
  state: MachineState,
): TracedValue {
  switch (operand === 0 ? table.form0[i] : table.form1[i]) {
    case FORM.immediate:
      return { kind: 'constant', value: table.immediate[i], at: table.va(i) };
    case FORM.register: {
      const register = operand === 0 ? table.register0[i] : table.register1[i];
      return register === ESP ? { kind: 'frame', position: state.top } : state.registers[register];
    }
    case FORM.memory:
      return load(table, i, state);
    default:
      return undefined;
  }
}

function load(table: InstructionTable, i: number, state: MachineState): TracedValue {
  const target = memoryTarget(table, i, state);
  switch (target?.kind) {
    case 'stack':
      return state.read(target.place);
    case 'absolute':
      return { kind: 'loaded', address: target.address, at: table.va(i) };
    case 'field':
      return target;
    default:
      return undefined;
  }
}

/** Puts `value` into an operand; a narrow register spoils the one it is part of. */
export function writeOperand(
  table: InstructionTable,
  i: number,
  operand: 0 | 1,
  value: TracedValue,
  state: MachineState,
): void {
  const form = operand === 0 ? table.form0[i] : table.form1[i];
  if (form === FORM.memory) {
    const place = stackPlace(table, i, state);
    if (place !== undefined) state.write(place, value);
  } else if (form === FORM.register || form === FORM.narrow) {
    const register = operand === 0 ? table.register0[i] : table.register1[i];
    if (register !== ESP) {
      if (register < 8) state.registers[register] = form === FORM.register ? value : undefined;
    } else if (value?.kind === 'frame') {
      state.moveTop(value.position);
    } else {
      // The stack pointer went somewhere else: nothing below can be counted on.
      state.doubtfulTo = state.top;
    }
  }
}
