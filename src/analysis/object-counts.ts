import { BODY_OFFSET } from '../objects/object-header.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { type FoundObjects, ObjectState, Road } from './found-objects.ts';
import { OwnerTally } from './owner-tally.ts';

/** What can be asked of counted objects: the bits of ObjectState, and whether a handle leads there. */
export const ObjectMark = { ...ObjectState, held: 16 } as const;

/** Combinations of marks. */
const NUM_MARKS = 32;
/** Types of objects a kernel can have. */
const MAX_TYPES = 256;
/** Objects told of each type. */
const SAMPLES = 4;

/** Objects found in pool, counted by type and by what holds of them: one pass over the rows. */
export class ObjectCounts {
  /** Processes that the objects belong to. */
  readonly owners = new OwnerTally();
  private readonly numbers = new Uint32Array(MAX_TYPES * NUM_MARKS);
  private readonly sizes = new Float64Array(MAX_TYPES * NUM_MARKS);
  /** Rows told of each type, ended objects first; and how many of them have ended. */
  private readonly told: number[][] = [];
  private readonly toldEnded = new Uint8Array(MAX_TYPES);

  constructor(private readonly objects: FoundObjects) {
    const { length, slot: slots, state: states, roads, size, owner } = objects;
    const { numbers, sizes, owners, toldEnded } = this;
    for (let row = 0; row < length; row++) {
      const slot = slots[row];
      const state = states[row];
      const at = slot * NUM_MARKS + (state | ((roads[row] & Road.handle) !== 0 ? ObjectMark.held : 0));
      numbers[at]++;
      sizes[at] += size[row];
      const isEnded = (state & ObjectState.ended) !== 0;
      if (owner[row] !== 0) owners.add(slot, owner[row], isEnded);
      if (toldEnded[slot] < SAMPLES) this.tell(slot, row, isEnded);
    }
  }

  /** Objects of a type with all marks of `having` and none of `lacking`. */
  number(slot: number, having = 0, lacking = 0): number {
    let sum = 0;
    for (let marks = 0; marks < NUM_MARKS; marks++) {
      if ((marks & having) === having && (marks & lacking) === 0)
        sum += this.numbers[slot * NUM_MARKS + marks];
    }
    return sum;
  }

  /** Bytes of all blocks of a type. */
  bytes(slot: number): number {
    return this.sizes.subarray(slot * NUM_MARKS, (slot + 1) * NUM_MARKS).reduce((sum, one) => sum + one, 0);
  }

  /** Bodies of the first few objects of a type, of ended ones where there are any. */
  samples(slot: number): VirtualAddress[] {
    return (this.told[slot] ?? []).map((row) => addVa(this.objects.header[row], BODY_OFFSET));
  }

  private tell(slot: number, row: number, isEnded: boolean): void {
    this.told[slot] ??= [];
    const told = this.told[slot];
    if (isEnded) told[this.toldEnded[slot]++] = row;
    else if (told.length < SAMPLES) told.push(row);
  }
}
