import type { Kernel } from '../kernel/kernel.ts';
import { absentAt } from '../kernel/strings.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import { absent, present, type Value } from '../units/value.ts';
import type { Process } from './processes.ts';
import { Structure } from './structure.ts';

/** Session ids are small; a larger one is not a session. */
const MAX_SESSION_ID = 0xffff;

/** One logon session as its _MM_SESSION_SPACE has it. */
export interface MemorySession {
  readonly id: number;
  /** _MM_SESSION_SPACE, the same address in every process of the session. */
  readonly address: VirtualAddress;
  /** Members, in the order of the process list. */
  readonly processes: readonly Process[];
  /** Pages of session paged pool in use. */
  readonly pagedPoolPages: Value<number>;
  readonly committedPages: Value<number>;
  /** Session pool allocations that failed, all kinds together. */
  readonly allocationFailures: Value<number>;
}

/** Id of the session a process belongs to; session space is mapped only in its members. */
export function readSessionId(kernel: Kernel, process: Process): Value<number> | undefined {
  if (process.session === 0) return undefined;
  const space = kernel.space(process.directoryBase);
  if (space === undefined) {
    return absent(
      'not-in-dump',
      `page directory ${hex8(process.directoryBase)} of process ${hex8(process.address)}`,
    );
  }
  const structure = new Structure(space, kernel.layouts, '_MM_SESSION_SPACE', process.session);
  const id = structure.value('SessionId');
  if ('value' in id && id.value > MAX_SESSION_ID) return absent('unreadable', `session id ${hex8(id.value)}`);
  return id;
}

/** The sessions of a list of processes, in ascending order of their ids. */
export function readSessions(kernel: Kernel, processes: readonly Process[]): MemorySession[] {
  const members = new Map<number, Process[]>();
  for (const process of processes) {
    const id = readSessionId(kernel, process);
    if (id === undefined || 'absent' in id) continue;
    const list = members.get(id.value);
    if (list === undefined) members.set(id.value, [process]);
    else list.push(process);
  }
  return [...members].sort(([a], [b]) => a - b).map(([id, list]) => readSession(kernel, id, list));
}

function readSession(kernel: Kernel, id: number, processes: readonly Process[]): MemorySession {
  const [first] = processes;
  const space = kernel.space(first.directoryBase) ?? kernel.memory;
  const structure = new Structure(space, kernel.layouts, '_MM_SESSION_SPACE', first.session);
  return {
    id,
    address: first.session,
    processes,
    pagedPoolPages: structure.has('PagedPoolInfo')
      ? structure.inner('PagedPoolInfo', '_MM_PAGED_POOL_INFO').value('AllocatedPagedPool')
      : structure.why('PagedPoolInfo'),
    committedPages: structure.value('CommittedPages'),
    allocationFailures: sumOfFailures(structure),
  };
}

/** SessionPoolAllocationFailures counts four reasons apart. */
const FAILURE_KINDS = 4;

function sumOfFailures(structure: Structure): Value<number> {
  if (!structure.has('SessionPoolAllocationFailures')) return structure.why('SessionPoolAllocationFailures');
  const at = structure.at('SessionPoolAllocationFailures');
  let total = 0;
  for (let i = 0; i < FAILURE_KINDS; i++) {
    const count = structure.memory.u32(at + i * 4);
    if (count === undefined) return absentAt(structure.memory, at + i * 4);
    total = (total + count) >>> 0;
  }
  return present(total, 'layout');
}
