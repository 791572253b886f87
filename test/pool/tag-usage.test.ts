import { describe, expect, it } from 'vitest';
import { outstanding } from '../../src/pool/tag-sums.ts';
import { readTagUsage, type TagUsage } from '../../src/pool/tag-usage.ts';
import { SparseReader } from '../fakes/sparse-reader.ts';
import { fakeKernel } from './fake-kernel.ts';
import { tagWord } from './pool-page.ts';

const VARIABLES = {
  PoolTrackTable: 0x828f40f0,
  PoolTrackTableSize: 0x828f40ec,
  ExPoolTagTables: 0x828fa000,
  PoolTrackTableExpansion: 0x828f40e4,
  PoolTrackTableExpansionSize: 0x828f40e0,
};
const CPU0 = 0x84643000;
const CPU1 = 0x8464b000;
const EXPANSION = 0x84653000;

/** A row of 28 bytes: key, nonpaged allocs, frees, bytes, paged allocs, frees, bytes. */
type Row = readonly [tag: string, ...counters: number[]];

function writeRows(
  memory: SparseReader,
  at: number,
  slots: number,
  rows: Readonly<Record<number, Row>>,
): void {
  for (let slot = 0; slot < slots; slot++) {
    const [tag, ...counters] = rows[slot] ?? ['', 0, 0, 0, 0, 0, 0];
    memory.words(at + slot * 28, tag === '' ? 0 : tagWord(tag), ...counters.map((value) => value >>> 0));
  }
}

/** Two processors; a block allocated on one and freed on the other leaves each "negative". */
function twoProcessors(): SparseReader {
  const memory = new SparseReader();
  memory.words(VARIABLES.PoolTrackTable, CPU0).words(VARIABLES.PoolTrackTableSize, 9);
  memory.words(VARIABLES.ExPoolTagTables, CPU0, CPU1, 0);
  memory.words(VARIABLES.PoolTrackTableExpansion, EXPANSION);
  memory.words(VARIABLES.PoolTrackTableExpansionSize, 4);
  const keys = ['Thre', 'Even', 'MmCa', 'File', 'Irp ', 'Proc', 'Muta', 'Ovfl'];
  const rows = keys.map((tag): Row => [tag, 0, 0, 0, 0, 0, 0]);
  writeRows(memory, CPU0, 9, {
    ...rows,
    0: ['Thre', 10, -5, 7440, 0, 0, 0],
    3: ['File', 1, 2, -100, 4, 3, 64],
  });
  writeRows(memory, CPU1, 9, {
    ...rows,
    0: ['Thre', -3, 6, -1488, 0, 0, 0],
    3: ['File', 9, 1, 1000, 0, 0, 0],
  });
  writeRows(memory, EXPANSION, 4, { 0: ['Late', 2, 1, 48, 0, 0, 0] });
  return memory;
}

function rowOf(usage: TagUsage, tag: string): number[] | undefined {
  const i = usage.tags.indexOf(tagWord(tag));
  if (i < 0 || usage.known[i] === 0) return undefined;
  return [
    outstanding(usage.nonpagedAllocs[i], usage.nonpagedFrees[i]),
    usage.nonpagedBytes[i],
    outstanding(usage.pagedAllocs[i], usage.pagedFrees[i]),
    usage.pagedBytes[i],
  ];
}

