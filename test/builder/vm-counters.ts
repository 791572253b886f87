import { ascii, roundUp, utf16 } from './bytes.ts';
import { FIXED_POOLS, KSEG0, TIME_INCREMENT, TIME_ZONE_HOURS } from './environment.ts';
import type { VmFigures } from './figures.ts';
import { leakingSide } from './leaking-side.ts';
import type { Machine } from './machine.ts';
import { HEADER } from './small-pool.ts';
import { VA_TYPE } from './va-plan.ts';

/** The memory manager's counters, the paging file, the clock: everything `!vm` and `vertarget` print. */

const PAGE_FILE_NAME = '\\??\\C:\\pagefile.sys';

/** Plain u32 variables and what they say. */
function counterValues(machine: Machine, vm: VmFigures): [name: string, value: number][] {
  return [
    ['MmLowestPhysicalPage', 1],
    ['MmHighestPhysicalPage', Math.max(...machine.memory.runs().map((r) => r.base + r.count - 1))],
    ['MmNumberOfPhysicalPages', vm.physical],
    ['MmAvailablePages', vm.available],
    ['MmResidentAvailablePages', vm.residentAvailable],
    ['MmSystemLockPagesCount', 0],
    ['MmTotalPagesForPagingFile', vm.modifiedPageFile],
    ['MmAllocatedNonPagedPool', vm.nonPagedUsage],
    ['MmMaximumNonPagedPoolInBytes', vm.nonPagedMax * 0x1000],
    ['MmSizeOfPagedPoolInBytes', vm.pagedMax * 0x1000],
    ['ExPoolFailures', vm.failures],
    ['MmSharedCommit', vm.sharedCommit],
    ['MmSpecialPagesInUse', vm.specialPool],
    ['MmProcessCommit', vm.sharedProcess],
    ['MmPagedPoolCommit', vm.pagedCommit],
    ['MmDriverCommit', vm.driverCommit],
    ['MmTotalCommittedPages', vm.committed],
    ['MmTotalCommitLimit', vm.commitLimit],
    ['MmTotalCommitLimitMaximum', vm.commitLimit * 2],
    ['MmPeakCommitment', vm.committed + 311],
    ['MmExtendedCommit', 0],
    ...poolRanges(machine),
    ['MmPagedPoolInfo', 0],
    ['MmPfnDatabase', 0],
    ['MmHighestUserAddress', 0x7ffeffff],
    ['MmSystemRangeStart', KSEG0],
    ['MmUserProbeAddress', 0x7fff0000],
    ['MmSpecialPoolTag', 0],
    ['MmSessionBase', 0x97600000],
    ['MmSessionSize', 0],
    ['KeTimeIncrement', TIME_INCREMENT],
    ['KeMaximumIncrement', TIME_INCREMENT],
    ['CmNtCSDVersion', machine.windows.csdVersion],
    ['ObHeaderCookie', machine.cookie],
  ];
}

/** Where the pools lie: fixed before Vista, anywhere since. The end of the paged pool is its last byte. */
function poolRanges({ windows }: Machine): [name: string, value: number][] {
  const { nonPaged, nonPagedExpansion, paged } = FIXED_POOLS;
  const fixed = windows.pool.fixedRanges;
  return [
    ['MmNonPagedPoolStart', fixed ? nonPaged[0] : 0],
    ['MmNonPagedPoolEnd0', nonPaged[1]],
    ['MmNonPagedPoolExpansionStart', nonPagedExpansion[0]],
    ['MmNonPagedPoolEnd', nonPagedExpansion[1]],
    ['MmPagedPoolStart', fixed ? paged[0] : 0],
    ['MmPagedPoolEnd', fixed ? paged[1] - 1 : 0],
  ];
}

export function writeCounters(machine: Machine, vm: VmFigures, pagingFile: PagingFile): void {
  const { globals, kernel } = machine;
  for (const [name, value] of counterValues(machine, vm)) globals.value(name, value);
  kernel.u32(globals.at('MmModifiedPageListHead'), vm.modified);
  if (globals.has('MiSystemPteInfo')) kernel.u32(globals.at('MiSystemPteInfo') + 0x20, vm.freeSystemPtes);
  writePagingFile(machine, vm, pagingFile);
  if (globals.has('MiSystemVaType')) writeVaTypes(machine);
  if (globals.has('MmPoolFailures')) writePoolFailures(machine, vm);
  writeVersion(machine);
}

export interface PagingFile {
  file: number;
  name: number;
}

/** Takes the blocks of the one paging file; pool can no longer be had when the counters are written. */
export function allocPagingFile({ pools, windows }: Machine): PagingFile {
  const text = Math.ceil((HEADER + PAGE_FILE_NAME.length * 2 + 2) / 8) * 8;
  const file = pools.np.alloc('MmPf', roundUp(HEADER + windows.pagingFile.length, 8)) + HEADER;
  return { file, name: pools.np.alloc('MmPf', text) + HEADER };
}

