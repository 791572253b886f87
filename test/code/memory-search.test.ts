import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberPattern, searchMemory, textPattern } from '../../src/code/memory-search.ts';
import { SparseMemory } from '../image/sparse-memory.ts';

describe('searchMemory', () => {
  it('finds text at any address and numbers at their multiples only', () => {
    const memory = new SparseMemory().put(0x1000, Buffer.from('..MSKK....MSKK'));
    expect([...searchMemory(memory, 0x1000, 0x2000, textPattern('a', 'MSKK'))]).toEqual([0x1002, 0x100a]);
    expect([...searchMemory(memory, 0x1000, 0x2000, numberPattern('b', [0x4d, 0x53]))]).toEqual([
      0x1002, 0x100a,
    ]);
    // 4B4B534D lies at 1002 and 100a, neither a multiple of 4.
    expect([...searchMemory(memory, 0x1000, 0x2000, numberPattern('d', [0x4b4b534d]))]).toEqual([]);
    expect([...searchMemory(memory, 0x1000, 0x2000, numberPattern('w', [0x534d]))]).toEqual([0x1002, 0x100a]);
  });

  it('finds UTF-16 and quad words', () => {
    const memory = new SparseMemory().put(0x1008, [0x4d, 0, 0x53, 0, 0x4b, 0, 0x4b, 0]);
    expect([...searchMemory(memory, 0x1000, 0x2000, textPattern('u', 'MSKK'))]).toEqual([0x1008]);
    expect([...searchMemory(memory, 0x1000, 0x2000, numberPattern('q', [0x004b004b0053004dn]))]).toEqual([
      0x1008,
    ]);
  });

  it('finds a hit across two pages but not across a hole, and counts the hole', () => {
    const memory = new SparseMemory()
      .put(0x1ffe, Buffer.from('MSKK'))
      .put(0x4ffe, Buffer.from('MSKK'))
      .drop(0x5000);
    const progress = { pagesRead: 0, pagesUnreadable: 0 };
    expect([...searchMemory(memory, 0x1000, 0x6000, textPattern('a', 'MSKK'), progress)]).toEqual([0x1ffe]);
    // 1000, 2000 and 4000 can be read, 3000 and 5000 cannot.
    expect(progress).toEqual({ pagesRead: 3, pagesUnreadable: 2 });
  });

  it('starts and ends inside the range', () => {
    const memory = new SparseMemory().put(0x1000, Buffer.from('AAAAAA'));
    expect([...searchMemory(memory, 0x1001, 0x1005, textPattern('a', 'AA'))]).toEqual([
      0x1001, 0x1002, 0x1003,
    ]);
  });

  it('agrees with looking at every address', () => {
    const byte = fc.constantFrom(0, 1);
    fc.assert(
      fc.property(
        fc.array(byte, { maxLength: 40 }),
        fc.array(byte, { minLength: 1, maxLength: 4 }),
        (bytes, needle) => {
          const memory = new SparseMemory().put(0x1ff0, bytes);
          const found = [...searchMemory(memory, 0x1ff0, 0x1ff0 + bytes.length, numberPattern('b', needle))];
          const expected = bytes
            .map((_, i) => i)
            .filter((i) => needle.every((value, k) => bytes[i + k] === value));
          expect(found).toEqual(expected.map((i) => 0x1ff0 + i));
        },
      ),
    );
  });
});
