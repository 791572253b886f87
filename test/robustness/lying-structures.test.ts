import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/analysis/session.ts';
import { buildDump, type Damage } from '../builder/build.ts';
import { RawDump } from '../builder/raw-dump.ts';
import { ask, sessionOf } from '../fakes/session.ts';
import { edited } from './edit.ts';
import { outcomeOf } from './outcome.ts';

function damaged(damage: Damage, kind: 'complete' | 'kernel' = 'kernel'): Uint8Array {
  return buildDump({ name: 'driver-paged-pool', scale: 0.0005, kind, lean: true, damage: [damage] }).bytes;
}

function refusal(bytes: Uint8Array): string {
  try {
    sessionOf(bytes);
    return 'opened';
  } catch (error) {
    return (error as Error).message;
  }
}

const whole = buildDump({ name: 'driver-paged-pool', scale: 0.0005, kind: 'kernel', lean: true });
const complete = buildDump({ name: 'healthy', scale: 0, kind: 'complete', lean: true }).bytes;

describe('the run table of a complete dump', () => {
  // 3 runs of 1895 pages: 158 from frame 1, 1609 from 100h, 128 from 7EE00h.
  test('is what the rest of this test takes it for', () => {
    expect(Array.from(new Uint32Array(complete.buffer, 0x64, 8))).toEqual([
      3, 1895, 1, 158, 0x100, 1609, 519680, 128,
    ]);
  });

  test('that cannot be is refused', () => {
    expect(refusal(edited(complete, [0x64, 0]))).toBe(
      'NumberOfRuns at offset 64h is 0; a complete dump has 1 to 86.',
    );
    expect(refusal(edited(complete, [0x64, 0xffffffff]))).toBe(
      'NumberOfRuns at offset 64h is 4294967295; a complete dump has 1 to 86.',
    );
    expect(refusal(edited(complete, [0x64, 0x45474150]))).toBe(
      'PhysicalMemoryBlock at offset 64h was never written: where pages lie cannot be told.',
    );
    expect(refusal(edited(complete, [0x70, 0xffffffff]))).toBe(
      'Run 0 at offset 6ch covers frames 1h to 100000000h, beyond any 32-bit machine.',
    );
    expect(refusal(damaged('lying-runs', 'complete'))).toMatch(
      /^Run 3 at offset 84h covers frames 45474150h/,
    );
  });

  test('whose runs cover the same pages again and again is refused at once', () => {
    const runs = Array.from({ length: 86 }, (_, i): [number, number][] => [
      [0x6c + 8 * i, i],
      [0x70 + 8 * i, 0x3fff000],
    ]);
    expect(refusal(edited(complete, [0x64, 86], ...runs.flat()))).toBe(
      'The runs from offset 6Ch on add up to 5771010048 pages; a 32-bit machine has at most 67108864.',
    );
  });

  test('that contradicts itself is told', () => {
    expect(sessionOf(edited(complete, [0x68, 0])).kernel.notes).toEqual([
      'NumberOfPages at offset 68h is 0, but the runs add up to 1895; the runs are believed.',
    ]);
    // The second run begins inside the first: file positions stay, so all is read.
    expect(sessionOf(edited(complete, [0x6c, 0xa0])).kernel.notes).toContain(
      'Run 1 at offset 74h overlaps or precedes the run before it; the first one is believed.',
    );
  });

  test('at random never does worse', () => {
    for (let i = 0; i < 64; i++)
      outcomeOf(edited(complete, [0x64 + 4 * (i % 8), Math.imul(i + 1, 0x9e3779b1)]), ['lm', '!vm 5']);
  });
});

test('a bitmap that says more than there is', () => {
  expect(refusal(damaged('lying-bitmap'))).toBe(
    'BitmapSize at offset 1010h is 2147483647; 1 to 67108864 bits were expected.',
  );
});

describe('lists', () => {
  test('modules in a circle: each once, and a line that says so', () => {
    const lines = ask(sessionOf(damaged('cyclic-module-list')), 'lm');
    expect(lines).toContain('The module list is broken: the list loops: 8400a558 links back to 8400a4b8.');
    expect(lines.filter((line) => line.endsWith('(deferred)'))).toHaveLength(12);
  });

  test('a module that links to itself, to nowhere, and back to the one before', () => {
    const raw = new RawDump(whole.bytes);
    const [, , third] = whole.truth.modules;
    const at = raw.offset(third.ldr)!;
    for (const [flink, why] of [
      [third.ldr, 'the list loops'],
      [0, 'the list entry at 00000000 cannot be read'],
      [0xffffffff, 'the list entry at ffffffff cannot be read'],
      [whole.truth.modules[1].ldr, 'the list loops'],
      [whole.truth.kernel.base, 'does not point back'],
    ] as const) {
      const session = sessionOf(edited(whole.bytes, [at, flink]));
      expect(session.kernel.notes.join()).toContain(why);
      // What lies behind the break is found from the other end.
      expect(session.kernel.modules.map(({ base }) => base)).toEqual(
        whole.truth.modules.map(({ base }) => base),
      );
    }
  });

  test('processes that lead into nothing', () => {
    const session = sessionOf(damaged('broken-process-list'));
    const why = 'The process list is broken: the list entry at dead0000 cannot be read.';
    expect(ask(session, '!process 0 0').at(-1)).toBe(why);
    expect(ask(session, '!vm').at(-1)).toBe(`\t${why}`);
    expect(ask(session, '!process 0 0').filter((line) => line.startsWith('PROCESS'))).toHaveLength(
      whole.truth.processes.length,
    );
  });
});

describe('sizes of tables', () => {
  const session: Session = sessionOf(damaged('lying-pool-table-sizes'));

  test('of trackers', () => {
    const lines = ask(session, '!poolused 4');
    expect(lines).toContain(' TOTAL    ???????? ????????  ???????? ????????');
    expect(lines).toContain(
      '  Not read: PoolTrackTable: ???????? (unreadable: PoolTrackTableSize says 1073741824 rows; 1 to 131072 can be)',
    );
  });

  test('of big pages', () => {
    expect(ask(session, '!poolfind Thre 0')).toContain(
      'Not all of it was read: the table claims 2147483647 slots; only 1048576 were looked at',
    );
  });

  test('of handles', () => {
    const lines = ask(sessionOf(damaged('lying-handle-count')), '!handle 0 2 4');
    expect(lines.at(-1)).toBe('The table counts 4294967280 entries in use, 14 were found.');
  });

  test('at extremes never do worse', () => {
    const raw = new RawDump(whole.bytes);
    const { symbols } = whole.truth.kernel;
    const process = whole.truth.processes[0].eprocess.toString(16);
    for (const name of [
      'PoolTrackTable',
      'PoolTrackTableSize',
      'PoolBigPageTable',
      'PoolBigPageTableSize',
      'PoolTrackTableExpansion',
      'PoolTrackTableExpansionSize',
      'ExpNumberOfPagedPools',
      'MmPagedPoolStart',
      'MmPagedPoolEnd',
      'MmUnloadedDrivers',
      'MmLastUnloadedDriver',
    ]) {
      const at = raw.offset(symbols[name]);
      for (const value of [0, 1, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff]) {
        if (at === undefined) continue;
        outcomeOf(edited(whole.bytes, [at, value]), ['!poolused 4', '!vm 5', 'lm', `!pool ${process}`]);
      }
    }
  });
});
