import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HandleFlags } from '../../src/objects/handle-entry.ts';
import { capacity, readHandleTable } from '../../src/objects/handle-table.ts';
import {
  type HandleWalk,
  type HandleWalkOptions,
  visitHandles,
  walkHandles,
} from '../../src/objects/handle-walk.ts';
import { runTask } from '../../src/units/task.ts';
import { handKernel } from './hand-kernel.ts';
import { PagedMemory } from './paged-memory.ts';

const TABLE = 0x90000100;
const LEAF = 0x91000000;

/** Windows 7: TableCode 0, UniqueProcessId 8, HandleCount 30, NextHandleNeedingPool 34. */
function table7(memory: PagedMemory, code: number, count: number, next: number): void {
  memory
    .map(TABLE, 0x40)
    .words(TABLE, code, 0, 0x1234)
    .words(TABLE + 0x30, count, next);
}

function walk(memory: PagedMemory, options: HandleWalkOptions = {}, layouts = 'win7_sp1_x86'): HandleWalk {
  const kernel = handKernel(memory, { layouts });
  return runTask(walkHandles(kernel, readHandleTable(kernel, TABLE)!, options));
}

function rows({ handles }: HandleWalk): number[][] {
  return Array.from({ length: handles.length }, (_, i) => [
    handles.handle[i],
    handles.object[i],
    handles.access[i],
    handles.flags[i],
    handles.entry[i],
  ]);
}

describe('a table of level 0', () => {
  test('entries carry the header, the access and their marks', () => {
    const memory = new PagedMemory();
    table7(memory, LEAF, 4, 0x800);
    memory.map(LEAF, 0x1000).words(LEAF, 0, 0xfffffffe);
    memory.words(LEAF + 8, 0x93a7b0a8 | 1, 3); // unlocked, nothing else
    memory.words(LEAF + 0x10, 0x8a7cc020 | 3, 0x00100020); // inherited
    memory.words(LEAF + 0x18, 0x8a8f2688 | 4, 0x001f0003); // locked (bit 0 clear), audited
    memory.words(LEAF + 0x20, 0x8a8f2700 | 1, 0x021f0003); // protected from closing
    memory.words(LEAF + 0x28, 0, 0x30); // free
    expect(rows(walk(memory))).toEqual([
      [4, 0x93a7b0a8, 3, 0, LEAF + 8],
      [8, 0x8a7cc020, 0x00100020, HandleFlags.inherit, LEAF + 0x10],
      [0xc, 0x8a8f2688, 0x001f0003, HandleFlags.locked | HandleFlags.audit, LEAF + 0x18],
      [0x10, 0x8a8f2700, 0x021f0003, HandleFlags.protect, LEAF + 0x20],
    ]);
  });

  test('free entries are kept when asked for, the first of the leaf among them', () => {
    const memory = new PagedMemory();
    table7(memory, LEAF, 1, 0x800);
    memory.map(LEAF, 0x1000).words(LEAF, 0, 0xfffffffe, 0x93a7b0a9, 3, 0, 0x30);
    const found = walk(memory, { free: true });
    expect(found.inUse).toBe(1);
    expect(found.handles.length).toBe(512);
    // 0000: free handle, Entry address ..., Next Entry fffffffe
    expect(rows(found)[0]).toEqual([0, 0, 0xfffffffe, HandleFlags.free, LEAF]);
    expect(rows(found)[2]).toEqual([8, 0, 0x30, HandleFlags.free, LEAF + 0x10]);
  });

  test('since Windows 8 rights are 25 bits and counts lie elsewhere', () => {
    const memory = new PagedMemory();
    // NextHandleNeedingPool 0, TableCode 8, UniqueProcessId 18.
    memory.map(TABLE, 0x60).words(TABLE, 0x800, 0, LEAF);
    memory.map(LEAF, 0x1000).words(LEAF + 8, 0x93a7b0a8 | 3, 0x0a1f0003);
    const found = walk(memory, {}, 'win8_sp0_x86');
    expect(rows(found)).toEqual([
      [4, 0x93a7b0a8, 0x001f0003, HandleFlags.inherit | HandleFlags.protect, LEAF + 8],
    ]);
    expect(found.table.handleCount).toMatchObject({ absent: 'no-symbol' });
  });

  test('XP has its fields elsewhere', () => {
    const memory = new PagedMemory();
    // TableCode 0, NextHandleNeedingPool 38, HandleCount 3c.
    memory
      .map(TABLE, 0x44)
      .words(TABLE, LEAF)
      .words(TABLE + 0x38, 0x800, 1);
    memory.map(LEAF, 0x1000).words(LEAF + 8, 0x93a7b0a9, 3);
    const found = walk(memory, {}, 'xp_sp3_x86');
    expect(found.table.handleCount).toMatchObject({ value: 1 });
    expect(rows(found)).toEqual([[4, 0x93a7b0a8, 3, 0, LEAF + 8]]);
  });
});

