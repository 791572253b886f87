import type { Process } from '../objects/processes.ts';
import type { MemorySession } from '../objects/sessions.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import { isPresent, known, type Value } from '../units/value.ts';
import type { VirtualMemory } from '../vm/virtual-memory.ts';
import { type Cell, columnsOf, type Table } from './table.ts';
import type { VmResult } from './vm-text.ts';

/** The result as JSON: addresses as hex text, processes in short. */
export function vmJson({ memory, processes, ...rest }: VmResult): object {
  return {
    memory: { ...memory, sessions: memory.sessions.map(sessionJson) },
    processes: processes?.map(processJson),
    ...rest,
  };
}

function sessionJson(session: MemorySession): object {
  return {
    ...session,
    address: hex8(session.address),
    processes: session.processes.map(({ address }) => hex8(address)),
  };
}

function processJson({ address, pid, name, commitCharge }: Process): object {
  return { address: hex8(address), pid, name, commitPages: known(commitCharge) ?? null };
}

/** One row a number: the counters, then page files, sessions and processes. All amounts in pages. */
export function vmTable({ memory, processes = [], showSessions }: VmResult): Table {
  return {
    columns: columnsOf('kind name address:hex counter value:number source why'),
    *rows() {
      yield* counterRows(memory);
      yield* pagingFileRows(memory);
      for (const session of showSessions ? memory.sessions : []) yield* sessionRows(session);
      for (const { name, address, commitCharge } of processes)
        yield numberRow('process', name, address, 'commitCharge', commitCharge);
    },
  };
}

function numberRow(
  kind: string,
  name: string | null,
  address: VirtualAddress | null,
  counter: string,
  value: Value<number>,
): Cell[] {
  return isPresent(value)
    ? [kind, name, address, counter, value.value, value.source, null]
    : [kind, name, address, counter, null, null, `${value.absent}: ${value.at}`];
}

/** Every single counter under its name in the JSON; of several pools each with its number. */
function* counterRows(memory: VirtualMemory): Iterable<readonly Cell[]> {
  for (const [counter, value] of Object.entries(memory)) {
    if (counter === 'sessions' || counter === 'pagingFiles') continue;
    if (counter === 'failures') {
      yield numberRow('counter', null, null, 'failedAllocations', memory.failures.count);
    } else if (Array.isArray(value)) {
      for (const [i, one] of value.entries()) yield numberRow('counter', null, null, `${counter} ${i}`, one);
    } else yield numberRow('counter', null, null, counter, value as Value<number>);
  }
}

function* pagingFileRows({ pagingFiles }: VirtualMemory): Iterable<readonly Cell[]> {
  if (!isPresent(pagingFiles)) {
    yield numberRow('page file', null, null, 'size', pagingFiles);
    return;
  }
  for (const file of pagingFiles.value) {
    const name = known(file.name) ?? null;
    for (const counter of ['size', 'freeSpace', 'minimum', 'maximum'] as const)
      yield numberRow('page file', name, null, counter, file[counter]);
  }
}

function* sessionRows(session: MemorySession): Iterable<readonly Cell[]> {
  for (const counter of ['pagedPoolPages', 'committedPages', 'allocationFailures'] as const)
    yield numberRow('session', `${session.id}`, session.address, counter, session[counter]);
}
