import type { Kernel } from '../kernel/kernel.ts';
import { absentAt } from '../kernel/strings.ts';
import type { Process } from '../objects/processes.ts';
import { type MemorySession, readSessions } from '../objects/sessions.ts';
import { readPoolDescriptors } from '../pool/pool-descriptors.ts';
import { addVa, PAGE_SIZE } from '../units/address.ts';
import { absent, isPresent, present, type Value } from '../units/value.ts';
import { type PagingFile, readPagingFiles } from './paging-files.ts';
import { type PoolFailures, readPoolFailures } from './pool-failures.ts';

/** What `!vm` shows; every amount in pages, each with its source. */
export interface VirtualMemory {
  readonly physical: Value<number>;
  readonly pagingFiles: Value<readonly PagingFile[]>;
  readonly available: Value<number>;
  readonly residentAvailable: Value<number>;
  readonly lockedIo: Value<number>;
  readonly freeSystemPtes: Value<number>;
  readonly modified: Value<number>;
  readonly modifiedPagingFile: Value<number>;
  readonly modifiedNoWrite: Value<number>;
  /** One for each nonpaged pool; several on NUMA machines. */
  readonly nonPagedPools: readonly Value<number>[];
  readonly nonPagedUsage: Value<number>;
  readonly nonPagedMaximum: Value<number>;
  /** Pages that back nonpaged pool as the memory manager counts them: a second way to its usage. */
  readonly nonPagedAllocated: Value<number>;
  readonly pagedPools: readonly Value<number>[];
  /** Sum of `pagedPools`. */
  readonly pagedUsage: Value<number>;
  readonly pagedMaximum: Value<number>;
  readonly failures: PoolFailures;
  readonly sharedCommit: Value<number>;
  readonly specialPool: Value<number>;
  readonly sharedProcess: Value<number>;
  readonly pagedPoolCommit: Value<number>;
  readonly driverCommit: Value<number>;
  readonly committed: Value<number>;
  readonly commitLimit: Value<number>;
  readonly sessions: readonly MemorySession[];
}

export function readVirtualMemory(kernel: Kernel, processes: readonly Process[]): VirtualMemory {
  const count = (name: string) => kernel.globals.u32(name);
  const pools = readPoolDescriptors(kernel);
  const nonPagedPools = pools.nonpaged.map((pool) => pool.pages);
  const pagedPools = pools.paged.map((pool) => pool.pages);
  return {
    physical: count('MmNumberOfPhysicalPages'),
    pagingFiles: readPagingFiles(kernel),
    available: count('MmAvailablePages'),
    residentAvailable: count('MmResidentAvailablePages'),
    lockedIo: count('MmSystemLockPagesCount'),
    freeSystemPtes: freeSystemPtes(kernel),
    modified: listTotal(kernel, 'MmModifiedPageListHead'),
    modifiedPagingFile: count('MmTotalPagesForPagingFile'),
    modifiedNoWrite: listTotal(kernel, 'MmModifiedNoWritePageListHead'),
    nonPagedPools,
    nonPagedUsage: total(nonPagedPools),
    nonPagedMaximum: inPages(count('MmMaximumNonPagedPoolInBytes')),
    nonPagedAllocated: count('MmAllocatedNonPagedPool'),
    pagedPools,
    pagedUsage: pagedPools.length === 0 ? absentPool(pools.lastPaged) : total(pagedPools),
    pagedMaximum: inPages(count('MmSizeOfPagedPoolInBytes')),
    failures: readPoolFailures(kernel),
    sharedCommit: count('MmSharedCommit'),
    specialPool: count('MmSpecialPagesInUse'),
    sharedProcess: count('MmProcessCommit'),
    pagedPoolCommit: count('MmPagedPoolCommit'),
    driverCommit: count('MmDriverCommit'),
    committed: count('MmTotalCommittedPages'),
    commitLimit: count('MmTotalCommitLimit'),
    sessions: readSessions(kernel, processes),
  };
}

function absentPool(reason: Value<number>): Value<number> {
  return isPresent(reason) ? absent('unreadable', 'no paged pool descriptor') : reason;
}

/** The first absence when one summand is missing: a partial sum is no total. */
function total(values: readonly Value<number>[]): Value<number> {
  const [first] = values;
  if (first === undefined) return absent('unreadable', 'no pool descriptor');
  let sum = 0;
  for (const value of values) {
    if (!isPresent(value)) return value;
    sum += value.value;
  }
  return isPresent(first) ? present(sum, first.source) : first;
}

function inPages(bytes: Value<number>): Value<number> {
  return isPresent(bytes)
    ? present(Math.floor(bytes.value / PAGE_SIZE), bytes.source, bytes.complete)
    : bytes;
}

/** `Total` of an _MMPFNLIST. */
function listTotal(kernel: Kernel, name: string): Value<number> {
  const head = kernel.globals.address(name);
  if (!isPresent(head)) return head;
  const at = addVa(head.value, kernel.optionalOffset('_MMPFNLIST', 'Total') ?? 0);
  const value = kernel.memory.u32(at);
  return value === undefined ? absentAt(kernel.memory, at) : present(value, head.source);
}

/** First build that keeps the count in MiSystemPteInfo. */
const PTE_INFO_FROM = 7600;

function freeSystemPtes(kernel: Kernel): Value<number> {
  if (kernel.build < PTE_INFO_FROM) return kernel.globals.u32('MmTotalFreeSystemPtes');
  const info = kernel.globals.address('MiSystemPteInfo');
  if (!isPresent(info)) return info;
  const offset = kernel.optionalOffset('_MI_SYSTEM_PTE_TYPE', 'TotalFreeSystemPtes');
  if (offset === undefined) return absent('unsupported', '_MI_SYSTEM_PTE_TYPE.TotalFreeSystemPtes');
  const value = kernel.memory.u32(addVa(info.value, offset));
  return value === undefined
    ? absentAt(kernel.memory, addVa(info.value, offset))
    : present(value, info.source);
}
