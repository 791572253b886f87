import type { VirtualAddress } from '../units/address.ts';
import type { AllocatorBook } from './allocator-book.ts';
import { type Allocator, FRAMEWORK_MODULE, frameworkAllocator } from './allocators.ts';
import { FORM, type InstructionTable } from './instruction-table.ts';
import type { MachineState } from './machine-state.ts';
import { type MemoryTarget, memoryTarget } from './operand-access.ts';
import type { StackEffects } from './stack-effects.ts';
import { alternatives, isOpen, type Origin, type TracedValue } from './traced-value.ts';

/** How a call reaches its routine. */
export type CallWay = 'direct' | 'slot' | 'register' | 'framework';

export interface Callee {
  readonly allocator?: Allocator;
  readonly way: CallWay;
  readonly slot?: VirtualAddress;
  /** Address of the routine, when it is known. */
  readonly target?: VirtualAddress;
  readonly doubt?: string;
}

export interface CalleeMemory {
  /** The word at an address now. */
  u32(va: VirtualAddress): number | undefined;
  /** Name of the module that holds an address, lower-case, without extension. */
  moduleNameAt(va: VirtualAddress): string | undefined;
}

/** Tells which routine a call or jump goes to, and what that does to the stack. */
export class CalleeFinder {
  constructor(
    readonly book: AllocatorBook,
    readonly effects: StackEffects,
    readonly memory: CalleeMemory,
  ) {}

  /** The routine that call or jump `i` of the table goes to. */
  find(table: InstructionTable, i: number, state: MachineState): Callee {
    switch (table.form0[i]) {
      case FORM.immediate: {
        const target = table.immediate[i];
        return { way: 'direct', target, allocator: this.book.routineAt(target) };
      }
      case FORM.memory:
        return this.#throughMemory(memoryTarget(table, i, state));
      case FORM.register:
        return this.#throughRegister(state.registers[table.register0[i]]);
      default:
        return { way: 'register' };
    }
  }

  /** Bytes of arguments that the callee takes off the stack; undefined when it is not known. */
  popped(callee: Callee): number | undefined {
    if (callee.allocator?.arguments !== undefined) return callee.allocator.arguments * 4;
    return callee.target === undefined ? undefined : this.effects.popped(callee.target);
  }

  #throughMemory(target: MemoryTarget): Callee {
    if (target?.kind === 'absolute') return this.#slot(target.address, 'slot');
    if (target?.kind === 'field') return this.#field(target.table, target.offset);
    return { way: 'slot' };
  }

  #throughRegister(value: TracedValue): Callee {
    const origins = alternatives(value);
    const callees = origins.map((origin) => this.#origin(origin));
    const allocating = callees.find((callee) => callee.allocator !== undefined);
    if (allocating === undefined) return callees[0] ?? { way: 'register' };
    if (!isOpen(value) && origins.length === 1) return allocating;
    return { ...allocating, doubt: 'the register may hold another routine on another way' };
  }

  #origin(origin: Origin): Callee {
    switch (origin.kind) {
      case 'loaded':
        return this.#slot(origin.address, 'register');
      case 'constant':
        return { way: 'register', target: origin.value, allocator: this.book.routineAt(origin.value) };
      case 'field':
        return this.#field(origin.table, origin.offset);
      default:
        return { way: 'register' };
    }
  }

  #slot(slot: VirtualAddress, way: CallWay): Callee {
    const target = this.memory.u32(slot);
    const allocator =
      this.book.slotAt(slot) ?? (target === undefined ? undefined : this.book.routineAt(target));
    return { way, slot, target, allocator };
  }

  /** A routine out of a table that a global points to: the driver framework's, when it leads there. */
  #field(table: VirtualAddress, offset: number): Callee {
    const allocator = frameworkAllocator(offset);
    const start = this.memory.u32(table);
    const target = start === undefined ? undefined : this.memory.u32((start + offset) >>> 0);
    if (allocator === undefined || target === undefined) return { way: 'framework', target };
    if (this.memory.moduleNameAt(target) !== FRAMEWORK_MODULE) return { way: 'framework', target };
    return {
      way: 'framework',
      target,
      allocator,
      doubt: 'the place in the framework table is that of version 1.x',
    };
  }
}
