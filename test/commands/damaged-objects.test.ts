import { describe, expect, test } from 'vitest';
import { buildDump, type Damage } from '../builder/build.ts';
import { RawDump } from '../builder/raw-dump.ts';
import { ask, askJson, sessionOf } from '../fakes/session.ts';

function damaged(damage: Damage) {
  const built = buildDump({
    name: 'process-thread-handles',
    scale: 0.0003,
    kind: 'kernel',
    lean: true,
    damage: [damage],
  });
  return { session: sessionOf(built.bytes), truth: built.truth };
}

describe('dumps whose books are damaged', () => {
  test('a process list that runs into unmapped memory is read as far as it goes, and said to be broken', () => {
    const { session, truth } = damaged('broken-process-list');
    const lines = ask(session, '!process 0 0');
    expect(lines.at(-1)).toMatch(/^The process list is broken: /);
    const shown = lines.filter((line) => line.startsWith('PROCESS '));
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length).toBeLessThanOrEqual(truth.processes.length);
  });

  test('processes that the list has lost are found in pool, with their handles', () => {
    const { session, truth } = damaged('broken-process-list');
    const lines = ask(session, '!holders Thread');
    const leaked = truth.leaked_threads?.count ?? 0;
    expect(leaked).toBeGreaterThan(0);
    expect(lines.some((line) => line.includes('TestApp.exe') && line.includes(` ${leaked} `))).toBe(true);
  });

  test('a handle count of four billion is held against the handles that are there', () => {
    const { session, truth } = damaged('lying-handle-count');
    const process = truth.processes.find(({ name }) => name === 'TestApp.exe');
    const lines = ask(session, `!handle 0 0 ${process?.eprocess.toString(16)}`);
    expect(lines.at(-1)).toMatch(/^The table counts \d{10} entries in use, \d+ were found\.$/);
  });

  test('counters that were not read agree with nothing', () => {
    const { session } = damaged('lying-pool-table-sizes');
    const lines = ask(session, '!poolused 100');
    expect(lines).toContain('  No tag could be compared.');
    expect(lines).not.toContain('  Every tag agrees.');
  });
});

test('handles that point into user space are counted as leading nowhere', () => {
  const name = 'process-thread-handles';
  const { bytes, truth } = buildDump({ name, scale: 0.0003, kind: 'kernel', lean: true });
  const raw = new RawDump(bytes);
  const process = truth.processes.find((one) => one.name === 'TestApp.exe');
  const code = raw.u32(process?.object_table ?? 0) ?? 0;
  let leaf = (code & ~7) >>> 0;
  for (let level = code & 3; level > 0; level--) leaf = raw.u32(leaf) ?? 0;
  expect(ask(sessionOf(bytes), '!holders').join()).not.toContain('handles lead to');
  for (let entry = 1; entry <= 10; entry++) {
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(
      raw.offset(leaf + entry * 8) ?? 0,
      0x00401001,
      true,
    );
  }
  const session = sessionOf(bytes);
  const line =
    '10 handles lead to what cannot be read as an object: damaged entries, or objects that are not in memory.';
  expect(ask(session, '!holders').at(-1)).toBe(line);
  expect(ask(session, '!holders Thread')).toContain(`    ${line}`);
  expect(askJson(session, '!holders Thread')).toMatchObject({ astray: 10 });
});

test('a tag that two types share stands for the one that has objects', () => {
  const { bytes, truth } = buildDump({ name: 'healthy', scale: 0, kind: 'kernel', lean: true });
  // _OBJECT_TYPE.Key lies at 7Ch on Windows 7; both types are called IoCo there.
  const key = new RawDump(bytes).offset(truth.object_types.IoCompletionReserve.va + 0x7c) ?? 0;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(key, 0x6f436f49, true);
  const lines = ask(sessionOf(bytes), '!holders IoCo');
  expect(lines[0]).toBe('IoCompletion objects, tag IoCo, nonpaged pool');
  expect(truth.object_types.IoCompletion.objects).toBeGreaterThan(0);
});

test('a page overwritten whole explains what is missing', () => {
  const { bytes, truth } = buildDump({
    name: 'process-thread-handles',
    scale: 0.0003,
    kind: 'kernel',
    lean: true,
  });
  const raw = new RawDump(bytes);
  // A page of threads: five blocks of 2e8h and one of 178h.
  const sample = truth.leaked_threads?.samples.find(({ va }) => (va & 0xfff) === 0xd48)?.va ?? 0;
  const page = (sample & ~0xfff) >>> 0;
  bytes.fill(0xcc, raw.offset(page), (raw.offset(page) ?? 0) + 0x1000);
  expect(ask(sessionOf(bytes), '!poolused 100 Thre').at(-2)).toMatch(
    / 5 blocks, 3720 bytes: pages of this pool hold no blocks: free, or overwritten whole/,
  );
});
