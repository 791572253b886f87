import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSession } from '../../src/analysis/open-session.ts';
import type { Session } from '../../src/analysis/session.ts';
import { runCommandLine } from '../../src/commands/dispatch.ts';
import { filteredTable } from '../../src/commands/filtered-table.ts';
import { type Cell, isTable } from '../../src/commands/table.ts';
import { hex8 } from '../../src/units/address.ts';
import { runTask } from '../../src/units/task.ts';
import { ask, askJson } from '../fakes/session.ts';

const DUMPS = resolve(import.meta.dirname, '../../dumps');
const drivers = openSession(join(DUMPS, 'driver-paged-pool.dmp'));
const threads = openSession(join(DUMPS, 'process-thread-handles.dmp'));

/** Rows as records, addresses as they are written. */
function rowsOf(session: Session, line: string): Record<string, Cell>[] {
  const table = filteredTable(runTask(runCommandLine(session, line)));
  if (!isTable(table)) throw new Error(`${line} has no table: ${table.none}`);
  const cell = (value: Cell, type: string) =>
    type === 'hex' && typeof value === 'number' ? hex8(value) : value;
  return [...table.rows()].map((row) =>
    Object.fromEntries(table.columns.map(({ name, type }, i) => [name, cell(row[i], type)])),
  );
}

describe('rows say what the lines say', () => {
  // *8ab94000 size:  2e8 previous size:    0  (Allocated) *Thre (Protected)
  test('!pool: the block that holds the address is marked; with 2 it is alone', () => {
    expect(rowsOf(threads, '!pool 8ab94030 2')).toEqual([
      {
        address: '8ab94000',
        size: 0x2e8,
        previous_size: 0,
        state: 'allocated',
        tag: 'Thre',
        protected: true,
        pool: 'nonpaged',
        session: null,
        large: false,
        hit: true,
      },
    ]);
    const all = rowsOf(threads, '!pool 8ab94030');
    expect(all.reduce((sum, { size }) => sum + Number(size), 0)).toBe(0x1000);
    expect(all.filter(({ hit }) => hit)).toHaveLength(1);
  });

  // 91967000 9196f000   SIoctl     (no symbols)
  test('lm', () => {
    expect(rowsOf(drivers, 'lmv m SI*')).toEqual([
      {
        start: '91967000',
        end: '9196f000',
        module: 'SIoctl',
        file: 'SIoctl.sys',
        path: 'SIoctl.sys',
        timeDateStamp: 0x4bc2e9c4,
        checkSum: '000106cf',
        symbols: 'no symbols',
      },
    ]);
  });

  // . 1  Prcb: 807c5120  Thread: 84004600  (crashed)
  test('~', () => {
    expect(rowsOf(drivers, '~')[1]).toEqual({
      number: 1,
      prcb: '807c5120',
      thread: '84004600',
      idle: false,
      current: true,
      crashed: true,
    });
  });

  // (82f37bab)   nt!ExAllocatePoolWithTag   |  (82f38660)   nt!ExDeferredFreePool
  test('ln', () => {
    expect(rowsOf(drivers, 'ln poi(91969010)')).toEqual([
      {
        relation: 'exact',
        address: '82f37bab',
        module: 'nt',
        name: 'ExAllocatePoolWithTag',
        displacement: 0,
      },
      {
        relation: 'above',
        address: '82f38660',
        module: 'nt',
        name: 'ExDeferredFreePool',
        displacement: 0x82f37bab - 0x82f38660,
      },
    ]);
    expect(rowsOf(drivers, 'ln 82f37bae')[0]).toMatchObject({ relation: 'below', displacement: 3 });
    expect(rowsOf(drivers, 'ln 10')).toEqual([]);
  });

  // 9196b323 684d534b4b      push    4B4B534Dh
  test('!tagowner: the call and what it asks for', () => {
    expect(rowsOf(drivers, '!tagowner MSKK')[0]).toMatchObject({
      module: 'SIoctl',
      base: '91967000',
      address: '9196b323',
      call: '9196b32f',
      size: 0x1000,
      poolType: 1,
    });
  });

  test('!vm: counters in pages with their source, absent ones with the reason', () => {
    const rows = rowsOf(threads, '!vm 5');
    const counter = (name: string) => rows.find((row) => row.counter === name);
    expect(counter('lockedIo')).toMatchObject({ value: null, why: 'no-symbol: nt!MmSystemLockPagesCount' });
    const [, pages] = /Physical Memory: +(\d+) /.exec(ask(threads, '!vm 5').join('\n')) ?? [];
    expect(counter('physical')).toMatchObject({ kind: 'counter', value: Number(pages), source: 'kdbg' });
    expect(rows.filter(({ kind }) => kind === 'process')).toEqual([]);
    expect(rowsOf(threads, '!vm').filter(({ kind }) => kind === 'process')[0]).toMatchObject({
      name: 'System',
      address: '8931e708',
    });
  });

  test('k and !thread have the same frames', () => {
    const frames = rowsOf(drivers, 'k');
    expect(frames.length).toBeGreaterThan(0);
    expect(rowsOf(drivers, '!thread')).toEqual(frames);
    expect(frames[0]).toMatchObject({ number: 0, symbol: expect.stringContaining('nt!') });
  });

  test('!process has threads when they are asked for, processes otherwise', () => {
    expect(rowsOf(threads, '!process 8947ea58 1')).toHaveLength(1);
    const [first] = rowsOf(threads, '!process -1 4');
    expect(first).toMatchObject({ process: '8931e708', image: 'System', thread: '89bc1b68', tid: 8 });
    const [system] = askJson(threads, '!process -1 4') as { threads: { address: string }[] }[];
    expect(system.threads[0].address).toBe('89bc1b68');
    expect(askJson(threads, '!process 8947ea58 1')).toEqual([expect.not.objectContaining({ threads: [] })]);
  });

  test('!holders of one object are the handles to it', () => {
    const [handle, ...more] = rowsOf(threads, '!holders 82943d48');
    expect(more).toEqual([]);
    expect(handle).toMatchObject({ object: '82943d48', process: '8947ea58', pid: 0x12ce80 });
  });

  test('!for_each_module puts the module before each row', () => {
    const rows = rowsOf(drivers, '!for_each_module s -a @#Base @#End "MSKK"');
    expect(rows).toContainEqual(expect.objectContaining({ for_module: 'SIoctl', address: '9196b324' }));
    expect(rowsOf(drivers, '!for_each_module ? @#Base').find((row) => row.for_module === 'SIoctl')).toEqual({
      for_module: 'SIoctl',
      result: '{"value":2442555392,"hex":"91967000"}',
    });
  });

  test('dt: fields with the place of each', () => {
    expect(rowsOf(threads, 'dt nt!_EPROCESS 8947ea58 UniqueProcessId')).toEqual([
      {
        field: 'UniqueProcessId',
        offset: 0xb4,
        size: null,
        bit: null,
        bits: null,
        type: null,
        address: '8947eb0c',
        value: '0x0012ce80 (dword)',
      },
    ]);
  });
});