describe('the use of pool by tag', () => {
  it('is the sum of all tables modulo 2^32', () => {
    const usage = readTagUsage(fakeKernel(twoProcessors(), { variables: VARIABLES, processors: 2 }));
    // 10 - 3 allocations, -5 + 6 frees; 7440 - 1488 bytes = 8 x 744.
    expect(rowOf(usage, 'Thre')).toEqual([6, 5952, 0, 0]);
    expect(rowOf(usage, 'File')).toEqual([7, 900, 1, 64]);
    expect(rowOf(usage, 'Late')).toEqual([1, 48, 0, 0]);
    expect(usage.complete).toBe(true);
  });

  it('finds the tables of other processors without symbols, by their keys', () => {
    const { ExPoolTagTables: array, ...variables } = VARIABLES;
    const memory = twoProcessors();
    const image = { base: 0x828f4000, size: 0x7000 };
    for (let va = image.base; va < image.base + image.size; va += 4) {
      if (memory.u32(va) === undefined) memory.words(va, va === array + 8 ? 0 : 0x11111111);
    }
    const usage = readTagUsage(fakeKernel(memory, { variables, processors: 2, image }));
    expect(rowOf(usage, 'Thre')).toEqual([6, 5952, 0, 0]);
    expect(usage.tables[1]).toMatchObject({ name: 'ExPoolTagTables[1]', address: CPU1, source: 'scan' });
  });

  it('has no numbers when another processor has a table and it was not found', () => {
    const { ExPoolTagTables: _, ...variables } = VARIABLES;
    const usage = readTagUsage(fakeKernel(twoProcessors(), { variables, processors: 2 }));
    expect(rowOf(usage, 'Thre')).toBeUndefined();
    expect(usage.complete).toBe(false);
    expect(usage.tables[1]).toMatchObject({ name: 'ExPoolTagTables[1..1]', absent: 'no-symbol' });
  });

  it("does not take a table with other keys for a processor's", () => {
    const memory = twoProcessors();
    memory.words(CPU1 + 28 * 5, tagWord('Nope'));
    const { ExPoolTagTables: array, ...variables } = VARIABLES;
    const image = { base: array & ~0xfff, size: 0x1000 };
    for (let va = image.base; va < image.base + image.size; va += 4) {
      if (memory.u32(va) === undefined) memory.words(va, 0);
    }
    const usage = readTagUsage(fakeKernel(memory, { variables, processors: 2, image }));
    expect(rowOf(usage, 'Thre')).toBeUndefined();
  });

  it('leaves out only the tags whose rows cannot be read', () => {
    const memory = new SparseReader();
    memory.words(VARIABLES.PoolTrackTable, 0x84643f90).words(VARIABLES.PoolTrackTableSize, 9);
    memory.words(VARIABLES.ExPoolTagTables, 0x84643f90, CPU1, 0);
    const rows: Record<number, Row> = { 0: ['Thre', 1, 0, 744, 0, 0, 0], 6: ['Even', 1, 0, 64, 0, 0, 0] };
    writeRows(memory, 0x84643f90, 9, rows);
    // Processor 1's table ends with its page after the fourth row.
    writeRows(memory, CPU1, 4, { 0: ['Thre', 1, 0, 744, 0, 0, 0] });
    const usage = readTagUsage(fakeKernel(memory, { variables: VARIABLES, processors: 2 }));
    expect(rowOf(usage, 'Thre')).toEqual([2, 1488, 0, 0]);
    expect(rowOf(usage, 'Even')).toBeUndefined();
    expect(usage.complete).toBe(false);
  });

  it.each([
    ['no rows', 0],
    ['four billion rows', 0xffffffff],
    ['a billion rows', 0x40000000],
  ])('is absent with %s', (_, size) => {
    const memory = twoProcessors().words(VARIABLES.PoolTrackTableSize, size);
    const usage = readTagUsage(fakeKernel(memory, { variables: VARIABLES }));
    expect(usage.count).toBe(0);
    expect(usage.complete).toBe(false);
    expect(usage.tables[0].why).toContain('PoolTrackTableSize');
  });

  it('is absent when the pointer leads out of system space or the dump', () => {
    for (const pointer of [0, 0x10000, 0x84643001, 0xdead0000]) {
      const memory = twoProcessors().words(VARIABLES.PoolTrackTable, pointer);
      const usage = readTagUsage(fakeKernel(memory, { variables: VARIABLES }));
      expect(usage.count).toBe(0);
      expect(usage.tables[0].why).toBeTypeOf('string');
    }
  });

  it('reads the wide rows of Windows 10', () => {
    const memory = new SparseReader();
    memory.words(VARIABLES.PoolTrackTable, CPU0).words(VARIABLES.PoolTrackTableSize, 1);
    // Key, nonpaged bytes, allocs (64 bits), frees, paged bytes, pad, allocs, frees.
    memory.words(CPU0, tagWord('Wide'), 640, 2, 1, 5, 0, 96, 0, 7, 0, 4, 0);
    const options = { variables: VARIABLES, build: 19041, layouts: 'win10_x86_19041' };
    const usage = readTagUsage(fakeKernel(memory, options));
    expect(rowOf(usage, 'Wide')).toEqual([2 ** 32 + 2 - 5, 640, 3, 96]);
  });
});
