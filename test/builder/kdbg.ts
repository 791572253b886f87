import { ascii, put16, put32 } from './bytes.ts';
import type { Machine } from './machine.ts';
import type { Windows } from './windows/windows.ts';

/** KDDEBUGGER_DATA64 as 32-bit Windows leaves it: addresses in 8-byte fields. */

/** Offset -> kernel variable whose address the field holds. */
const ADDRESSES: Record<number, string> = {
  72: 'PsLoadedModuleList',
  80: 'PsActiveProcessHead',
  88: 'PspCidTable',
  96: 'ExpSystemResourcesList',
  104: 'ExpPagedPoolDescriptor',
  112: 'ExpNumberOfPagedPools',
  120: 'KeTimeIncrement',
  136: 'KiBugCheckData',
  152: 'ObpRootDirectoryObject',
  160: 'ObpTypeObjectType',
  192: 'MmPfnDatabase',
  224: 'MmNumberOfPagingFiles',
  232: 'MmLowestPhysicalPage',
  240: 'MmHighestPhysicalPage',
  248: 'MmNumberOfPhysicalPages',
  256: 'MmMaximumNonPagedPoolInBytes',
  272: 'MmNonPagedPoolStart',
  288: 'MmPagedPoolStart',
  296: 'MmPagedPoolEnd',
  304: 'MmPagedPoolInfo',
  320: 'MmSizeOfPagedPoolInBytes',
  328: 'MmTotalCommitLimit',
  336: 'MmTotalCommittedPages',
  344: 'MmSharedCommit',
  352: 'MmDriverCommit',
  360: 'MmProcessCommit',
  368: 'MmPagedPoolCommit',
  376: 'MmExtendedCommit',
  384: 'MmZeroedPageListHead',
  392: 'MmFreePageListHead',
  400: 'MmStandbyPageListHead',
  408: 'MmModifiedPageListHead',
  416: 'MmModifiedNoWritePageListHead',
  424: 'MmAvailablePages',
  432: 'MmResidentAvailablePages',
  440: 'PoolTrackTable',
  448: 'NonPagedPoolDescriptor',
  456: 'MmHighestUserAddress',
  464: 'MmSystemRangeStart',
  472: 'MmUserProbeAddress',
  512: 'MmLoadedUserImageList',
  520: 'NtBuildLab',
  536: 'KiProcessorBlock',
  544: 'MmUnloadedDrivers',
  552: 'MmLastUnloadedDriver',
  568: 'MmSpecialPoolTag',
  592: 'MmAllocatedNonPagedPool',
  600: 'MmPeakCommitment',
  608: 'MmTotalCommitLimitMaximum',
  616: 'CmNtCSDVersion',
  624: 'MmPhysicalMemoryBlock',
  632: 'MmSessionBase',
  640: 'MmSessionSize',
};

/** Fields that only Windows with fixed pool ranges fills in. */
const FIXED_RANGES: Record<number, string> = { 280: 'MmNonPagedPoolEnd' };

/**
 * Fields that Windows 10 leaves empty, most of them the memory manager's; which they are was read off a
 * small dump that build 19041 wrote.
 */
const EMPTY_SINCE_10: readonly (readonly [first: number, last: number])[] = [
  [104, 112],
  [224, 304],
  [328, 360],
  [376, 432],
  [448, 448],
  [512, 512],
  [592, 608],
  [632, 656],
];

/** u16 fields: offsets in structures, which readers use to check their layouts. */
function offsets({ eprocess, ethread, processor, build }: Windows): Record<number, number | undefined> {
  return {
    664: ethread.nextProcessor,
    666: ethread.teb,
    668: ethread.kernelStack,
    670: ethread.initialStack,
    672: ethread.apcProcess,
    674: ethread.state,
    680: eprocess.size,
    682: eprocess.peb,
    684: eprocess.parentId,
    686: eprocess.directoryTableBase,
    688: processor.prcbSize,
    690: processor.dpcRoutineActive,
    692: processor.currentThread,
    694: processor.mhz,
    696: processor.cpuType,
    698: processor.vendor,
    700: processor.contextFrame,
    702: processor.number,
    704: ethread.size,
    736: processor.pcrSize,
    738: processor.selfPcr,
    740: processor.prcbPointer,
    742: processor.prcb,
    748: build >= FIRST_WITH_STACKS ? ethread.initialStack : undefined,
    750: build >= FIRST_WITH_STACKS ? ethread.stackLimit : undefined,
    824: processor.context,
  };
}

const FIRST_WITH_STACKS = 7600;

const FIELD = {
  owner: 0x10,
  size: 0x14,
  kernBase: 0x18,
  thCallbackStack: 0x30,
  pae: 0x36,
  pageSize: 0x138,
} as const;

export function writeKdbg(machine: Machine): number {
  const { environment, globals, kernel, mode, windows } = machine;
  const { size } = windows.kdbg;
  const va = globals.at('KdDebuggerDataBlock');
  const block = new Uint8Array(size);
  const listHead = globals.at('KdpDebuggerDataListHead');
  put32(block, 0, listHead);
  put32(block, 4, listHead);
  kernel.u32(listHead, va);
  kernel.u32(listHead + 4, va);
  block.set(ascii('KDBG'), FIELD.owner);
  put32(block, FIELD.size, size);
  put32(block, FIELD.kernBase, environment.ntBase);
  put16(block, FIELD.thCallbackStack, windows.ethread.callbackStack ?? 0);
  put16(block, FIELD.pae, mode.pae ? 1 : 0);
  put32(block, FIELD.pageSize, 0x1000);
  for (const [at, name] of Object.entries(addresses(windows))) {
    if (globals.has(name)) put32(block, Number(at), globals.at(name));
  }
  for (const [at, value] of Object.entries(offsets(windows))) {
    if (Number(at) < size) put16(block, Number(at), value ?? 0);
  }
  kernel.bytes(va, block);
  return va;
}

/** Which fields this Windows fills in. */
function addresses({ kdbg, pool }: Windows): Record<number, string> {
  const fields = pool.fixedRanges ? { ...ADDRESSES, ...FIXED_RANGES } : ADDRESSES;
  if (kdbg.hasMemoryFields) return fields;
  const isEmpty = (at: number) => EMPTY_SINCE_10.some(([first, last]) => at >= first && at <= last);
  return Object.fromEntries(Object.entries(fields).filter(([at]) => !isEmpty(Number(at))));
}
