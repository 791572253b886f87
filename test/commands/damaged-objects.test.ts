import { describe, expect, test } from 'vitest';
import { buildDump, type Damage } from '../builder/build.ts';
import { ask, sessionOf } from '../fakes/session.ts';

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
});
