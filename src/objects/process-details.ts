import type { Kernel } from '../kernel/kernel.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import type { Value } from '../units/value.ts';
import type { Process } from './processes.ts';
import { Structure } from './structure.ts';
import { processToken } from './tokens.ts';

/** What `!process` shows besides the three lines of every process; absent fields are undefined. */
export interface ProcessDetails {
  readonly vadRoot?: VirtualAddress;
  /** Address ranges the process has reserved or mapped. */
  readonly vads?: number;
  readonly cloneRoot?: VirtualAddress;
  /** Pages. */
  readonly privatePages?: number;
  readonly modifiedPages?: number;
  readonly lockedPages?: number;
  readonly deviceMap?: VirtualAddress;
  readonly token: Value<VirtualAddress>;
  /** Ticks of threads that have ended. */
  readonly userTime?: number;
  readonly kernelTime?: number;
  /** Bytes charged. */
  readonly pagedQuota?: number;
  readonly nonPagedQuota?: number;
  readonly workingSet: WorkingSet;
  /** Bytes. */
  readonly virtualSize?: number;
  readonly peakVirtualSize?: number;
  readonly basePriority?: number;
  readonly debugPort?: VirtualAddress;
  readonly job?: VirtualAddress;
}

/** Pages. */
export interface WorkingSet {
  readonly now?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly peak?: number;
  readonly pageFaults?: number;
}

export function readProcessDetails(kernel: Kernel, process: Process): ProcessDetails {
  const eprocess = new Structure(kernel.memory, kernel.layouts, '_EPROCESS', process.address);
  const pcb = eprocess.inner('Pcb', '_KPROCESS');
  return {
    ...readVads(kernel, eprocess),
    cloneRoot: eprocess.u32('CloneRoot'),
    privatePages: eprocess.u32('NumberOfPrivatePages'),
    modifiedPages: eprocess.u32('ModifiedPageCount'),
    lockedPages: eprocess.u32('NumberOfLockedPages'),
    deviceMap: eprocess.u32('DeviceMap'),
    token: processToken(kernel, process.address),
    userTime: pcb.u32('UserTime'),
    kernelTime: pcb.u32('KernelTime'),
    ...readQuota(eprocess),
    workingSet: readWorkingSet(eprocess),
    virtualSize: eprocess.u32('VirtualSize'),
    peakVirtualSize: eprocess.u32('PeakVirtualSize'),
    basePriority: pcb.s8('BasePriority'),
    debugPort: eprocess.u32('DebugPort'),
    job: eprocess.u32('Job'),
  };
}

/** MM_AVL_TABLE of Server 2003 to Windows 7: the root hangs to the right of a sentinel. */
const AVL_TABLE = { root: 8, countAndDepth: 0x14 } as const;

function readVads(kernel: Kernel, eprocess: Structure): Pick<ProcessDetails, 'vadRoot' | 'vads'> {
  if (!eprocess.has('VadRoot')) return {};
  if (kernel.build < 3790) return { vadRoot: eprocess.u32('VadRoot') };
  if (kernel.build > 7601) return readCountedVads(eprocess);
  const table = eprocess.at('VadRoot');
  const count = kernel.memory.u32(addVa(table, AVL_TABLE.countAndDepth));
  return {
    vadRoot: kernel.memory.u32(addVa(table, AVL_TABLE.root)),
    vads: count === undefined ? undefined : count >>> 8,
  };
}

/** From Windows 8.1 on the root is a bare pointer and the process counts its VADs itself. */
function readCountedVads(eprocess: Structure): Pick<ProcessDetails, 'vadRoot' | 'vads'> {
  const isPointer =
    eprocess.has('VadCount') &&
    eprocess.has('VadHint') &&
    eprocess.at('VadHint') - eprocess.at('VadRoot') === 4;
  return isPointer ? { vadRoot: eprocess.u32('VadRoot'), vads: eprocess.u32('VadCount') } : {};
}

/** PS_QUOTA_TYPE: nonpaged pool is kept first, paged pool second. */
function readQuota(eprocess: Structure): Pick<ProcessDetails, 'pagedQuota' | 'nonPagedQuota'> {
  const field = eprocess.has('ProcessQuotaUsage') ? 'ProcessQuotaUsage' : 'QuotaUsage';
  if (!eprocess.has(field)) return {};
  const at = eprocess.at(field);
  return { nonPagedQuota: eprocess.memory.u32(at), pagedQuota: eprocess.memory.u32(addVa(at, 4)) };
}

function readWorkingSet(eprocess: Structure): WorkingSet {
  if (!eprocess.has('Vm')) return {};
  const vm = eprocess.inner('Vm', '_MMSUPPORT');
  return {
    now: vm.u32('WorkingSetSize'),
    minimum: vm.u32('MinimumWorkingSetSize'),
    maximum: vm.u32('MaximumWorkingSetSize'),
    peak: vm.u32('PeakWorkingSetSize'),
    pageFaults: vm.u32('PageFaultCount'),
  };
}
