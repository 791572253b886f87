import { describe, expect, it } from 'vitest';
import { NO_POOL_TYPE } from '../../src/pool/big-page-rows.ts';
import { readBigPages } from '../../src/pool/big-pages.ts';
import { COVERED, coveredPages, systemPage } from '../../src/pool/covered-pages.ts';
import { SparseReader } from '../fakes/sparse-reader.ts';
import { fakeKernel } from './fake-kernel.ts';
import { tagWord } from './pool-page.ts';

const variables = { PoolBigPageTable: 0x828f40dc, PoolBigPageTableSize: 0x828f40d8 };
const TABLE = 0x8a957000;
const THREAD = tagWord('Thre');

function table(slots: number, rows: readonly (readonly number[])[]): SparseReader {
  const memory = new SparseReader();
  memory.words(variables.PoolBigPageTable, TABLE).words(variables.PoolBigPageTableSize, slots);
  memory.words(TABLE, ...rows.flat());
  return memory;
}

describe('the big page table', () => {
  it('has live rows, freed rows with bit 0 set, and slots never used', () => {
    const memory = table(4, [
      [0x8a000000, THREAD, 0, 0x2000],
      [0x92921001, tagWord('MSKK'), 1, 0x1000],
      [1, 0, 0, 0],
      [0x92920000, tagWord('MSKK', true), 0x21, 0x1234],
    ]);
    const big = readBigPages(fakeKernel(memory, { variables }));
    expect(big).toMatchObject({ count: 3, slots: 4, slotBytes: 16, slotsRead: 4 });
    expect([...big.va]).toEqual([0x8a000000, 0x92921000, 0x92920000]);
    expect([...big.freed]).toEqual([0, 1, 0]);
    expect([...big.type]).toEqual([0, 1, 0x21]);
    expect([...big.bytes]).toEqual([0x2000, 0x1000, 0x1234]);
    expect(big.tag[2]).toBe(tagWord('MSKK', true));
  });

  it('counts pages on XP and 2003, whose rows have no type', () => {
    const xp = readBigPages(
      fakeKernel(
        table(2, [
          [0xe1000000, THREAD, 3],
          [1, 0, 0],
        ]),
        { variables, build: 2600, layouts: 'xp_sp3_x86' },
      ),
    );
    expect([xp.count, xp.bytes[0], xp.type[0], xp.slotBytes]).toEqual([1, 0x3000, NO_POOL_TYPE, 12]);
    const server = readBigPages(
      fakeKernel(
        table(2, [
          [0xe1000000, THREAD, 3, 0],
          [0xe1004000, THREAD, 1, 0],
        ]),
        {
          variables,
          build: 3790,
          layouts: 'win2003_sp2_x86',
        },
      ),
    );
    expect([...server.bytes]).toEqual([0x3000, 0x1000]);
  });

  it('splits the shared word of Windows 10', () => {
    // Pattern 11h, pool type 201h, slush size 7h.
    const memory = table(1, [[0x8a000000, THREAD, 0x00720111, 0x2000]]);
    const big = readBigPages(fakeKernel(memory, { variables, build: 10240, layouts: 'win10_x86' }));
    expect(big.type[0]).toBe(0x201);
  });

  it('is bounded when its size is absurd and keeps what can be read', () => {
    const memory = table(0x7fffffff, [[0x8a000000, THREAD, 0, 0x2000]]);
    const big = readBigPages(fakeKernel(memory, { variables }));
    expect(big.count).toBe(1);
    expect(big.why).toContain('2147483647');
  });

  it.each([0, 0x1000, 0x8a957001, 0xffff0000])('is absent with its pointer at %x', (pointer) => {
    const memory = table(16, []).words(variables.PoolBigPageTable, pointer);
    const big = readBigPages(fakeKernel(memory, { variables }));
    expect(big.count).toBe(0);
    expect(big.address).toHaveProperty('absent');
  });
});

