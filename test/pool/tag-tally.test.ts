import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PageWalker } from '../../src/pool/page-walker.ts';
import { PoolColumns, PoolKind } from '../../src/pool/pool-columns.ts';
import type { PoolRules } from '../../src/pool/pool-rules.ts';
import { TagIndex } from '../../src/pool/tag-index.ts';
import { PoolTally } from '../../src/pool/tag-tally.ts';
import { type BlockSpec, pageOf, tagWord } from './pool-page.ts';

const RULES: PoolRules = {
  pagedParity: 1,
  inUseBits: 2,
  ownerInTag: false,
  kindByPage: false,
  plainLookaside: true,
};

/** Columns of pages of nonpaged pool. */
function columnsOf(pages: readonly (readonly [va: number, blocks: readonly BlockSpec[]])[]): PoolColumns {
  const columns = new PoolColumns();
  const walker = new PageWalker(columns, RULES);
  columns.spaceStart.push(0);
  for (const [va, blocks] of pages) {
    const first = columns.blockCount;
    walker.take({ words: pageOf(blocks), index: 0, va, session: 0, used: 0 }, false);
    columns.pageVa[columns.pageCount] = va;
    columns.pageFirst[columns.pageCount] = first;
    columns.pageKind[columns.pageCount] = PoolKind.nonpaged;
    columns.pageCount++;
  }
  return columns;
}

const THREAD = { units: 0x2e8 / 8, type: 2, tag: 'Thre', isProtected: true };

describe('a tally', () => {
  // Five thread objects of 2e8h bytes and 178h bytes of something else fill a page.
  const columns = columnsOf([
    [0x82945000, [THREAD, { units: 47, type: 0, tag: 'Thre' }, THREAD, THREAD, THREAD, THREAD]],
    [0x82946000, [THREAD, { units: 417, type: 2, tag: 'Even' }, { units: 2, type: 0, tag: 'Junk' }]],
  ]);
  const tally = new PoolTally();
  for (let page = 0; page < columns.pageCount; page++) tally.addPage(columns, page);
  tally.addBig(tagWord('Thre'), 0x1001);

  it('counts blocks of a tag by state, protected or not', () => {
    expect(tally.find(tagWord('Thre'))).toEqual({
      tag: tagWord('Thre'),
      allocated: { count: 6, bytes: 6 * 0x2e8 },
      free: { count: 1, bytes: 0x178 },
      lookaside: { count: 0, bytes: 0 },
      deferred: { count: 0, bytes: 0 },
      big: { count: 1, bytes: 0x2000 },
      // 2e8h = 744 bytes: the class up to 1,024.
      sizes: [0, 0, 0, 0, 0, 0, 0, 6, 0, 0],
      firstPage: 0x82945000,
      lastPage: 0x82946000,
      deadBytes: 0x178,
    });
  });

  it('lays the free bytes of a page at the door of the tag that holds most of it', () => {
    expect(tally.find(tagWord('Even'))?.deadBytes).toBe(16);
    expect(tally.find(tagWord('Junk'))).toMatchObject({
      deadBytes: 0,
      firstPage: undefined,
      free: { count: 1 },
    });
  });

  it('knows nothing of other tags', () => {
    expect(tally.find(tagWord('None'))).toBeUndefined();
    expect(tally.count).toBe(3);
  });
});

describe('blocks by address', () => {
  const columns = columnsOf([
    [0x82945000, [THREAD, { units: 419, type: 0, tag: 'Free' }]],
    [0x82950000, [{ units: 419, type: 0, tag: 'Free' }, THREAD]],
  ]);

  it('are found where they begin and nowhere else', () => {
    expect(columns.blockAt(0x829452e8, 0)).toBe(1);
    expect(columns.blockAt(0x82950d18, 0)).toBe(3);
    expect(columns.blockAt(0x82950d20, 0)).toBe(-1);
    expect(columns.blockAt(0x82946000, 0)).toBe(-1);
    expect(columns.blockAt(0x82945000, 1)).toBe(-1);
    expect(columns.addressOf(3)).toBe(0x82950d18);
  });
});

describe('numbers of tags', () => {
  it('are those of first sight, as a map would give them', () => {
    const tags = fc.array(fc.integer({ min: 0, max: 0x7fffffff }), { maxLength: 3000 });
    fc.assert(
      fc.property(tags, fc.integer({ min: 1, max: 0x7fffffff }), (values, modulus) => {
        const index = new TagIndex();
        const map = new Map<number, number>();
        for (const value of values) {
          const tag = value % modulus;
          if (!map.has(tag)) map.set(tag, map.size);
          expect(index.indexOf(tag)).toBe(map.get(tag));
        }
        for (const [tag, wanted] of map)
          expect([index.find(tag), index.tagAt(wanted)]).toEqual([wanted, tag]);
        expect(index.find(0x7ffffffe)).toBe(map.get(0x7ffffffe) ?? -1);
      }),
      { numRuns: 30 },
    );
  });
});
