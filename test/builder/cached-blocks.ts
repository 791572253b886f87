import { LOOKASIDE_LIST } from './lookaside-list.ts';
import type { Machine } from './machine.ts';
import type { Processor } from './processors.ts';
import { HEADER } from './small-pool.ts';

/** Blocks that look allocated but are not: on a processor's lookaside list, or waiting to be freed. */

const LOOKASIDE_TAG = 'Wait';
const LOOKASIDE_SIZE = 0x60;
const PENDING_TAG = 'Irp ';

export function writeCachedBlocks(machine: Machine, processors: readonly Processor[]): void {
  const { scenario, kernel, windows } = machine;
  if (scenario.lookaside === false) return;
  const blocks = [0, 1, 2].map(() => cached(machine, LOOKASIDE_TAG, LOOKASIDE_SIZE));
  const list = lookasideHead(machine, processors[0].prcb + windows.processor.nonPagedLookaside);
  if (list === undefined) return;
  kernel.u32(list, blocks[0]);
  kernel.u16(list + 4, blocks.length);
  chain(machine, blocks);
}

/** The list for blocks of that size, among those that begin at `lists`; undefined where its form is not known. */
function lookasideHead({ windows, kernel, pools }: Machine, lists: number): number | undefined {
  const index = LOOKASIDE_SIZE / 8 - 1;
  switch (windows.pool.lookaside) {
    case 'lists':
      return lists + index * LOOKASIDE_LIST.size;
    case 'pointers': {
      // The processor's own list, then the one that all share.
      const own = pools.np.alloc('Look', HEADER + LOOKASIDE_LIST.size) + HEADER;
      const common = pools.np.alloc('Look', HEADER + LOOKASIDE_LIST.size) + HEADER;
      kernel.u32(lists + index * 8, own);
      kernel.u32(lists + index * 8 + 4, common);
      return own;
    }
    default:
      return undefined;
  }
}

/** Two blocks on the nonpaged pool's PendingFrees list. */
export function writePendingFrees(machine: Machine): void {
  const { scenario, kernel, globals, windows } = machine;
  const facts = windows.poolDescriptor;
  if (scenario.lookaside === false || !windows.pool.plainFreeLists) return;
  if (facts?.pendingFrees === undefined || facts.pendingFreeDepth === undefined) return;
  const blocks = [0x1c0, 0x88].map((size) => cached(machine, PENDING_TAG, size));
  chain(machine, blocks);
  const descriptor = globals.at('NonPagedPoolDescriptor');
  kernel.u32(descriptor + facts.pendingFrees, blocks[0]);
  kernel.u32(descriptor + facts.pendingFreeDepth, blocks.length);
}

function cached(machine: Machine, tag: string, size: number): number {
  return machine.pools.np.alloc(tag, size, { state: 'cached' }) + HEADER;
}

/** The first word of each payload points at the next payload. */
function chain(machine: Machine, payloads: readonly number[]): void {
  payloads.forEach((at, i) => {
    machine.kernel.u32(at, payloads[i + 1] ?? 0);
  });
}
