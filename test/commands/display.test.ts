import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/analysis/session.ts';
import { ask, askJson } from '../fakes/session.ts';
import { SparseReader } from '../fakes/sparse-reader.ts';

/** A session of which only memory and names are looked at. */
function fakeSession(memory: SparseReader): Session {
  const names: Readonly<Record<number, string>> = {
    2196503317: 'nt!KiSwapThread+0x266',
    2196994987: 'nt!ExAllocatePoolWithTag',
  };
  return {
    current: { memory, nextAddress: undefined },
    names: {
      lookup: () => undefined,
      resolve: (va: number) => (va in names ? { text: names[va] } : undefined),
    },
    *watchForced<T>(task: Generator<never, T>) {
      return { value: yield* task, forced: new Set() };
    },
  } as unknown as Session;
}

const header = [0, 0, 0x5d, 4, 0x54, 0x68, 0x72, 0xe5, 0, 0, 0, 0, 0xb0, 2, 0, 0, 0x7f, 0x80, 0x20, 0x41];
const memory = new SparseReader()
  .write(0x8ab94000, header)
  .write(0x3000, Buffer.from('TestApp.exe\0hidden'))
  .write(0x3100, Buffer.from('a\u001b[2J\u009bz\0', 'latin1'))
  .utf16(0x3200, '\\??\\C:\\pagefile.sys\0')
  .words(0x94393c00, 0x82ebfb15, 0x12345678, 0x94393c10)
  .words(0x94393c10, 0x82f37bab)
  .write(0x4ffe, [0x41, 0x42])
  .write(0x6000, [0x43]);
const session = fakeSession(memory);

describe('db dw dd dq dc', () => {
  // kd> db 8ab94000 L14
  // 8ab94000  00 00 5d 04 54 68 72 e5-00 00 00 00 b0 02 00 00  ..].Thr.........
  // 8ab94010  7f 80 20 41                                      .. A
  test('db: sixteen bytes a line, a dash after the eighth, characters behind', () => {
    expect(ask(session, 'db 8ab94000 L14')).toEqual([
      '8ab94000  00 00 5d 04 54 68 72 e5-00 00 00 00 b0 02 00 00  ..].Thr.........',
      '8ab94010  7f 80 20 41                                      .. A',
    ]);
  });

  test.each([
    ['dw 8ab94000 L8', '8ab94000  0000 045d 6854 e572 0000 0000 02b0 0000'],
    ['dd 8ab94000 L4', '8ab94000  045d0000 e5726854 00000000 000002b0'],
    ['dq 8ab94000 L2', '8ab94000  e5726854`045d0000 000002b0`00000000'],
    ['dc 8ab94000 L4', '8ab94000  045d0000 e5726854 00000000 000002b0  ..].Thr.........'],
    ['dc 8ab94000 L1', '8ab94000  045d0000                             ..].'],
    ['DD 8ab94000 8ab94007', '8ab94000  045d0000 e5726854'],
  ])('%s', (line, expected) => {
    expect(ask(session, line)).toEqual([expected]);
  });

  test('what cannot be read is question marks, with the reason once', () => {
    expect(ask(session, 'db 4ffe L4')).toEqual([
      '00004ffe  41 42 ?? ??                                      AB??',
      '00005000 is not mapped (PT entry is zero or invalid)',
    ]);
    expect(ask(session, 'dd 4ffe L1')[0]).toBe('00004ffe  ????????');
    expect(ask(session, 'dq 4ff8 L1')[0]).toBe('00004ff8  ????????`????????');
  });

  test('without an address it goes on', () => {
    ask(session, 'dd 8ab94000 L2');
    expect(ask(session, 'dd')[0]).toBe('8ab94008  00000000 000002b0 4120807f ????????');
  });

  test('too much at once is refused', () => {
    expect(() => ask(session, 'db 0 L?10000000')).toThrow(/Range error: 268435456 bytes/);
  });

  test('as JSON absent items are null', () => {
    expect(askJson(session, 'dw 4ffe L2')).toMatchObject({
      start: '00004ffe',
      itemSize: 2,
      items: ['4241', null],
    });
  });
});

describe('da du', () => {
  test('ends at the terminator', () => {
    expect(ask(session, 'da 3000')).toEqual(['00003000  "TestApp.exe"']);
    expect(ask(session, 'du 3200')).toEqual(['00003200  "\\??\\C:\\pagefile.sys"']);
  });

  // Thirty-two characters a line, as the debuggers break them.
  test('long text is broken', () => {
    const long = fakeSession(new SparseReader().write(0x1000, Buffer.from(`${'x'.repeat(32)}yz\0`)));
    expect(ask(long, 'da 1000')).toEqual([`00001000  "${'x'.repeat(32)}"`, '00001020  "yz"']);
    expect(ask(long, 'da')[0]).toMatch(/^00001023 {2}/);
  });

  test('control characters are shown, not obeyed', () => {
    expect(ask(session, 'da 3100')).toEqual(['00003100  "a\\x1b[2J\\x9bz"']);
  });

  test('nothing to read says why', () => {
    expect(ask(session, 'da 9000')).toEqual([
      '00009000  ????????',
      '00009000 is not mapped (PT entry is zero or invalid)',
    ]);
  });

  test('a text that runs out of memory ends with the reason', () => {
    expect(ask(session, 'da 4ffe')).toEqual([
      '00004ffe  "AB"',
      '00005000 is not mapped (PT entry is zero or invalid)',
    ]);
  });
});

describe('dps dpp', () => {
  test('pointers with their symbols', () => {
    expect(ask(session, 'dps 94393c00 L3')).toEqual([
      '94393c00  82ebfb15 nt!KiSwapThread+0x266',
      '94393c04  12345678',
      '94393c08  94393c10',
    ]);
  });

  test('what they point at', () => {
    expect(ask(session, 'dpp 94393c04 L2')).toEqual([
      '94393c04  12345678 ????????',
      '94393c08  94393c10 82f37bab nt!ExAllocatePoolWithTag',
    ]);
  });
});