describe('a table whose size lies', () => {
  const unused = Array.from({ length: 255 }, () => [1, 0, 0, 0]);
  /** A page of pool blocks of 40h bytes: two headers and what they hold make 8 rows. */
  const blocks = Array.from({ length: 256 }, (_, i) => [0x04080008, THREAD, 0x8a000000 + i * 8, 0x40]);

  it('ends where its rows are those of its neighbours', () => {
    // The last row of the neighbour happens to look like an allocation.
    const chance = [0x8a300000, THREAD, 0, 0x1000];
    const memory = table(0x10000, [[0x8a000000, THREAD, 0, 0x2000], ...unused, ...blocks.slice(1), chance]);
    memory.words(TABLE + 0x2000, ...blocks.flat());
    const big = readBigPages(fakeKernel(memory, { variables }));
    expect(big).toMatchObject({ count: 1, slots: 256 });
    expect(big.why).toBe('the table claims 65536 slots; what follows slot 256 is none of it');
    const { used } = coveredPages(big);
    expect([used[systemPage(TABLE)], used[systemPage(TABLE + 0x1000)]]).toEqual([COVERED, 0]);
  });

  it('goes on behind one page of rubbish', () => {
    const memory = table(768, [[0x8a000000, THREAD, 0, 0x2000], ...unused, ...blocks]);
    memory.words(TABLE + 0x2000, ...[[0x8a010000, THREAD, 0, 0x1000], ...unused].flat());
    const big = readBigPages(fakeKernel(memory, { variables }));
    expect(big).toMatchObject({ count: 2, slots: 768, numSenseless: 256 });
  });
});

describe('rows of a damaged table', () => {
  it('do not reach over the kernel or the page tables', () => {
    const memory = table(3, [
      [0x80000000, THREAD, 0, 0x7fffffff],
      [0x90000000, THREAD, 0, 0x40000000],
      [0x8a000000, THREAD, 0, 0x1000],
    ]);
    const big = readBigPages(fakeKernel(memory, { variables }));
    expect([...big.va]).toEqual([0x8a000000]);
  });

  it('do not hide others and what lies beside them by a wild size', () => {
    const memory = table(3, [
      [0x8a000000, THREAD, 0, 0x10000000],
      [0x8a100000, THREAD, 0, 0x2000],
      [0x8a200000, THREAD, 0, 0x1000],
    ]);
    const { used, overlaps } = coveredPages(readBigPages(fakeKernel(memory, { variables })));
    const at = (va: number) => used[systemPage(va)];
    expect(overlaps).toBe(true);
    expect([at(0x8a000000), at(0x8a101000), at(0x8a102000), at(0x8a200000)]).toEqual([
      0,
      COVERED,
      0,
      COVERED,
    ]);
  });
});

describe('pages that big allocations cover', () => {
  it('are whole but for the last, and rows that make no sense are left out', () => {
    const memory = table(5, [
      [0x8a000000, THREAD, 0, 0x2010],
      [0x8a010001, THREAD, 0, 0x1000],
      [0x8a020008, THREAD, 0, 0x1000],
      [0x00010000, THREAD, 0, 0x1000],
      [0xfffff000, THREAD, 0, 0xffffffff],
    ]);
    const big = readBigPages(fakeKernel(memory, { variables }));
    const { used } = coveredPages(big);
    const at = (va: number) => used[systemPage(va)];
    expect([at(0x8a000000), at(0x8a001000), at(0x8a002000), at(0x8a003000)]).toEqual([
      COVERED,
      COVERED,
      0x10,
      0,
    ]);
    expect(at(0x8a010000)).toBe(0);
    expect(big).toMatchObject({ numSenseless: 3, count: 2 });
  });

  it('are those of the table too, whose rows look like headers of blocks', () => {
    // 300 slots of 16 bytes: 12C0h.
    const memory = table(300, [[0xfe600000, THREAD, 0x21, 0x2000]]);
    const { used } = coveredPages(readBigPages(fakeKernel(memory, { variables })));
    expect(Array.from({ length: 3 }, (_, i) => used[systemPage(TABLE + i * 0x1000)])).toEqual([
      COVERED,
      0x2c0,
      0,
    ]);
  });
});
