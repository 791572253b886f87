import type { Windows } from './windows/windows.ts';

/**
 * nt's variables in the order they lie in its data section. The order is the same in every dump, as one
 * GUID names one kernel: a symbol file of any dump serves them all.
 */

/** First RVA of the variables that have no fixed place. */
const FIRST_VARIABLE = 0x14f000;
const POOL_TRACK_TABLE = 0x148ae0;

const FIXED: readonly (readonly [name: string, rva: number])[] = [
  ['KdDebuggerDataBlock', 0x12ac28],
  ['KiInitialPCR', 0x12bc00],
];

/** Variables at fixed RVAs; those around PoolTrackTable keep the distances of their Windows. */
export function fixedVariables({ pool }: Windows): [name: string, rva: number][] {
  const around = Object.entries(pool.neighbours).map(([name, distance]): [string, number] => [
    name,
    POOL_TRACK_TABLE + distance,
  ]);
  return [
    ...FIXED.map(([name, rva]): [string, number] => [name, rva]),
    ...around,
    ['PoolTrackTable', POOL_TRACK_TABLE],
  ];
}

/** Name, bytes (default 4), alignment (default 4). */
type Variable = readonly [name: string, size?: number, align?: number];

const VARIABLES: readonly Variable[] = [
  ['PsLoadedModuleList', 8, 8],
  ['PsActiveProcessHead', 8, 8],
  ['PspCidTable'],
  ['ExpSystemResourcesList', 8],
  ['KdVersionBlock', 0x28, 8],
  ['KdpDebuggerDataListHead', 8],
  ['MmLoadedUserImageList', 8],
  ['MmPhysicalMemoryBlock'],
  ['KiBugCheckData', 5 * 4],
  ['ObpRootDirectoryObject'],
  ['ObpTypeObjectType'],
  ['ObpKernelHandleTable'],
  ['HandleTableListHead', 8, 8],
  ['ObTypeIndexTable', 256 * 4],
  ['ExPoolTagTables', 32 * 4, 0x40],
  ['ExpNumberOfPagedPools'],
  ['ExpPagedPoolDescriptor', 17 * 4, 8],
  ['PoolVector', 8],
  ['NonPagedPoolDescriptor', 0x1140, 0x40],
  ['ExpPagedPool0', 0x1140, 0x40],
  ['ExpPagedPool1', 0x1140, 0x40],
  ['ExpPagedPool2', 0x1140, 0x40],
  ['ExpPagedPool3', 0x1140, 0x40],
  ['ExpPagedPool4', 0x1140, 0x40],
  ['ExpSessionPoolTrackTable'],
  ['ExpSessionPoolTrackTableSize'],
  ['ExpSessionPoolBigPageTable'],
  ['ExPoolFailures'],
  ['KiProcessorBlock', 32 * 4],
  ['KiInitialProcess', 0x2c0, 0x20],
  ['KiIdleThread0', 0x2b8, 0x20],
  ['KiIdleThread1', 0x2b8, 0x20],
  ['KeTickCount', 12, 8],
  ['KeTimeIncrement'],
  ['KeMaximumIncrement'],
  ['MmUnloadedDrivers'],
  ['MmLastUnloadedDriver'],
  ['MmLowestPhysicalPage'],
  ['MmHighestPhysicalPage'],
  ['MmNumberOfPhysicalPages'],
  ['MmAvailablePages'],
  ['MmResidentAvailablePages'],
  ['MmSystemLockPagesCount'],
  ['MmTotalPagesForPagingFile'],
  ['MmNumberOfPagingFiles'],
  ['MmPagingFile', 16 * 4, 8],
  ['MmAllocatedNonPagedPool'],
  ['MmMaximumNonPagedPoolInBytes'],
  ['MmSizeOfPagedPoolInBytes'],
  ['MmPagedPoolInfo'],
  ['MmNonPagedPoolStart'],
  ['MmPagedPoolStart'],
  ['MmPagedPoolEnd'],
  ['MmPfnDatabase'],
  ['MmHighestUserAddress'],
  ['MmSystemRangeStart'],
  ['MmUserProbeAddress'],
  ['MmSpecialPoolTag'],
  ['MmSessionBase'],
  ['MmSessionSize'],
  ['MiSessionWsList', 8],
  ['MmSharedCommit'],
  ['MmSpecialPagesInUse'],
  ['MmProcessCommit'],
  ['MmPagedPoolCommit'],
  ['MmDriverCommit'],
  ['MmTotalCommittedPages'],
  ['MmTotalCommitLimit'],
  ['MmTotalCommitLimitMaximum'],
  ['MmPeakCommitment'],
  ['MmExtendedCommit'],
  ['MmZeroedPageListHead', 0x14],
  ['MmFreePageListHead', 0x14],
  ['MmStandbyPageListHead', 0x14],
  ['MmModifiedPageListHead', 0x14],
  ['MmModifiedNoWritePageListHead', 0x14],
  ['MiSystemPteInfo', 0x38, 8],
  ['MiSystemVaType', 1024, 8],
  ['MiSystemVaTypeCount', 16 * 4],
  ['MmPoolFailures', 9 * 4],
  ['MmPoolFailureReasons', 11 * 4],
  ['CmNtCSDVersion'],
  ['NtBuildNumber'],
  ['NtBuildLab', 0x40],
];

/** What other Windows have besides; behind all others, so that nothing of Windows 7 moves. */
const OTHERS: readonly Variable[] = [
  ['ExpFreeListCount'],
  ['ObHeaderCookie'],
  ['MmNonPagedPoolEnd'],
  ['MmNonPagedPoolEnd0'],
  ['MmNonPagedPoolExpansionStart'],
  ['PoolBigPageTable'],
  ['PoolBigPageTableSize'],
  ['PoolTrackTableExpansion'],
  ['PoolTrackTableExpansionSize'],
];

const ONLY_FIXED_RANGES = ['MmNonPagedPoolEnd', 'MmNonPagedPoolEnd0', 'MmNonPagedPoolExpansionStart'];

/** Names and RVAs of the variables that have no fixed place. */
export function variableRvas(windows: Windows): [name: string, rva: number][] {
  const sizes = sizesOf(windows);
  const placed = new Set(fixedVariables(windows).map(([name]) => name));
  const isThere = ([name]: Variable) =>
    !placed.has(name) &&
    !windows.missing.includes(name) &&
    (windows.pool.fixedRanges || !ONLY_FIXED_RANGES.includes(name));
  let next = FIRST_VARIABLE;
  return [...VARIABLES, ...OTHERS].filter(isThere).map(([name, size = 4, align = 4]) => {
    const rva = Math.ceil(next / align) * align;
    next = rva + (sizes[name] ?? size);
    return [name, rva];
  });
}

/** Bytes of the structures among them; those of Windows 7 stand in the list. */
function sizesOf({ eprocess, ethread, poolDescriptor }: Windows): Readonly<Record<string, number>> {
  const pools = [0, 1, 2, 3, 4].map((i) => [`ExpPagedPool${i}`, poolDescriptor?.size ?? 4]);
  return {
    KiInitialProcess: eprocess.size,
    KiIdleThread0: ethread.size,
    KiIdleThread1: ethread.size,
    NonPagedPoolDescriptor: poolDescriptor?.size ?? 4,
    ...Object.fromEntries(pools),
  };
}
