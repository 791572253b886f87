import type { Kernel } from '../kernel/kernel.ts';
import { absentAt } from '../kernel/strings.ts';
import { Structure } from '../objects/structure.ts';
import { addVa, hex8, type VirtualAddress } from '../units/address.ts';
import { type Absent, absent, known, present, type Value } from '../units/value.ts';

/** Windows makes four paged pools and one more; NUMA machines a few beyond. */
const MAX_PAGED_POOLS = 16;
const MAX_NONPAGED_POOLS = 16;
/** Low bit of _POOL_DESCRIPTOR.PoolType. */
const PAGED = 1;

/** One pool as its _POOL_DESCRIPTOR counts it. */
export interface PoolDescriptor {
  readonly kind: 'nonpaged' | 'paged';
  /** Index in its array, as POOL_HEADER.PoolIndex names it. */
  readonly index: number;
  readonly address: Value<VirtualAddress>;
  /** Pages cut into blocks. */
  readonly totalPages: Value<number>;
  /** Pages given out whole. */
  readonly totalBigPages: Value<number>;
  /** `totalPages` and `totalBigPages` together: what `!vm` calls its usage. */
  readonly pages: Value<number>;
  /** First entry of the list of deferred frees; 0 when it is empty or the build has none. */
  readonly pendingFrees: VirtualAddress;
}

export interface PoolDescriptors {
  readonly nonpaged: readonly PoolDescriptor[];
  readonly paged: readonly PoolDescriptor[];
  /** Index of the last paged pool (ExpNumberOfPagedPools): there is one more than this. */
  readonly lastPaged: Value<number>;
}

/** Usage of every pool. What cannot be read is absent with its reason; counts are bounded. */
export function readPoolDescriptors(kernel: Kernel): PoolDescriptors {
  const lastPaged = boundedCount(kernel, 'ExpNumberOfPagedPools', MAX_PAGED_POOLS);
  const paged: PoolDescriptor[] = [];
  for (let i = 0; i <= (known(lastPaged) ?? -1); i++) {
    paged.push(readDescriptor(kernel, 'paged', i, pointerInArray(kernel, 'ExpPagedPoolDescriptor', i)));
  }
  return { nonpaged: readNonpaged(kernel), paged, lastPaged };
}

/** One descriptor, or one for each node when the kernel says it has several. */
function readNonpaged(kernel: Kernel): PoolDescriptor[] {
  const several = known(boundedCount(kernel, 'ExpNumberOfNonPagedPools', MAX_NONPAGED_POOLS)) ?? 1;
  if (several < 2) {
    return [readDescriptor(kernel, 'nonpaged', 0, kernel.globals.address('NonPagedPoolDescriptor'))];
  }
  return Array.from({ length: several }, (_, i) =>
    readDescriptor(kernel, 'nonpaged', i, pointerInArray(kernel, 'ExpNonPagedPoolDescriptor', i)),
  );
}

function boundedCount(kernel: Kernel, name: string, most: number): Value<number> {
  const count = kernel.globals.u32(name);
  if ('absent' in count || count.value <= most) return count;
  return absent('unreadable', `nt!${name} says ${count.value}; at most ${most} can be`);
}

function pointerInArray(kernel: Kernel, name: string, index: number): Value<VirtualAddress> {
  const array = kernel.globals.address(name);
  if ('absent' in array) return array;
  const at = addVa(array.value, index * 4);
  const pointer = kernel.memory.u32(at);
  if (pointer === undefined) return absentAt(kernel.memory, at);
  if (pointer < kernel.systemRangeStart) {
    return absent('unreadable', `nt!${name}[${index}] at ${hex8(at)} is ${hex8(pointer)}`);
  }
  return present(pointer, array.source);
}

function readDescriptor(
  kernel: Kernel,
  kind: 'nonpaged' | 'paged',
  index: number,
  address: Value<VirtualAddress>,
): PoolDescriptor {
  if ('absent' in address) return absentDescriptor(kind, index, address, address);
  const structure = new Structure(kernel.memory, kernel.layouts, '_POOL_DESCRIPTOR', address.value);
  const wrong = mismatch(structure, kind, index);
  if (wrong !== undefined) return absentDescriptor(kind, index, address, wrong);
  const totalPages = difference(structure, 'TotalPages', 'PagesAllocated', 'PagesDeallocated', address);
  const totalBigPages = difference(
    structure,
    'TotalBigPages',
    'BigPagesAllocated',
    'BigPagesDeallocated',
    address,
  );
  const pages =
    'absent' in totalPages
      ? totalPages
      : 'absent' in totalBigPages
        ? totalBigPages
        : present((totalPages.value + totalBigPages.value) >>> 0, address.source);
  const pendingFrees = structure.u32('PendingFrees') ?? 0;
  return { kind, index, address, totalPages, totalBigPages, pages, pendingFrees };
}

/** A descriptor whose type and index are both wrong is none. */
function mismatch(structure: Structure, kind: 'nonpaged' | 'paged', index: number): Absent | undefined {
  const type = structure.u32('PoolType');
  const found = structure.u32('PoolIndex');
  if (type === undefined || found === undefined) return undefined;
  if ((type & PAGED) === (kind === 'paged' ? PAGED : 0) || found === index) return undefined;
  return absent(
    'unreadable',
    `no descriptor of ${kind} pool ${index} at ${hex8(structure.address)}: PoolType ${type}, PoolIndex ${found}`,
  );
}

/** A counter, which Windows 10 keeps as two that only grow. */
function difference(
  structure: Structure,
  single: string,
  up: string,
  down: string,
  address: Value<VirtualAddress>,
): Value<number> {
  const source = 'value' in address ? address.source : 'layout';
  if (structure.has(single) || !structure.has(up)) {
    const word = structure.u32(single);
    return word === undefined ? structure.why(single) : present(word, source);
  }
  const allocated = structure.u32(up);
  const freed = structure.u32(down);
  if (allocated === undefined || freed === undefined) return structure.why(up);
  return present((allocated - freed) >>> 0, source);
}

function absentDescriptor(
  kind: 'nonpaged' | 'paged',
  index: number,
  address: Value<VirtualAddress>,
  why: Absent,
): PoolDescriptor {
  return { kind, index, address, totalPages: why, totalBigPages: why, pages: why, pendingFrees: 0 };
}
