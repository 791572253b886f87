import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handlesOf } from '../../src/analysis/handles-of.ts';
import { objectJoinOf } from '../../src/analysis/holders-of.ts';
import { objectTypesOf, sessionsOf } from '../../src/analysis/objects-of.ts';
import { openDump } from '../../src/analysis/open-dump.ts';
import { processesOf } from '../../src/analysis/processes-of.ts';
import type { Session } from '../../src/analysis/session.ts';
import { readCidTable } from '../../src/objects/handle-table.ts';
import { walkHandles } from '../../src/objects/handle-walk.ts';
import type { Process } from '../../src/objects/processes.ts';
import { readThread, readThreads } from '../../src/objects/threads.ts';
import { processToken } from '../../src/objects/tokens.ts';
import { runTask } from '../../src/units/task.ts';
import { known } from '../../src/units/value.ts';
import { type KnownDump, knownDumps } from '../pool/known-dumps.ts';
import { threadFacts } from './thread-facts.ts';

interface ThreadTruth {
  readonly va: number;
  readonly [field: string]: number | string | null;
}

interface ProcessTruth {
  readonly name: string;
  readonly pid: number;
  readonly ppid: number;
  readonly session: number | null;
  readonly eprocess: number;
  readonly dtb: number;
  readonly object_table: number;
  readonly handle_count: number;
  readonly handles_by_type: Record<string, number>;
  readonly table_level: number;
  readonly token: number;
  readonly threads: readonly ThreadTruth[];
  readonly handles?: readonly { handle: number; header: number; access: number; attributes: number }[];
}

/** What is written beside a dump about its objects. */
interface ObjectTruth {
  readonly processes: readonly ProcessTruth[];
  readonly object_types: Record<string, { index: number; va: number; objects: number; handles: number }>;
  readonly sessions: readonly {
    id: number;
    va: number;
    paged_pool_pages: number;
    committed_pages: number;
    processes: number[];
  }[];
  readonly cid_table: { level: number; count: number };
  readonly leaked_threads?: { count: number; pid: number; samples: readonly ThreadTruth[] };
}

function truthOf(dump: KnownDump): ObjectTruth {
  return dump.truth() as unknown as ObjectTruth;
}

describe.each(knownDumps())('$name', (dump) => {
  let session: Session;
  let truth: ObjectTruth;
  let processes: readonly Process[];

  beforeAll(() => {
    session = openDump(dump.path());
    truth = truthOf(dump);
    processes = processesOf(session).processes;
  });
  afterAll(() => session.close());

  test('processes of the active list', () => {
    const found = processes.map((process) => [
      process.name,
      process.pid,
      process.parentPid,
      process.address,
      process.directoryBase,
      process.objectTable,
      known(process.handleCount),
      known(processToken(session.kernel, process.address)),
    ]);
    expect(found).toEqual(
      truth.processes.map((one) => [
        one.name,
        one.pid,
        one.ppid,
        one.eprocess,
        one.dtb,
        one.object_table,
        one.handle_count,
        one.token,
      ]),
    );
    expect(processesOf(session).end).toEqual({ complete: true });
  });

  test('handles by type, and the first of each table', () => {
    const types = objectTypesOf(session);
    for (const [i, process] of processes.entries()) {
      const { handles, inUse, complete, problems } = runTask(handlesOf(session, process.objectTable))!;
      const wanted = truth.processes[i];
      const byType: Record<string, number> = {};
      for (let row = 0; row < handles.length; row++) {
        const name = types.ofHeader(handles.object[row])?.name ?? 'none';
        byType[name] = (byType[name] ?? 0) + 1;
      }
      expect(byType).toEqual(wanted.handles_by_type);
      expect({ inUse, complete, problems }).toEqual({
        inUse: wanted.handle_count,
        complete: true,
        problems: [],
      });
      const rows = new Map(
        Array.from(handles.handle.subarray(0, handles.length), (handle, row) => [handle, row]),
      );
      for (const one of wanted.handles ?? []) {
        const row = rows.get(one.handle) ?? -1;
        const flags = handles.flags[row] & 6; // inherit, audit
        // Some truth files leave out bit 25, which protects from closing.
        const [rights, wantedRights] = [handles.access[row] & 0x1ffffff, one.access & 0x1ffffff];
        expect([handles.object[row], rights, flags]).toEqual([one.header, wantedRights, one.attributes]);
      }
    }
  });

  test('threads that live', () => {
    for (const [i, process] of processes.entries()) {
      const { threads, end } = readThreads(session.kernel, process);
      expect(end).toEqual({ complete: true });
      const live = new Map(threads.filter((one) => one.state !== 4).map((one) => [one.address, one]));
      expect([...live.keys()].sort()).toEqual(truth.processes[i].threads.map((one) => one.va).sort());
      for (const wanted of truth.processes[i].threads) {
        expect({ ...wanted, ...threadFacts(session.kernel, live.get(wanted.va)!) }).toEqual(wanted);
      }
    }
  });

  test('threads that ended', () => {
    for (const sample of truth.leaked_threads?.samples ?? []) {
      const thread = readThread(session.kernel, sample.va)!;
      const { pid, ...facts } = { pid: thread.pid, ...threadFacts(session.kernel, thread) };
      expect(pid).toBe(truth.leaked_threads?.pid);
      for (const field of [
        'tid',
        'state',
        'wait_time',
        'context_switches',
        'stack_base',
        'initial_stack',
        'priority',
      ])
        expect([field, facts[field as keyof typeof facts]]).toEqual([field, sample[field]]);
    }
  });

  test('types with their totals', () => {
    const found = Object.fromEntries(
      objectTypesOf(session).list.map((type) => [
        type.name,
        { index: type.index, va: type.address, objects: type.totalObjects, handles: type.totalHandles },
      ]),
    );
    expect(found).toEqual(truth.object_types);
  });

  test('sessions', () => {
    const found = sessionsOf(session).map((one) => ({
      id: one.id,
      va: one.address,
      paged_pool_pages: known(one.pagedPoolPages),
      committed_pages: known(one.committedPages),
      processes: one.processes.map(({ pid }) => pid),
    }));
    expect(found).toEqual(
      truth.sessions.map(({ id, va, paged_pool_pages, committed_pages, processes: pids }) => ({
        id,
        va,
        paged_pool_pages,
        committed_pages,
        processes: pids,
      })),
    );
  });

  test('the table of ids', () => {
    const table = readCidTable(session.kernel)!;
    const walk = runTask(walkHandles(session.kernel, table));
    expect({ level: table.level, count: walk.inUse }).toEqual({
      level: truth.cid_table.level,
      count: truth.cid_table.count,
    });
  });

  test('objects in pool: as many as their types count, and as many handles', () => {
    for (const type of runTask(objectJoinOf(session)).types) {
      const handles = type.holders.reduce((sum, one) => sum + one.handles, 0);
      const { objects, handles: counted } = truth.object_types[type.name];
      expect([type.name, type.found, handles, type.complete]).toEqual([type.name, objects, counted, true]);
    }
  });

  test('the holder of the threads that ended', () => {
    const threads = runTask(objectJoinOf(session)).types.find(({ name }) => name === 'Thread')!;
    const { leaked_threads: leaked } = truth;
    expect(threads.dead).toBe(leaked?.count ?? 0);
    if (leaked === undefined) return;
    expect(threads.holders[0]).toMatchObject({ pid: leaked.pid, objects: leaked.count, dead: leaked.count });
    expect(threads).toMatchObject({ unheldDead: 0, deadPointersOnly: 0, deadExceeding: 0 });
  });
});