function writePagingFile(machine: Machine, vm: VmFigures, { file, name }: PagingFile): void {
  const { globals, kernel, windows } = machine;
  const facts = windows.pagingFile;
  globals.value('MmNumberOfPagingFiles', 1);
  kernel.bytes(name, utf16(PAGE_FILE_NAME));
  kernel.u32(globals.at('MmPagingFile'), file);
  kernel.u32(file + facts.size, vm.pageFile.size);
  kernel.u32(file + facts.maximum, vm.pageFile.max);
  kernel.u32(file + facts.minimum, vm.pageFile.min);
  kernel.u32(file + facts.free, vm.pageFile.free);
  kernel.unicode(file + facts.name, name, PAGE_FILE_NAME.length);
}

/** MiSystemVaType: one byte for each 2 MB (PAE) or 4 MB of the kernel half, and its counts by type. */
function writeVaTypes(machine: Machine): void {
  const { globals, kernel, plan, mode } = machine;
  const unit = 2 ** mode.pdeShift;
  const map = new Uint8Array(KSEG0 / unit);
  for (const [va, type] of plan.types) map[Math.floor((va - KSEG0) / unit)] = VA_TYPE[type];
  for (let va = 0xc0000000; va < 0xc0c00000; va += unit) map[(va - KSEG0) / unit] = VA_TYPE.process;
  map[map.length - 1] = VA_TYPE.hal;
  kernel.bytes(globals.at('MiSystemVaType'), map);
  const counts = globals.at('MiSystemVaTypeCount');
  for (let type = 0; type < 14; type++) kernel.u32(counts + type * 4, map.filter((t) => t === type).length);
}

/** Why allocations failed: MmPoolFailures[3 pools][3 priorities], MmPoolFailureReasons[11]. */
function writePoolFailures(machine: Machine, vm: VmFigures): void {
  const { globals, kernel, scenario } = machine;
  const failures = globals.at('MmPoolFailures');
  const reasons = globals.at('MmPoolFailureReasons');
  const paged = leakingSide(scenario) === 'pg';
  kernel.u32(failures + (paged ? 4 : 1) * 4, vm.failures);
  kernel.u32(reasons + (paged ? 3 : 2) * 4, vm.failures);
}

function writeVersion(machine: Machine): void {
  const { globals, kernel, environment, windows } = machine;
  const lab = globals.at('NtBuildLab');
  kernel.bytes(lab, ascii(windows.lab));
  globals.value('NtBuildNumber', 0xf0000000 + windows.build);
  const block = globals.at('KdVersionBlock');
  kernel.u16(block, 15);
  kernel.u16(block + 2, windows.build);
  kernel.u16(block + 6, machine.mode.pae ? 6 : 2);
  kernel.u16(block + 8, 0x14c);
  kernel.u32(block + 0x10, environment.ntBase);
  kernel.u32(block + 0x18, globals.at('PsLoadedModuleList'));
  writeClock(machine);
}

const SHARED_DATA = 0xffdf0000;

/** KUSER_SHARED_DATA and KeTickCount. */
function writeClock(machine: Machine): void {
  const { globals, kernel, environment, plan, windows } = machine;
  const [major, minor] = windows.ntVersion;
  plan.mark(SHARED_DATA, 'hal');
  const { tick, systemTime } = environment;
  const triple = (at: number, value: bigint) => {
    kernel.u64(at, value);
    kernel.u32(at + 8, Number(value >> 32n));
  };
  kernel.u32(SHARED_DATA + 4, 0x0fa00000);
  triple(SHARED_DATA + 8, BigInt(tick) * BigInt(TIME_INCREMENT));
  writeSplit(machine, SHARED_DATA + 0x14, systemTime);
  writeSplit(machine, SHARED_DATA + 0x20, BigInt(-TIME_ZONE_HOURS) * 36000000000n);
  kernel.bytes(SHARED_DATA + 0x30, utf16('C:\\Windows'));
  kernel.u32(SHARED_DATA + 0x264, windows.productType);
  kernel.u32(SHARED_DATA + 0x26c, major);
  kernel.u32(SHARED_DATA + 0x270, minor);
  triple(SHARED_DATA + 0x320, BigInt(tick));
  triple(globals.at('KeTickCount'), BigInt(tick));
}

/** A KSYSTEM_TIME: low, high, high again. */
function writeSplit(machine: Machine, at: number, value: bigint): void {
  const high = Number((value >> 32n) & 0xffffffffn);
  machine.kernel.u32(at, Number(value & 0xffffffffn));
  machine.kernel.u32(at + 4, high);
  machine.kernel.u32(at + 8, high);
}
