import type { Machine } from './machine.ts';
import type { Processor } from './processors.ts';
import { HEADER } from './small-pool.ts';
import { LOOKASIDE, POOL_DESCRIPTOR, PROCESSOR } from './windows7.ts';

/** Blocks that look allocated but are not: on a processor's lookaside list, or waiting to be freed. */

const LOOKASIDE_TAG = 'Wait';
const LOOKASIDE_SIZE = 0x60;
const PENDING_TAG = 'Irp ';

export function writeCachedBlocks(machine: Machine, processors: readonly Processor[]): void {
  if (machine.scenario.lookaside === false) return;
  const blocks = [0, 1, 2].map(() => cached(machine, LOOKASIDE_TAG, LOOKASIDE_SIZE));
  const units = LOOKASIDE_SIZE / 8;
  const list = processors[0].prcb + PROCESSOR.nonPagedLookaside + (units - 1) * LOOKASIDE.size;
  machine.kernel.u32(list, blocks[0]);
  machine.kernel.u16(list + 4, blocks.length);
  chain(machine, blocks);
}

/** Two blocks on the nonpaged pool's PendingFrees list. */
export function writePendingFrees(machine: Machine): void {
  if (machine.scenario.lookaside === false) return;
  const { kernel, globals } = machine;
  const blocks = [0x1c0, 0x88].map((size) => cached(machine, PENDING_TAG, size));
  chain(machine, blocks);
  const descriptor = globals.at('NonPagedPoolDescriptor');
  kernel.u32(descriptor + POOL_DESCRIPTOR.pendingFrees, blocks[0]);
  kernel.u32(descriptor + POOL_DESCRIPTOR.pendingFreeDepth, blocks.length);
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
