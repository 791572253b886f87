import type { Kernel } from '../kernel/kernel.ts';
import { BODY_OFFSET } from '../objects/object-header.ts';
import { NO_TYPE, type ObjectTypes } from '../objects/object-types.ts';
import { ThreadState } from '../objects/thread-states.ts';
import type { ProcessNumbers } from './process-numbers.ts';

const BODY_WORD = BODY_OFFSET >>> 2;

/** Tells from the words of an object whether it ran to its end, and whose it is. */
export class EndProbe {
  /** Number of the process that the thread looked at last belongs to; 0 for other objects. */
  owner = 0;
  private readonly threadSlot: number;
  private readonly processSlot: number;
  /** Offsets from the body, bytes. */
  private readonly stateOffset: number;
  private readonly ownerWord: number;
  private readonly exitWord: number;

  constructor(
    kernel: Kernel,
    types: ObjectTypes,
    private readonly numbers: ProcessNumbers,
  ) {
    this.threadSlot = types.list.findIndex((type) => type.name === 'Thread');
    this.processSlot = types.list.findIndex((type) => type.name === 'Process');
    this.stateOffset = kernel.offset('_KTHREAD', 'State');
    const owner = kernel.optionalOffset('_KTHREAD', 'Process') ?? kernel.offset('_ETHREAD', 'ThreadsProcess');
    this.ownerWord = owner >>> 2;
    this.exitWord = kernel.offset('_EPROCESS', 'ExitTime') >>> 2;
  }

  /** Objects of this type end while something may still refer to them. */
  ends(slot: number): boolean {
    return slot !== NO_TYPE && (slot === this.threadSlot || slot === this.processSlot);
  }

  /** Bytes from the header on that `look` reads of an object of this type. */
  reach(slot: number): number {
    if (slot === this.threadSlot) return BODY_OFFSET + Math.max(this.stateOffset, this.ownerWord * 4) + 4;
    return slot === this.processSlot ? BODY_OFFSET + this.exitWord * 4 + 8 : BODY_OFFSET;
  }

  /** Where `look` reads an object of this type: first and last word, counted from its header. */
  span(slot: number): readonly [number, number] {
    const state = this.stateOffset >>> 2;
    if (slot === this.threadSlot)
      return [BODY_WORD + Math.min(state, this.ownerWord), BODY_WORD + Math.max(state, this.ownerWord)];
    return slot === this.processSlot ? [BODY_WORD + this.exitWord, BODY_WORD + this.exitWord + 1] : [0, 0];
  }

  /** `words[header]` is the first word of the object's header. Sets `owner`. */
  look(words: Uint32Array, header: number, slot: number): boolean {
    this.owner = 0;
    if (slot === this.threadSlot) return this.lookAtThread(words, header + BODY_WORD);
    if (slot !== this.processSlot) return false;
    const exit = header + BODY_WORD + this.exitWord;
    return words[exit] !== 0 || words[exit + 1] !== 0;
  }

  private lookAtThread(words: Uint32Array, body: number): boolean {
    this.owner = this.numbers.numberOf(words[body + this.ownerWord]);
    const state = words[body + (this.stateOffset >>> 2)] >>> (8 * (this.stateOffset & 3));
    return (state & 0xff) === ThreadState.terminated;
  }
}
