import { newPageCursor } from '../dump/physical-memory.ts';
import { Header } from '../formats/generated/object-header-x86.layout.ts';
import { poolHeaderX86BlockSize } from '../formats/generated/pool-header-x86.layout.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { PageState } from '../memory/page-state.ts';
import { looksAlive, ObjectsInBlocks, TYPE_WORD } from '../objects/object-in-block.ts';
import { NO_TYPE, type ObjectTypes } from '../objects/object-types.ts';
import { BLOCK_UNIT } from '../pool/page-chain.ts';
import { BlockState, type PoolColumns } from '../pool/pool-columns.ts';
import type { VirtualAddress } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import { EndProbe } from './end-probe.ts';
import { FoundObjects, ObjectState } from './found-objects.ts';
import type { ProcessNumbers } from './process-numbers.ts';

/** Pages between two reports of progress. */
const PAGES_A_STEP = 4096;
/** Words of a header that are read. */
const LAST_HEADER_WORD = (Header.size >>> 2) - 1;

/** Every object in the blocks of the system's pools that are in use. Stopped early: what was found. */
export function* collectObjects(
  kernel: Kernel,
  types: ObjectTypes,
  columns: PoolColumns,
  numbers: ProcessNumbers,
): Task<{ readonly objects: FoundObjects; readonly stopped: boolean }> {
  const collector = new Collector(kernel, types, columns, numbers);
  const pages = columns.spaceStart[1] ?? columns.pageCount;
  for (let page = 0; page < pages; page++) {
    collector.visitPage(page);
    if (page % PAGES_A_STEP !== PAGES_A_STEP - 1) continue;
    if (yield { what: 'objects in pool', done: page + 1, total: pages }) return collector.finish(true);
  }
  return collector.finish(false);
}

/** What the last object was found by. A block that agrees with all of it holds one more such object. */
interface Likeness {
  /** Tag and type word as signed words: those compare fastest. */
  tag: number;
  typeWord: number;
  /** Size of the block in units. */
  units: number;
  /** Bytes from the block to the object's header. */
  distance: number;
  slot: number;
  /** Words from the header to the first and the last word that is read behind it. */
  low: number;
  high: number;
}

class Collector {
  private readonly objects: FoundObjects;
  private readonly blocks: ObjectsInBlocks;
  private readonly probe: EndProbe;
  private readonly cursor = newPageCursor();
  private readonly like: Likeness = {
    tag: 0,
    typeWord: 0,
    units: -1,
    distance: 0,
    slot: NO_TYPE,
    low: 0,
    high: 0,
  };
  /** One type has one type word: not where headers hold addresses or are scrambled. */
  private readonly hasLikes: boolean;
  private touched = 0;

  constructor(
    private readonly kernel: Kernel,
    types: ObjectTypes,
    private readonly columns: PoolColumns,
    numbers: ProcessNumbers,
  ) {
    this.objects = new FoundObjects(expectedObjects(types, columns));
    this.blocks = new ObjectsInBlocks(types, kernel.layouts);
    this.probe = new EndProbe(kernel, types, numbers);
    this.hasLikes = types.form === 'index' && types.cookie === undefined;
  }

  visitPage(page: number): void {
    const { columns, cursor } = this;
    const va = columns.pageVa[page];
    const end = columns.pageEnd(page);
    let block = this.firstCandidate(columns.pageFirst[page], end);
    if (block === end || this.kernel.memory.page(va, cursor) > PageState.readableLimit) return;
    const { words, index } = cursor;
    this.touch(words, index, block, end);
    while (block < end) {
      block = this.takeAlike(words, index, va, block, end);
      if (block < end) this.visitBlock(words, index, va, block++);
    }
  }

  finish(stopped: boolean): { objects: FoundObjects; stopped: boolean } {
    this.objects.seal();
    return { objects: this.objects, stopped };
  }

  /** The first block that may hold an object; `end` when none may. */
  private firstCandidate(first: number, end: number): number {
    let block = first;
    while (block < end && !this.isCandidate(block)) block++;
    return block;
  }

