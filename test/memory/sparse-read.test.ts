import { describe, expect, test } from 'vitest';
import { isRead, readSparse } from '../../src/memory/sparse-read.ts';
import { SparseReader } from '../fakes/sparse-reader.ts';

describe('readSparse', () => {
  const memory = new SparseReader()
    .write(0x1ff0, new Uint8Array(0x10).fill(1))
    .write(0x4000, new Uint8Array(0x1000).fill(2));

  test('pages that are missing become one gap', () => {
    const read = readSparse(memory, 0x1ff0, 0x3010);
    expect(read.gaps).toEqual([{ start: 0x10, end: 0x2010 }]);
    expect(read.bytes[0xf]).toBe(1);
    expect(read.bytes[0x10]).toBe(0);
    expect(read.bytes[0x2010]).toBe(2);
  });

  test('an item is read when all of its bytes are', () => {
    const read = readSparse(memory, 0x1ff0, 0x3010);
    expect([
      isRead(read, 0xc, 4),
      isRead(read, 0xd, 4),
      isRead(read, 0x200f, 1),
      isRead(read, 0x2010, 4),
    ]).toEqual([true, false, false, true]);
  });

  test('the top of memory wraps', () => {
    const top = new SparseReader().write(0xfffffff8, [1, 2, 3, 4, 5, 6, 7, 8]).write(0, [9]);
    const read = readSparse(top, 0xfffffff8, 9);
    expect([...read.bytes]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(read.gaps).toEqual([]);
  });
});
