import { describe, expect, test } from 'vitest';
import { handlesOf } from '../../src/analysis/handles-of.ts';
import { objectJoinOf } from '../../src/analysis/holders-of.ts';
import { objectTypesOf, sessionsOf } from '../../src/analysis/objects-of.ts';
import { processesOf } from '../../src/analysis/processes-of.ts';
import { readCidTable } from '../../src/objects/handle-table.ts';
import { walkHandles } from '../../src/objects/handle-walk.ts';
import { readObjectHeader } from '../../src/objects/object-header.ts';
import { runTask } from '../../src/units/task.ts';
import { known } from '../../src/units/value.ts';
import { VERSIONS } from '../builder/build.ts';
import { ask } from '../fakes/session.ts';
import { ALL, builtWindows, ENDED, LEAK } from './built-windows.ts';

const hex8 = (value: number) => value.toString(16).padStart(8, '0');
/** Low bits of an entry that the tool keeps as flags: inherit and audit. */
const ATTRIBUTES = 6;
const RIGHTS = 0x1ffffff;

describe.each(ALL)('$name', (one) => {
  const { dump, plain, session, build } = builtWindows(one);
  const { truth } = dump;
  const explorer = truth.processes.find(({ name }) => name === 'explorer.exe')!;

  test('handles of every process: by type, and the entries themselves', () => {
    const types = objectTypesOf(plain);
    for (const [i, process] of processesOf(plain).processes.entries()) {
      const walk = runTask(handlesOf(plain, process.objectTable))!;
      const { handles } = walk;
      const wanted = truth.processes[i];
      const byType: Record<string, number> = {};
      for (let row = 0; row < handles.length; row++) {
        const name = types.ofHeader(handles.object[row])?.name ?? 'none';
        byType[name] = (byType[name] ?? 0) + 1;
      }
      expect(byType).toEqual(wanted.handles_by_type);
      expect(walk).toMatchObject({ inUse: wanted.handle_count, complete: true, problems: [] });
      expect(walk.table).toMatchObject({ level: wanted.table_level, pid: wanted.pid });
      expect(wanted.handles.map(({ handle }) => handle)).toEqual(
        Array.from(handles.handle.subarray(0, wanted.handles.length)),
      );
      for (const [row, { header, access, attributes }] of wanted.handles.entries()) {
        const found = [handles.object[row], handles.access[row] & RIGHTS, handles.flags[row] & ATTRIBUTES];
        expect(found).toEqual([header, access, attributes]);
      }
    }
    expect(explorer.table_level).toBe(1);
    expect(explorer.handles_by_type.Event).toBeGreaterThan(LEAK.handles);
  });

  test('the count that the table itself keeps; since Windows 8 with symbols only', () => {
    const counts = (from: typeof plain) => processesOf(from).processes.map((p) => known(p.handleCount));
    const wanted = truth.processes.map((p) => p.handle_count);
    expect(counts(session)).toEqual(wanted);
    expect(counts(plain)).toEqual(build < 9200 ? wanted : wanted.map(() => undefined));
  });

  test('!handle of one handle', () => {
    const { handle, object, access, type, attributes } = explorer.handles[4];
    const lines = ask(session, `!handle ${handle.toString(16)} 3 ${explorer.eprocess.toString(16)}`);
    const head = lines.find((line) => /^[0-9a-f]{4}: /.test(line));
    expect(head).toContain(`Object: ${hex8(object)}  GrantedAccess: ${hex8(access)} `);
    expect(attributes).toBe(0);
    expect(lines.join('\n')).toContain(`Type: (${hex8(truth.object_types[type].va)}) ${type}`);
    expect(lines.join('\n')).toContain(
      `ObjectHeader: ${hex8(object - 0x18)} (${build < 7600 ? 'old' : 'new'} version)`,
    );
  });

  test('!object: counts of the header and its type', () => {
    for (const [type, { va, index }] of Object.entries(truth.object_types)) {
      const lines = ask(plain, `!object ${va.toString(16)}`).join('\n');
      expect(lines).toContain(`Type: (${hex8(truth.object_types.Type.va)}) Type`);
      expect(lines).toContain('HandleCount: 0  PointerCount: 2');
      expect(lines).toContain(`Name: ${type}`);
      expect(objectTypesOf(plain).ofBody(va)?.name).toBe('Type');
      expect(objectTypesOf(plain).byName(type)?.index).toBe(index);
    }
    const event = explorer.handles.find(({ type }) => type === 'Event')!;
    const header = readObjectHeader(plain.kernel, event.header)!;
    expect([header.handleCount, header.pointerCount]).toEqual([1, 2]);
    expect([...header.optional]).toEqual([['quota', event.header - 0x10]]);
  });

  test('headers that Windows 8 and 10 added lie where their bits say', () => {
    const handleTo = (type: string) => explorer.handles.find((one) => one.type === type)!;
    const optional = (type: string) => {
      const { header } = handleTo(type);
      const found = readObjectHeader(plain.kernel, header)!.optional;
      return Object.fromEntries([...found].map(([name, at]) => [name, header - at]));
    };
    const late = build >= 9200;
    expect(optional('Mutant')).toEqual(late ? { audit: 8 } : {});
    expect(optional('Semaphore')).toEqual(late ? { audit: 8, padding: 12 } : {});
    const extended = build < 10240 ? {} : { extended: build < 14393 ? 0x10 : 8 };
    expect(optional('Section')).toEqual(extended);
    expect(Object.keys(optional('File'))).toEqual(['quota']);
  });

  test('the cookie of Windows 10, by its symbol and worked out', () => {
    const scrambled = build >= 10240;
    expect(objectTypesOf(plain).cookie).toBe(scrambled ? 0xa7 : undefined);
    expect(objectTypesOf(session).cookie).toBe(scrambled ? 0xa7 : undefined);
    const process = truth.processes[3].eprocess;
    const second = plain.kernel.memory.u8(process - 0x18 + 0xc)!;
    const { index } = truth.object_types.Process;
    if (scrambled) expect(second ^ (((process - 0x18) >>> 8) & 0xff) ^ 0xa7).toBe(index);
    else if (build >= 7600) expect(second).toBe(index);
  });

  test('types with their totals, however they are found', () => {
    const wanted = truth.object_types;
    for (const from of [plain, session]) {
      const found = objectTypesOf(from).list.map((type) => [
        type.name,
        { index: type.index, va: type.address, objects: type.totalObjects, handles: type.totalHandles },
      ]);
      expect(Object.fromEntries(found)).toEqual(wanted);
    }
    expect(objectTypesOf(plain).source).toBe(build < 7600 ? 'kdbg' : 'scan');
    expect(objectTypesOf(session).source).toBe(build < 7600 ? 'kdbg' : 'symbol');
  });

  test('the table of ids', () => {
    const walk = runTask(walkHandles(plain.kernel, readCidTable(plain.kernel)!));
    const { level, count } = truth.cid_table;
    expect([walk.table.level, walk.inUse, walk.problems]).toEqual([level, count, []]);
    const bodies = new Set(walk.handles.object.subarray(0, walk.handles.length));
    for (const { eprocess } of truth.processes) expect(bodies.has(eprocess)).toBe(true);
  });

  test('sessions', () => {
    const found = sessionsOf(plain).map((space) => [
      space.id,
      space.address,
      known(space.pagedPoolPages),
      known(space.committedPages),
      space.processes.map(({ pid }) => pid),
    ]);
    const wanted = truth.sessions.map((space) => [
      space.id,
      space.va,
      space.paged_pool_pages,
      space.committed_pages,
      space.processes,
    ]);
    expect(found).toEqual(wanted);
  });

  test('who holds threads: handles, or something else', () => {
    const join = runTask(objectJoinOf(session)).types;
    const handles = (type: string) =>
      join.find(({ name }) => name === type)!.holders.reduce((sum, holder) => sum + holder.handles, 0);
    const walkable = build < 18362;
    for (const [type, { handles: wanted, objects }] of Object.entries(truth.object_types)) {
      const found = join.find(({ name }) => name === type);
      if (found === undefined) continue;
      expect([type, handles(type)]).toEqual([type, wanted]);
      // Where blocks cannot be walked no object is found in any, and nobody calls that all there are.
      const whole = walkable || objects === 0;
      expect([type, found.found, found.complete]).toEqual([type, walkable ? objects : 0, whole]);
    }
    const lsass = ask(session, '!holders Thre').find((line) => line.includes('lsass.exe'));
    expect(Number(lsass?.trim().split(/\s+/)[2])).toBeGreaterThanOrEqual(ENDED.held);
    expect(VERSIONS[one.version].build).toBe(build);
  });
});
