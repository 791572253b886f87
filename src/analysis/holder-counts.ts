import type { HandleColumns } from '../objects/handle-columns.ts';
import { BODY_OFFSET } from '../objects/object-header.ts';
import type { Process } from '../objects/processes.ts';
import { addVa } from '../units/address.ts';
import type { HandleSample } from './object-facts.ts';

/** Handles told of each type, for a person to repeat the proof. */
const SAMPLES = 4;

/** What one process holds, by the position of the type in the list of types. */
export class HolderCounts {
  readonly handles: Uint32Array;
  /** Different objects behind those handles. */
  readonly objects: Uint32Array;
  /** How many of those have ended. */
  readonly ended: Uint32Array;
  /** The whole table was read. */
  tableRead = false;
  /** Handles that lead to nothing that looks like an object. */
  unknown = 0;
  private readonly samples = new Map<number, HandleSample[]>();

  constructor(
    readonly process: Process,
    types: number,
  ) {
    this.handles = new Uint32Array(types);
    this.objects = new Uint32Array(types);
    this.ended = new Uint32Array(types);
  }

  /** Keeps the first few handles of each type. */
  sample(slot: number, columns: HandleColumns, row: number): void {
    if (this.handles[slot] > SAMPLES) return;
    const kept = this.samples.get(slot) ?? [];
    if (kept.length === 0) this.samples.set(slot, kept);
    if (kept.length < SAMPLES) {
      kept.push({
        handle: columns.handle[row],
        object: addVa(columns.object[row], BODY_OFFSET),
        access: columns.access[row],
      });
    }
  }

  samplesOf(slot: number): readonly HandleSample[] {
    return this.samples.get(slot) ?? [];
  }
}
