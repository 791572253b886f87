import { newPageCursor } from '../dump/physical-memory.ts';
import { Header } from '../formats/generated/object-header-x86.layout.ts';
import { poolHeaderX86BlockSize } from '../formats/generated/pool-header-x86.layout.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { PageState } from '../memory/page-state.ts';
import { ObjectsInBlocks } from '../objects/object-in-block.ts';
import type { ObjectTypes } from '../objects/object-types.ts';
import { BLOCK_UNIT } from '../pool/page-chain.ts';
import { BlockState, type PoolColumns } from '../pool/pool-columns.ts';
import type { Task } from '../units/task.ts';
import { EndProbe } from './end-probe.ts';
import { FoundObjects, ObjectState } from './found-objects.ts';
import type { ProcessNumbers } from './process-numbers.ts';

/** Pages between two reports of progress. */
const PAGES_A_STEP = 4096;

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

class Collector {
  private readonly objects = new FoundObjects();
  private readonly blocks: ObjectsInBlocks;
  private readonly probe: EndProbe;
  private readonly cursor = newPageCursor();

  constructor(
    private readonly kernel: Kernel,
    types: ObjectTypes,
    private readonly columns: PoolColumns,
    numbers: ProcessNumbers,
  ) {
    this.blocks = new ObjectsInBlocks(types, kernel.layouts);
    this.probe = new EndProbe(kernel, types, numbers);
  }

  visitPage(page: number): void {
    const { columns } = this;
    const end = columns.pageEnd(page);
    let isAtPage = false;
    for (let block = columns.pageFirst[page]; block < end; block++) {
      if (columns.state[block] !== BlockState.allocated || !this.blocks.mayHold(columns.tag[block])) continue;
      if (!isAtPage && this.kernel.memory.page(columns.pageVa[page], this.cursor) > PageState.readableLimit)
        return;
      isAtPage = true;
      this.visitBlock(page, block);
    }
  }

  finish(stopped: boolean): { objects: FoundObjects; stopped: boolean } {
    this.objects.seal();
    return { objects: this.objects, stopped };
  }

  private visitBlock(page: number, block: number): void {
    const { columns, blocks } = this;
    const { words } = this.cursor;
    const offset = columns.offset[block];
    const size = poolHeaderX86BlockSize(columns.head, block) * BLOCK_UNIT;
    const index = this.cursor.index + (offset >>> 2);
    const address = columns.pageVa[page] + offset;
    const distance = blocks.find(words, index, address, size, columns.tag[block]);
    const { slot } = blocks;
    if (distance === 0 || distance + this.probe.reach(slot) > size) return;
    const header = index + (distance >>> 2);
    const ended = this.probe.look(words, header, slot) ? ObjectState.ended : 0;
    const state = ended | countsOf(words, header);
    this.objects.add(address + distance, size, slot, state, this.probe.owner);
  }
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