describe('dt of memory that is not there', () => {
  test('says why once, not at every field', () => {
    const lines = ask(threads, 'dt nt!_EPROCESS ffe00000');
    expect(lines.filter((line) => line.endsWith(': ????????')).length).toBeGreaterThan(10);
    expect(lines.filter((line) => line.startsWith('   ????????'))).toEqual([
      expect.stringMatching(/^ {3}\?{8} \(.*ffe000/),
    ]);
    expect(askJson(threads, 'dt nt!_EPROCESS ffe00000 UniqueProcessId')).toMatchObject({
      fields: [{ value: { kind: 'unreadable' } }],
      missing: [{ at: expect.stringContaining('ffe000b4') }],
    });
  });

  test('says nothing where all was read', () => {
    expect(ask(threads, 'dt nt!_EPROCESS 8947ea58').join('\n')).not.toContain('????????');
  });
});

test('addresses in JSON are eight hex digits, times ISO', () => {
  expect(askJson(drivers, 'vertarget')).toMatchObject({
    kernelBase: '82e17000',
    psLoadedModuleList: expect.stringMatching(/^82[0-9a-f]{6}$/),
    systemTime: expect.stringMatching(/^20\d\d-\d\d-\d\dT.*Z$/),
  });
  expect(askJson(threads, '!process 8947ea58 1')).toMatchObject([
    {
      details: {
        deviceMap: expect.stringMatching(/^[0-9a-f]{8}$/),
        token: expect.stringMatching(/^[0-9a-f]{8}$/),
      },
    },
  ]);
});
