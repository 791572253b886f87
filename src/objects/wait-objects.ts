import type { Kernel } from '../kernel/kernel.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { Structure } from './structure.ts';

/** MAXIMUM_WAIT_OBJECTS; a longer chain is a loop. */
const MAX_WAIT_BLOCKS = 64;

/** DISPATCHER_HEADER.Type without its topmost bit, as WinDbg names it. */
const DISPATCHER_NAMES: Readonly<Record<number, string>> = {
  0: 'NotificationEvent',
  1: 'SynchronizationEvent',
  2: 'Mutant',
  3: 'ProcessObject',
  4: 'QueueObject',
  5: 'Semaphore',
  6: 'Thread',
  7: 'Gate',
  8: 'NotificationTimer',
  9: 'SynchronizationTimer',
  18: 'Apc',
  19: 'Dpc',
  20: 'DeviceQueue',
  21: 'EventPair',
};
const MUTANT = 2;
const SEMAPHORE = 5;

/** What a thread waits for. */
export interface WaitObject {
  readonly address: VirtualAddress;
  /** DISPATCHER_HEADER.Type; undefined when the object cannot be read. */
  readonly type?: number;
  readonly typeName: string;
  /** Owner of a mutant; 0 when nobody owns it. */
  readonly owner?: VirtualAddress;
  /** Limit of a semaphore. */
  readonly limit?: number;
}

/** The objects that the thread at `address` waits for; the timer of its own time-out is left out. */
export function readWaitObjects(kernel: Kernel, address: VirtualAddress): WaitObject[] {
  const thread = new Structure(kernel.memory, kernel.layouts, '_KTHREAD', address);
  const addresses = waitBlocks(kernel, thread).map((block) => block.u32('Object'));
  const objects = addresses.filter((object): object is number => object !== undefined && object !== 0);
  const ownTimer = thread.has('Timer') ? thread.at('Timer') : undefined;
  const others = objects.filter((object) => object !== ownTimer);
  return (others.length > 0 ? others : objects).map((object) => readWaitObject(kernel, object));
}

/** Up to Windows 7 the blocks form a ring; since Windows 8 they lie one after the other. */
function waitBlocks(kernel: Kernel, thread: Structure): Structure[] {
  const first = thread.u32('WaitBlockList');
  const blocks: Structure[] = [];
  if (!first || first < kernel.systemRangeStart) return blocks;
  const count = thread.u8('WaitBlockCount');
  let at: number | undefined = first;
  while (at !== undefined && at >= kernel.systemRangeStart && blocks.length < MAX_WAIT_BLOCKS) {
    const block: Structure = new Structure(kernel.memory, kernel.layouts, '_KWAIT_BLOCK', at);
    if (count !== undefined && blocks.length >= count) break;
    if (block.u32('Thread') !== thread.address) break;
    blocks.push(block);
    at = block.has('NextWaitBlock')
      ? block.u32('NextWaitBlock')
      : addVa(at, kernel.layouts.struct('_KWAIT_BLOCK')?.size ?? 0x18);
    if (at === first || blocks.some((seen) => seen.address === at)) break;
  }
  return blocks;
}

function readWaitObject(kernel: Kernel, address: VirtualAddress): WaitObject {
  const header = kernel.memory.u8(address);
  if (header === undefined) return { address, typeName: 'Unreadable' };
  const type = header & 0x7f;
  const typeName = DISPATCHER_NAMES[type] ?? `Unknown type ${type}`;
  if (type === MUTANT) {
    const owner = new Structure(kernel.memory, kernel.layouts, '_KMUTANT', address).u32('OwnerThread');
    return { address, type, typeName, owner };
  }
  if (type === SEMAPHORE) {
    const limit = new Structure(kernel.memory, kernel.layouts, '_KSEMAPHORE', address).u32('Limit');
    return { address, type, typeName, limit };
  }
  return { address, type, typeName };
}