describe('tables of pointers', () => {
  test('level 1: leaves by a page of pointers, a missing one skipped', () => {
    const memory = new PagedMemory();
    const middle = 0x92000000;
    table7(memory, middle | 1, 2, 0x1800);
    memory.map(middle, 0x1000).words(middle, LEAF, 0, LEAF + 0x1000);
    memory
      .map(LEAF, 0x2000)
      .words(LEAF + 8, 0x93a7b0a9, 1)
      .words(LEAF + 0x1008, 0x93a7b0a9, 2);
    const found = walk(memory);
    expect(rows(found).map(([handle]) => handle)).toEqual([4, 0x1004]);
    expect(found).toMatchObject({ complete: true, inUse: 2, problems: [] });
  });

  test('twenty leaves are visited some at a time and nothing is left between', () => {
    const memory = new PagedMemory();
    const middle = 0x92000000;
    table7(memory, middle | 1, 20, 20 * 0x800);
    memory.map(middle, 0x1000).map(LEAF, 20 * 0x1000);
    for (let i = 0; i < 20; i++) {
      memory.words(middle + i * 4, LEAF + i * 0x1000);
      memory.words(LEAF + i * 0x1000 + 8, (0x93000000 + i * 0x100) | 1, i);
    }
    const kernel = handKernel(memory, { layouts: 'win7_sp1_x86' });
    const parts: number[][] = [];
    const end = runTask(
      visitHandles(kernel, readHandleTable(kernel, TABLE)!, ({ length, access }) =>
        parts.push([...access.subarray(0, length)]),
      ),
    );
    expect(parts).toEqual([Array.from({ length: 16 }, (_, i) => i), [16, 17, 18, 19]]);
    expect(end).toMatchObject({ inUse: 20, complete: true, stopped: false });
  });

  test('level 2: the top is 32 pointers inside a page, what lies behind them is not read', () => {
    const memory = new PagedMemory();
    const top = 0x9bfaf490;
    table7(memory, top | 2, 1, 512 * 1024 * 4 + 0x800);
    memory.map(top, 0x80).words(top, 0, 0x92000000);
    memory.words(top + 0x80, 0xdeadbeef);
    memory.map(0x92000000, 0x1000).words(0x92000000, LEAF);
    memory.map(LEAF, 0x1000).words(LEAF + 8, 0x93a7b0a9, 1);
    const found = walk(memory);
    expect(rows(found)).toEqual([[512 * 1024 * 4 + 4, 0x93a7b0a8, 1, 0, LEAF + 8]]);
    expect(capacity(2)).toBe(2 ** 24);
    expect(capacity(2) / (512 * 1024)).toBe(32);
  });
});

