import { StackPlaces } from './stack-places.ts';
import { merge, type TracedValue } from './traced-value.ts';

/** Registers as the processor numbers them. */
const EAX = 0;
const ECX = 1;
const EDX = 2;
export const ESP = 4;
export const EBP = 5;

/** Dwords; a stack pointer further away ran off. */
const FURTHEST = 0x100000;
/** Dwords of the largest local structure whose contents are taken to change with a call. */
const LARGEST_LOCAL = 32;
/** Addresses of locals that are remembered as given away. */
const MAX_ESCAPED = 64;

const ENTRY_REGISTERS: readonly TracedValue[] = Array.from(
  { length: 8 },
  (_, register): TracedValue =>
    register === ESP || register === EBP ? undefined : { kind: 'incoming', register },
);
const NOTHING: readonly number[] = [];

/**
 * Registers and stack of one function while its code is followed. Stack places are counted in
 * dwords below the return address, which is place 0: the first push goes to place 1, the first
 * argument lies at place -1.
 */
export class MachineState {
  /** Place that ESP points to. */
  top = 0;
  /** Places up to this one may be off, because some call before took an unknown number of arguments. */
  doubtfulTo = Number.NEGATIVE_INFINITY;
  /** Dwords pushed since the last call or branch: what a call to the unknown is taken to consume. */
  fresh = 0;
  /** The state does not come from the start of a function: ways into this code are missing. */
  isAssumed = false;
  /** Places whose address was taken: what is called may write there. Never changed in place. */
  #escaped = NOTHING;

  private constructor(
    readonly registers: TracedValue[],
    readonly stack: StackPlaces,
  ) {}

  /** State at the first instruction of a function. */
  static atEntry(): MachineState {
    return new MachineState(ENTRY_REGISTERS.slice(), StackPlaces.ofCaller(true));
  }

  /** State at code whose way in is not known. */
  static unknown(): MachineState {
    const state = new MachineState(new Array(8).fill(undefined), StackPlaces.ofCaller(false));
    state.isAssumed = true;
    state.doubtfulTo = 0;
    return state;
  }

  clone(): MachineState {
    const copy = new MachineState(this.registers.slice(), this.stack.clone());
    copy.top = this.top;
    copy.doubtfulTo = this.doubtfulTo;
    copy.fresh = this.fresh;
    copy.isAssumed = this.isAssumed;
    copy.#escaped = this.#escaped;
    return copy;
  }

  read(place: number): TracedValue {
    return this.stack.read(place);
  }

  /** Below the stack pointer nothing is kept. */
  write(place: number, value: TracedValue): void {
    if (place <= this.top || place <= 0) this.stack.write(place, value);
  }

  push(value: TracedValue): void {
    this.moveTop(this.top + 1);
    this.fresh++;
    this.stack.write(this.top, value);
  }

  pop(): TracedValue {
    const value = this.read(this.top);
    this.drop(1);
    return value;
  }

  /** Gives back `count` places, as `add esp` and returning callees do. */
  drop(count: number): void {
    this.moveTop(this.top - count);
    this.fresh = Math.max(0, this.fresh - count);
  }

  moveTop(place: number): void {
    this.top = Math.max(-FURTHEST, Math.min(place, FURTHEST));
    this.stack.cut(this.top);
  }

  /** Notes that the address of a place is known to others from now on. */
  escape(place: number): void {
    const known = this.#escaped;
    if (known.length < MAX_ESCAPED && !known.includes(place)) this.#escaped = [...known, place];
  }

  /** Nothing that a callee may change is known any longer. */
  clobberVolatile(): void {
    for (const place of this.#escaped) {
      // A local may be the start of a structure; an argument is one word.
      this.stack.forget(place <= 0 ? place : Math.max(1, place - LARGEST_LOCAL), place);
    }
    this.registers[EAX] = undefined;
    this.registers[ECX] = undefined;
    this.registers[EDX] = undefined;
  }

  /** Joins the state of another way to the same place into this one. */
  mergeWith(other: MachineState): void {
    const { registers } = this;
    for (let i = 0; i < 8; i++) {
      if (registers[i] !== other.registers[i]) registers[i] = merge(registers[i], other.registers[i]);
    }
    this.isAssumed ||= other.isAssumed;
    this.fresh = 0;
    this.doubtfulTo = Math.max(this.doubtfulTo, other.doubtfulTo);
    if (this.top !== other.top) {
      // Some call's arguments were miscounted on one of the ways; places counted from the frame still agree.
      this.top = Math.max(this.top, other.top);
      this.doubtfulTo = Math.max(this.doubtfulTo, this.top);
    }
    this.stack.mergeWith(other.stack);
    if (other.#escaped !== this.#escaped) for (const place of other.#escaped) this.escape(place);
  }
}
