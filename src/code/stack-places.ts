import { merge, type TracedValue } from './traced-value.ts';

/** Arguments that are followed. */
const ARGUMENTS = 16;

/** Places -16 .. 0 of every function: its arguments, the last one first, and the return address. */
const CALLER_PLACES: readonly TracedValue[] = [
  ...Array.from(
    { length: ARGUMENTS },
    (_, i): TracedValue => ({ kind: 'argument', index: ARGUMENTS - 1 - i }),
  ),
  undefined,
];
const UNKNOWN_PLACES: readonly TracedValue[] = CALLER_PLACES.map(() => undefined);

/**
 * What is known to lie on the stack, by place: dwords below the return address, which is place 0.
 * Only known values are kept, however large the frame, in ascending order of place.
 */
export class StackPlaces {
  private constructor(
    /** Place p <= 0 lies at p + ARGUMENTS. */
    readonly caller: TracedValue[],
    readonly places: number[],
    readonly values: TracedValue[],
  ) {}

  static ofCaller(isKnown: boolean): StackPlaces {
    return new StackPlaces((isKnown ? CALLER_PLACES : UNKNOWN_PLACES).slice(), [], []);
  }

  clone(): StackPlaces {
    return new StackPlaces(this.caller.slice(), this.places.slice(), this.values.slice());
  }

  read(place: number): TracedValue {
    if (place <= 0) return this.caller[place + ARGUMENTS];
    const index = this.#indexOf(place);
    return this.places[index] === place ? this.values[index] : undefined;
  }

  write(place: number, value: TracedValue): void {
    if (place <= 0) {
      if (place >= -ARGUMENTS) this.caller[place + ARGUMENTS] = value;
      return;
    }
    const index = this.#indexOf(place);
    if (this.places[index] === place) {
      if (value !== undefined) {
        this.values[index] = value;
        return;
      }
      this.places.splice(index, 1);
      this.values.splice(index, 1);
    } else if (value !== undefined) {
      this.places.splice(index + 1, 0, place);
      this.values.splice(index + 1, 0, value);
    }
  }

  /** Forgets everything below `top`. */
  cut(top: number): void {
    while (this.places.length > 0 && this.places[this.places.length - 1] > top) {
      this.places.pop();
      this.values.pop();
    }
  }

  /** Forgets places `from` .. `to`, both included. */
  forget(from: number, to: number): void {
    if (to <= 0) {
      for (let place = from; place <= to; place++) this.write(place, undefined);
      return;
    }
    for (let index = this.#indexOf(to); index >= 0 && this.places[index] >= from; index--) {
      this.places.splice(index, 1);
      this.values.splice(index, 1);
    }
  }

  /** Joins what is known on another way. */
  mergeWith(other: StackPlaces): void {
    const { caller } = this;
    for (let i = 0; i <= ARGUMENTS; i++) {
      if (caller[i] !== other.caller[i]) caller[i] = merge(caller[i], other.caller[i]);
    }
    for (const [i, place] of other.places.entries()) {
      const index = this.#indexOf(place);
      if (this.places[index] !== place) this.write(place, merge(undefined, other.values[i]));
    }
    for (let i = this.places.length - 1; i >= 0; i--) {
      const theirs = other.read(this.places[i]);
      if (theirs !== this.values[i]) this.write(this.places[i], merge(this.values[i], theirs));
    }
  }

  /** Index of the last kept place at or above `place` in memory, -1 for none. */
  #indexOf(place: number): number {
    let index = this.places.length - 1;
    while (index >= 0 && this.places[index] > place) index--;
    return index;
  }
}
