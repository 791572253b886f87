import { EPROCESS, ETHREAD, POOL_DESCRIPTOR } from './windows7.ts';

/**
 * nt's variables in the order they lie in its data section. The order is the same in every dump, as one
 * GUID names one kernel: a symbol file of any dump serves them all.
 */

/** First RVA of the variables that have no fixed place. */
const FIRST_VARIABLE = 0x14f000;
const POOL_TRACK_TABLE = 0x148ae0;

/** Variables at fixed RVAs; those around PoolTrackTable keep the distances of Windows 7 x86. */
export const FIXED: readonly (readonly [name: string, rva: number])[] = [
  ['KdDebuggerDataBlock', 0x12ac28],
  ['KiInitialPCR', 0x12bc00],
  ['PoolBigPageTableHash', POOL_TRACK_TABLE - 0x1c],
  ['PoolBigPageTableSize', POOL_TRACK_TABLE - 0x18],
  ['PoolBigPageTable', POOL_TRACK_TABLE - 0x14],
  ['PoolTrackTableExpansionSize', POOL_TRACK_TABLE - 0x10],
  ['PoolTrackTableExpansion', POOL_TRACK_TABLE - 0xc],
  ['PoolTrackTableMask', POOL_TRACK_TABLE - 8],
  ['PoolTrackTableSize', POOL_TRACK_TABLE - 4],
  ['PoolTrackTable', POOL_TRACK_TABLE],
];

/** Name, bytes (default 4), alignment (default 4). */
const VARIABLES: readonly (readonly [name: string, size?: number, align?: number])[] = [
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
  ['NonPagedPoolDescriptor', POOL_DESCRIPTOR.size, 0x40],
  ['ExpPagedPool0', POOL_DESCRIPTOR.size, 0x40],
  ['ExpPagedPool1', POOL_DESCRIPTOR.size, 0x40],
  ['ExpPagedPool2', POOL_DESCRIPTOR.size, 0x40],
  ['ExpPagedPool3', POOL_DESCRIPTOR.size, 0x40],
  ['ExpPagedPool4', POOL_DESCRIPTOR.size, 0x40],
  ['ExpSessionPoolTrackTable'],
  ['ExpSessionPoolTrackTableSize'],
  ['ExpSessionPoolBigPageTable'],
  ['ExPoolFailures'],
  ['KiProcessorBlock', 32 * 4],
  ['KiInitialProcess', EPROCESS.size, 0x20],
  ['KiIdleThread0', ETHREAD.size, 0x20],
  ['KiIdleThread1', ETHREAD.size, 0x20],
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

/** Names and RVAs of the variables in VARIABLES. */
export function variableRvas(): [name: string, rva: number][] {
  let next = FIRST_VARIABLE;
  return VARIABLES.map(([name, size = 4, align = 4]) => {
    const rva = Math.ceil(next / align) * align;
    next = rva + size;
    return [name, rva];
  });
}
