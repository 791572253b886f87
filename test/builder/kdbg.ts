import { ascii, put16, put32 } from './bytes.ts';
import type { Machine } from './machine.ts';

/** KDDEBUGGER_DATA64 as Windows 7 x86 leaves it: 0x340 bytes, addresses in 8-byte fields. */

const SIZE = 0x340;

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

/** u16 fields: offsets in structures, which readers use to check their layouts. */
const OFFSETS: Record<number, number> = {
  664: 0x58,
  666: 0x88,
  668: 0x30,
  670: 0x28,
  672: 0x50,
  674: 0x68,
  680: 0x2c0,
  682: 0x1a8,
  684: 0x140,
  686: 0x18,
  688: 0x3628,
  690: 0x1932,
  692: 4,
  694: 0x3c0,
  696: 0x14,
  698: 0x336c,
  700: 0x18,
  702: 0x3cc,
  704: 0x2b8,
  736: 0x3748,
  738: 0x1c,
  740: 0x20,
  742: 0x120,
  748: 0x28,
  750: 0x2c,
  824: 0x3618,
};

const FIELD = {
  owner: 0x10,
  size: 0x14,
  kernBase: 0x18,
  thCallbackStack: 0x30,
  pae: 0x36,
  pageSize: 0x138,
} as const;

export function writeKdbg(machine: Machine): number {
  const { environment, globals, kernel, mode } = machine;
  const va = globals.at('KdDebuggerDataBlock');
  const block = new Uint8Array(SIZE);
  const listHead = globals.at('KdpDebuggerDataListHead');
  put32(block, 0, listHead);
  put32(block, 4, listHead);
  kernel.u32(listHead, va);
  kernel.u32(listHead + 4, va);
  block.set(ascii('KDBG'), FIELD.owner);
  put32(block, FIELD.size, SIZE);
  put32(block, FIELD.kernBase, environment.ntBase);
  put16(block, FIELD.thCallbackStack, 0x130);
  put16(block, FIELD.pae, mode.pae ? 1 : 0);
  put32(block, FIELD.pageSize, 0x1000);
  for (const [at, name] of Object.entries(ADDRESSES)) {
    put32(block, Number(at), globals.at(name));
  }
  for (const [at, value] of Object.entries(OFFSETS)) put16(block, Number(at), value);
  kernel.bytes(va, block);
  return va;
}
