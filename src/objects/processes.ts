import type { Halves } from '../formats/dump-header.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type ListEnd, walkList } from '../kernel/lists.ts';
import { hex8, type PhysicalAddress, type VirtualAddress } from '../units/address.ts';
import { absent, known, type Value } from '../units/value.ts';
import { tableHandleCount } from './handle-count.ts';
import { Structure } from './structure.ts';

/** Windows 7 and later keep 15 characters of the image's name in the process itself. */
const IMAGE_NAME_LENGTH = 16;
/** Process ids are handles of one table, so there are never more. */
const PROCESS_LIMIT = 1_000_000;

/** One process, as its _EPROCESS has it. */
export interface Process {
  readonly address: VirtualAddress;
  readonly pid: number;
  readonly parentPid: number;
  /** ImageFileName: at most 15 characters, as they stand in memory. */
  readonly name: string;
  /** What CR3 holds while it runs. */
  readonly directoryBase: PhysicalAddress;
  readonly peb: VirtualAddress;
  /** _MM_SESSION_SPACE in the process's own address space; 0 for none. */
  readonly session: VirtualAddress;
  /** _HANDLE_TABLE; 0 once the process has exited. */
  readonly objectTable: VirtualAddress;
  /** Handles in use as its table counts them. */
  readonly handleCount: Value<number>;
  /** Pages of commit charged to the process. */
  readonly commitCharge: Value<number>;
  readonly createTime: Halves;
  /** Both halves zero while it runs. */
  readonly exitTime: Halves;
}

export interface ProcessList {
  /** In list order. */
  readonly processes: readonly Process[];
  /** How the walk of PsActiveProcessHead ended. */
  readonly end: ListEnd;
}

/** The process ran to its end; handles or pointers may still keep the object. */
export function hasExited(process: Process): boolean {
  return process.exitTime.low !== 0 || process.exitTime.high !== 0;
}

/** All processes of PsActiveProcessHead. */
export function readProcesses(kernel: Kernel): ProcessList {
  const head = kernel.globals.address('PsActiveProcessHead');
  const first = known(head) ?? kernel.dump.header.psActiveProcessHead;
  const { entries, end } = walkList(
    kernel.memory,
    first,
    kernel.offset('_EPROCESS', 'ActiveProcessLinks'),
    PROCESS_LIMIT,
  );
  const processes: Process[] = [];
  const unread: VirtualAddress[] = [];
  for (const entry of entries) {
    const process = readProcess(kernel, entry);
    if (process === undefined) unread.push(entry);
    else processes.push(process);
  }
  if (unread.length === 0) return { processes, end };
  const why = `${unread.length} processes cannot be read, the first at ${hex8(unread[0])}`;
  return { processes, end: { complete: false, why: end.why ?? why } };
}

/** The _EPROCESS at `address`; undefined when its id or its directory base cannot be read. */
export function readProcess(kernel: Kernel, address: VirtualAddress): Process | undefined {
  const process = new Structure(kernel.memory, kernel.layouts, '_EPROCESS', address);
  const pid = process.u32('UniqueProcessId');
  const directoryBase = process.inner('Pcb', '_KPROCESS').u32('DirectoryTableBase');
  if (pid === undefined || directoryBase === undefined) return undefined;
  const objectTable = process.u32('ObjectTable');
  return {
    address,
    pid,
    parentPid: process.u32('InheritedFromUniqueProcessId') ?? 0,
    name: process.ansi('ImageFileName', IMAGE_NAME_LENGTH - 1) ?? '',
    directoryBase,
    peb: process.u32('Peb') ?? 0,
    session: process.u32('Session') ?? 0,
    objectTable: objectTable ?? 0,
    handleCount: objectTable
      ? tableHandleCount(kernel, objectTable)
      : absent('not-mapped', `the process at ${hex8(address)} has no handle table`),
    commitCharge: process.value('CommitCharge'),
    createTime: process.time('CreateTime') ?? { low: 0, high: 0 },
    exitTime: process.time('ExitTime') ?? { low: 0, high: 0 },
  };
}