describe('tables that lie', () => {
  test('level 3 does not exist', () => {
    const memory = new PagedMemory();
    table7(memory, LEAF | 3, 1, 0x800);
    const found = walk(memory);
    expect(found.problems).toEqual(['the table code 91000003 has level 3, which no table has']);
    expect(found.complete).toBe(false);
  });

  test('pages of entries that are missing are told when the count says that they had handles', () => {
    const memory = new PagedMemory();
    table7(memory, 0x92000001, 600, 0x1800);
    memory.map(0x92000000, 0x1000).words(0x92000000, LEAF);
    memory.map(LEAF, 0x1000).words(LEAF + 8, 0x93a7b0a9, 1);
    const found = walk(memory);
    expect(found.problems).toEqual(['2 of its 3 pages of entries have no address']);
    expect(found).toMatchObject({ inUse: 1, complete: false });
  });

  test('a table code of zero is no table, unless it counts nothing', () => {
    const memory = new PagedMemory();
    table7(memory, 0, 5, 0x800);
    expect(walk(memory)).toMatchObject({ inUse: 0, complete: false });
    const freed = new PagedMemory();
    table7(freed, 0, 0, 0x800);
    expect(walk(freed)).toMatchObject({ inUse: 0, complete: true });
  });

  test('a leaf listed twice is read once', () => {
    const memory = new PagedMemory();
    table7(memory, 0x92000001, 2, 0x1000);
    memory.map(0x92000000, 0x1000).words(0x92000000, LEAF, LEAF);
    memory.map(LEAF, 0x1000).words(LEAF + 8, 0x93a7b0a9, 1);
    const found = walk(memory);
    expect(found.inUse).toBe(1);
    expect(found.problems).toEqual(['leaf 1 at 91000000 is listed a second time']);
    expect(found.complete).toBe(false);
  });

  test('a table whose pages point at the table itself ends', () => {
    const memory = new PagedMemory();
    table7(memory, 0x92000002, 2, 2 ** 26);
    memory.map(0x92000000, 0x1000);
    for (let i = 0; i < 1024; i++) memory.words(0x92000000 + i * 4, 0x92000000);
    const found = walk(memory);
    expect(found.handles.length).toBeLessThanOrEqual(511);
    expect(found.complete).toBe(false);
    expect(found.problems.at(-1)).toMatch(/^\d+ more of this kind$/);
  });

  test('an absurd bound falls back to what the level has room for', () => {
    const memory = new PagedMemory();
    table7(memory, LEAF, 1, 0xfffff800);
    memory.map(LEAF, 0x1000).words(LEAF + 8, 0x93a7b0a9, 1);
    const found = walk(memory);
    expect(found.inUse).toBe(1);
    expect(found.problems).toEqual(['NextHandleNeedingPool is fffff800; all levels are read']);
  });

  test('pointers into user space are marked, leaves there are refused', () => {
    const memory = new PagedMemory();
    table7(memory, 0x92000001, 2, 0x1000);
    memory.map(0x92000000, 0x1000).words(0x92000000, LEAF, 0x00400000);
    memory.map(LEAF, 0x1000).words(LEAF + 8, 0x00401000 | 1, 1);
    const found = walk(memory);
    expect(rows(found)[0][3]).toBe(HandleFlags.foreign);
    expect(found.problems).toEqual(['leaf 1 is said to lie at 00400000, which cannot be']);
  });

  test('a leaf that is not there makes the walk incomplete', () => {
    const memory = new PagedMemory();
    table7(memory, LEAF, 5, 0x800);
    const found = walk(memory);
    expect(found).toMatchObject({ complete: false, inUse: 0 });
    expect(found.problems[0]).toContain('the leaf at 91000000 cannot be read');
  });

  test('any words at all end without an error', () => {
    const word = fc.oneof(
      fc.nat(0xffffffff),
      fc.constantFrom(0x92000000, 0x92000001, 0x92000002, 0x92000003, LEAF, LEAF | 1, 0, 0xffffffff),
    );
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 16, maxLength: 16 }),
        fc.array(word, { maxLength: 64 }),
        (head, body) => {
          const memory = new PagedMemory();
          memory.map(TABLE, 0x40).words(TABLE, ...head);
          memory.map(0x92000000, 0x1000).words(0x92000000, ...body);
          memory.map(LEAF, 0x1000).words(LEAF, ...body);
          const found = walk(memory);
          expect(found.handles.length).toBe(found.inUse);
          expect(found.handles.length).toBeLessThan(3 * 512);
        },
      ),
      { numRuns: 60, seed: 4 },
    );
  });
});
