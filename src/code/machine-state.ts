import { merge, type TracedValue } from './traced-value.ts';

/** Registers as the processor numbers them. */
export const EAX = 0;
export const ECX = 1;
export const EDX = 2;
export const ESP = 4;
export const EBP = 5;

/** Positions below this are another function's, or a stack pointer that ran away. */
const DEEPEST = 0x4000;

/** Dwords of the largest local structure whose contents are taken to change with a call. */
const LARGEST_LOCAL = 32;

/**
 * Registers and stack of one function while its code is followed. Stack places are counted in
 * dwords below the return address, which is place 0: the first push goes to place 1, the first
 * argument lies at place -1.
 */
export class MachineState {
  readonly registers: TracedValue[] = new Array(8).fill(undefined);
  /** Place that ESP points to. */
  top = 0;
  /** Places up to this one may be off, because some call before took an unknown number of arguments. */
  doubtfulTo = Number.NEGATIVE_INFINITY;
  /** Dwords pushed since the last call or branch: what a call to the unknown is taken to consume. */
  fresh = 0;
  /** The state does not come from the start of a function: ways into this code are missing. */
  isAssumed = false;
  readonly #slots = new Map<number, TracedValue>();
  /** Places whose address was taken: what is called may write there. */
  readonly #escaped = new Set<number>();

  /** State at the first instruction of a function. */
  static atEntry(): MachineState {
    const state = new MachineState();
    for (const register of [0, 1, 2, 3, 6, 7]) state.registers[register] = { kind: 'incoming', register };
    return state;
  }

  /** State at code whose way in is not known. */
  static unknown(): MachineState {
    const state = new MachineState();
    state.isAssumed = true;
    state.doubtfulTo = 0;
    return state;
  }

  clone(): MachineState {
    const copy = new MachineState();
    for (let i = 0; i < 8; i++) copy.registers[i] = this.registers[i];
    copy.top = this.top;
    copy.doubtfulTo = this.doubtfulTo;
    copy.fresh = this.fresh;
    copy.isAssumed = this.isAssumed;
    for (const [place, value] of this.#slots) copy.#slots.set(place, value);
    for (const place of this.#escaped) copy.#escaped.add(place);
    return copy;
  }

  read(place: number): TracedValue {
    if (this.#slots.has(place)) return this.#slots.get(place);
    return place < 0 && !this.isAssumed ? { kind: 'argument', index: -1 - place } : undefined;
  }

  write(place: number, value: TracedValue): void {
    this.#slots.set(place, value);
  }

  push(value: TracedValue): void {
    if (this.top < DEEPEST) this.top++;
    this.fresh++;
    this.#slots.set(this.top, value);
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
    const next = Math.max(-DEEPEST, Math.min(place, DEEPEST));
    if (next < this.top) for (const at of [...this.#slots.keys()]) if (at > next) this.#slots.delete(at);
    this.top = next;
  }

  /** Notes that the address of a place is known to others from now on. */
  escape(place: number): void {
    this.#escaped.add(place);
  }

  /** Nothing that a callee may change is known any longer. */
  clobberVolatile(): void {
    for (const place of this.#escaped) {
      // A local may be the start of a structure; an argument is one word.
      const last = place < 0 ? place : Math.max(1, place - LARGEST_LOCAL);
      for (let at = place; at >= last; at--) this.#slots.set(at, undefined);
    }

    this.registers[EAX] = undefined;
    this.registers[ECX] = undefined;
    this.registers[EDX] = undefined;
  }

  /** Joins the state of another way to the same place into this one. */
  mergeWith(other: MachineState): void {
    for (let i = 0; i < 8; i++) this.registers[i] = merge(this.registers[i], other.registers[i]);
    this.isAssumed ||= other.isAssumed;
    this.doubtfulTo = Math.max(this.doubtfulTo, other.doubtfulTo);
    this.fresh = 0;
    if (this.top !== other.top) {
      // Some call's arguments were miscounted on one of the ways; places below the frame still agree.
      const lower = Math.min(this.top, other.top);
      this.top = Math.max(this.top, other.top);
      this.doubtfulTo = Math.max(this.doubtfulTo, this.top);
      for (let place = lower + 1; place <= this.top; place++) this.#slots.delete(place);
    }
    for (const place of other.#escaped) this.#escaped.add(place);
    for (const [place, value] of this.#slots) this.#slots.set(place, merge(value, other.read(place)));
    for (const place of other.#slots.keys()) {
      if (place <= this.top && !this.#slots.has(place))
        this.#slots.set(place, merge(this.read(place), other.read(place)));
    }
  }
}