  private isCandidate(block: number): boolean {
    const { state, tag } = this.columns;
    return state[block] === BlockState.allocated && this.blocks.mayHold(tag[block]);
  }

  /**
   * Reads all blocks of a page where an object like the last one would be read. Looking into a block
   * waits for memory several times; asked for at once, the waits of all the blocks are one.
   */
  private touch(words: Uint32Array, index: number, first: number, end: number): void {
    const { offset } = this.columns;
    const { distance, low, high } = this.like;
    const start = index + (distance >>> 2);
    // Blocks that are not alike may end before, the last ones of a window too.
    const last = words.length - 1 - Math.max(high, LAST_HEADER_WORD);
    let { touched } = this;
    for (let block = first; block < end; block++) {
      const at = Math.min(start + (offset[block] >>> 2), last);
      touched ^= words[at] ^ words[at + LAST_HEADER_WORD] ^ words[at + low] ^ words[at + high];
    }
    this.touched = touched;
  }

  /** Adds the objects of blocks from `first` on for as long as they are like the last one found. */
  private takeAlike(
    words: Uint32Array,
    index: number,
    va: VirtualAddress,
    first: number,
    end: number,
  ): number {
    const { probe, objects } = this;
    const { tag: likeTag, typeWord, units, distance, slot } = this.like;
    const { state, tag, offset, head } = this.columns;
    const size = units * BLOCK_UNIT;
    let block = first;
    for (; block < end; block++) {
      if (state[block] !== BlockState.allocated || (tag[block] | 0) !== likeTag) break;
      if (poolHeaderX86BlockSize(head, block) !== units) break;
      const at = offset[block] + distance;
      const header = index + (at >>> 2);
      if ((words[header + TYPE_WORD] | 0) !== typeWord || !looksAlive(words, header)) break;
      const ended = probe.look(words, header, slot) ? ObjectState.ended : 0;
      objects.add(va + at, size, slot, ended | countsOf(words, header), probe.owner);
    }
    return block;
  }

  private visitBlock(words: Uint32Array, index: number, va: VirtualAddress, block: number): void {
    if (!this.isCandidate(block)) return;
    const { columns, blocks, probe } = this;
    const address = va + columns.offset[block];
    const at = index + (columns.offset[block] >>> 2);
    const units = poolHeaderX86BlockSize(columns.head, block);
    const size = units * BLOCK_UNIT;
    const distance = blocks.find(words, at, address, size, columns.tag[block]);
    const { slot } = blocks;
    if (distance === 0 || distance + probe.reach(slot) > size) return;
    const header = at + (distance >>> 2);
    const ended = probe.look(words, header, slot) ? ObjectState.ended : 0;
    this.objects.add(address + distance, size, slot, ended | countsOf(words, header), probe.owner);
    if (this.hasLikes) this.remember(columns.tag[block], words[header + TYPE_WORD], units, distance);
  }

  /** The object just found is what the next ones are compared with. */
  private remember(tag: number, typeWord: number, units: number, distance: number): void {
    const { like, probe, blocks } = this;
    like.tag = tag | 0;
    like.typeWord = typeWord | 0;
    like.units = units;
    like.distance = distance;
    like.slot = blocks.slot;
    [like.low, like.high] = probe.span(blocks.slot);
  }
}

/** Objects that the types count, held to the blocks there are. */
function expectedObjects({ list }: ObjectTypes, { blockCount }: PoolColumns): number {
  const counted = list.reduce((sum, { totalObjects }) => sum + totalObjects, 0);
  return Math.min(blockCount, counted);
}

/** Bits of ObjectState from the two counts of a header. */
function countsOf(words: Uint32Array, header: number): number {
  const pointers = words[header + (Header.pointerCount.offset >>> 2)] | 0;
  const handles = words[header + (Header.handleCount.offset >>> 2)] | 0;
  return (
    (handles > 0 ? ObjectState.counted : 0) |
    (pointers > 0 ? ObjectState.pointed : 0) |
    (pointers > handles ? ObjectState.exceeding : 0)
  );
}
