import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COVERED } from '../../src/pool/covered-pages.ts';
import { PageWalker } from '../../src/pool/page-walker.ts';
import { PAGE_DAMAGED, PAGE_TAIL, PoolColumns } from '../../src/pool/pool-columns.ts';
import type { PoolRules } from '../../src/pool/pool-rules.ts';
import { PageCount } from '../../src/pool/unit-counts.ts';
import { type BlockSpec, pageOf, tagWord, writeBlocks } from './pool-page.ts';

const WINDOWS_7: PoolRules = {
  pagedParity: 1,
  inUseBits: 2,
  ownerInTag: false,
  kindByPage: false,
  plainLookaside: true,
};
const VA = 0x82945000;

interface Walked {
  readonly what: number;
  readonly walker: PageWalker;
  /** [offset, units, type, tag] of each block kept. */
  readonly blocks: readonly (readonly number[])[];
}

interface WalkOptions {
  readonly used?: number;
  readonly strict?: boolean;
  readonly index?: number;
  readonly rules?: PoolRules;
}

function walk(words: Uint32Array, options: WalkOptions = {}): Walked {
  const columns = new PoolColumns();
  const walker = new PageWalker(columns, options.rules ?? WINDOWS_7);
  const { used = 0, strict = false, index = 0 } = options;
  const what = walker.take({ words, index, va: VA, session: 0, used }, strict);
  const blocks = Array.from({ length: columns.blockCount }, (_, i) => [
    columns.offset[i],
    (columns.head[i] >>> 16) & 0x1ff,
    columns.head[i] >>> 25,
    columns.tag[i],
  ]);
  return { what, walker, blocks };
}

/** What a walk of these blocks must give. */
function expected(blocks: readonly BlockSpec[], from = 0): number[][] {
  let at = from;
  return blocks.map(({ units, type, tag, isProtected }) => {
    const row = [at, units, type, tagWord(tag, isProtected)];
    at += units * 8;
    return row;
  });
}

const anyTag = fc
  .array(fc.integer({ min: 0x21, max: 0x7e }), { minLength: 4, maxLength: 4 })
  .map((codes) => String.fromCharCode(...codes));

/** Sizes that fill `units` units exactly; none over 511, which is all nine bits hold. */
function tiling(units: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: 1, max: 511 }), { minLength: 1, maxLength: 60 }).map((sizes) => {
    const tiles: number[] = [];
    let left = units;
    for (let i = 0; left > 0; i++) {
      const size = Math.min(sizes[i % sizes.length], left, 511);
      tiles.push(size);
      left -= size;
    }
    return tiles;
  });
}

function anyBlocks(units: number): fc.Arbitrary<BlockSpec[]> {
  return fc
    .tuple(
      tiling(units),
      fc.array(fc.tuple(fc.constantFrom(0, 2, 3, 0x0a, 0x0b, 0x23), anyTag, fc.boolean()), {
        minLength: 60,
        maxLength: 60,
      }),
    )
    .map(([tiles, looks]) =>
      tiles.map((size, i) => {
        const [type, tag, isProtected] = looks[i % looks.length];
        return { units: size, type, tag, isProtected };
      }),
    );
}

describe('a page that blocks tile', () => {
  it('is walked back exactly, wherever it lies in its window', () => {
    fc.assert(
      fc.property(anyBlocks(512), fc.integer({ min: 0, max: 5 }), (blocks, pages) => {
        const words = new Uint32Array(1024 * (pages + 1));
        words.set(pageOf(blocks), pages * 1024);
        const { what, blocks: found, walker } = walk(words, { index: pages * 1024 });
        expect(what).toBe(PageCount.blocks);
        expect(found).toEqual(expected(blocks));
        expect(walker.numDamaged).toBe(0);
      }),
    );
  });

  // *82945000 size:  2e8 previous size:    0  (Allocated) Thre (Protected)
  // *82945460 size:  2e8 previous size:  178  (Allocated) Thre (Protected)
  it('gives the headers of the article', () => {
    const thread = { units: 0x2e8 / 8, type: 0x02, tag: 'Thre', isProtected: true };
    const page = pageOf([thread, { units: 0x178 / 8, type: 0, tag: 'Even' }, thread, thread, thread, thread]);
    expect(page[0]).toBe(0x045d0000);
    expect(page[1]).toBe(0xe5726854);
    expect(page[0x460 / 4]).toBe(0x045d002f);
    expect(walk(page).blocks.map(([offset]) => offset)).toEqual([0, 0x2e8, 0x460, 0x748, 0xa30, 0xd18]);
  });
});

describe('a page with one damaged header', () => {
  const damaged = fc
    .tuple(
      anyBlocks(512),
      fc.nat(),
      fc.constantFrom('previous', 'size', 'both'),
      fc.integer({ min: 0, max: 511 }),
    )
    .map(([blocks, at, field, value]) => ({ blocks, at: at % blocks.length, field, value }));

  it('loses at most that block, or the rest of the page, and is reported', () => {
    fc.assert(
      fc.property(damaged, ({ blocks, at, field, value }) => {
        const page = pageOf(blocks);
        const all = expected(blocks);
        const i = all[at][0] / 4;
        const before = page[i];
        if (field !== 'size') page[i] = (page[i] & ~0x1ff) | value;
        if (field !== 'previous') page[i] = (page[i] & ~0x1ff0000) | (value << 16);
        fc.pre(page[i] !== before);
        // A block said to reach the end of the page exactly cannot be told from a true one.
        fc.pre(
          all[at][0] + ((page[i] >>> 16) & 0x1ff) * 8 !== 4096 || (page[i] & 0x1ff) !== (before & 0x1ff),
        );
        const { blocks: found, walker } = walk(page);
        expect(walker.numDamaged).toBe(1);
        expect(walker.flags).toBe(PAGE_DAMAGED);
        expect(found.slice(0, at)).toEqual(all.slice(0, at));
        const others = JSON.stringify(all.filter((_, k) => k !== at));
        for (const one of found) if (one[0] !== all[at][0]) expect(others).toContain(JSON.stringify(one));
        if (at < blocks.length - 1) expect(found.slice(-1)).toEqual(all.slice(-1));
      }),
    );
  });

  it('says where, why, and which block stands before', () => {
    const page = pageOf([
      { units: 100, type: 2, tag: 'Good' },
      { units: 200, type: 2, tag: 'Bad!' },
      { units: 212, type: 2, tag: 'Last' },
    ]);
    page[200] = 0x41414141;
    page[201] = 0x41414141;
    const { walker, blocks } = walk(page);
    expect(blocks.map(([offset]) => offset)).toEqual([0, 2400]);
    expect(walker.damage).toEqual([
      {
        page: VA,
        session: 0,
        offset: 800,
        reason: 'previous size',
        head: 0x41414141,
        tag: 0x41414141,
        previousSize: 800,
        before: { offset: 0, head: 0x04640000, tag: tagWord('Good') },
        resumedAt: 2400,
        lostBytes: 1600,
      },
    ]);
  });

  it('names a size of zero and a size past the end', () => {
    const blocks = [
      { units: 256, type: 2, tag: 'One ' },
      { units: 256, type: 2, tag: 'Two ' },
    ];
    const zero = pageOf(blocks);
    zero[512] = 256;
    expect(walk(zero).walker.damage[0]).toMatchObject({ offset: 2048, reason: 'size zero', lostBytes: 2048 });
    const large = pageOf(blocks);
    large[512] = 256 | (300 << 16);
    expect(walk(large).walker.damage[0]).toMatchObject({ offset: 2048, reason: 'size too large' });
    const first = pageOf(blocks);
    first[0] |= 7;
    expect(walk(first).walker.damage[0]).toMatchObject({
      offset: 0,
      reason: 'first previous size',
      lostBytes: 0,
    });
  });
});

describe('a page that begins with the end of a big allocation', () => {
  // What Windows 7 leaves there: a Frag block of one unit, then a free one.
  const rest = [
    { units: 1, type: 2, tag: 'Frag' },
    { units: 0x18, type: 0, tag: 'Free' },
  ];
  const start = 4096 - 0x19 * 8;

  function tailPage(): Uint32Array {
    const words = new Uint32Array(1024).fill(0xffffffff);
    writeBlocks(words, start, rest);
    return words;
  }

  it('has its blocks found behind the bytes that the allocation uses', () => {
    const { what, walker, blocks } = walk(tailPage(), { used: start - 3 });
    expect(what).toBe(PageCount.tails);
    expect(walker.flags).toBe(PAGE_TAIL);
    expect(blocks).toEqual(expected(rest, start));
  });

  it('has them found without the big page table too', () => {
    const { what, blocks } = walk(tailPage());
    expect(what).toBe(PageCount.tails);
    expect(blocks).toEqual(expected(rest, start));
  });

  it('holds no blocks where the allocation reaches its end, whatever the data looks like', () => {
    const lookalike = pageOf([
      { units: 256, type: 2, tag: 'Fake' },
      { units: 256, type: 2, tag: 'Fake' },
    ]);
    expect(walk(lookalike, { used: COVERED })).toMatchObject({ what: PageCount.big, blocks: [] });
  });
});

describe('a page that nobody claims as pool', () => {
  const good = [
    { units: 256, type: 2, tag: 'Good' },
    { units: 256, type: 3, tag: 'Good' },
  ];

  it('counts when it tiles and its headers are such as Windows 7 writes', () => {
    expect(walk(pageOf(good), { strict: true }).what).toBe(PageCount.blocks);
  });

  it.each([
    ['a pool type without the in-use bit', [good[0], { ...good[1], type: 1 }]],
    ['tags that are no text', good.map((block) => ({ ...block, tag: '\u0001\u0002\u0003\u0004' }))],
    ['free blocks only', good.map((block) => ({ ...block, type: 0 }))],
  ])('does not count with %s', (_, blocks) => {
    expect(walk(pageOf(blocks), { strict: true })).toMatchObject({ what: PageCount.other, blocks: [] });
  });

  it('does not count when it is damaged, and is empty when all zero', () => {
    const broken = pageOf(good);
    broken[512] = 0;
    expect(walk(broken, { strict: true })).toMatchObject({ what: PageCount.other, blocks: [] });
    expect(walk(new Uint32Array(1024), { strict: true }).what).toBe(PageCount.empty);
    expect(walk(new Uint32Array(1024)).what).toBe(PageCount.empty);
  });
});

describe('a page of XP that nothing says is pool', () => {
  const XP: PoolRules = { ...WINDOWS_7, pagedParity: 0, inUseBits: 0, ownerInTag: true, kindByPage: true };
  // Charged to the process at 89c3d020, whose address stands in place of the tag; type 9 is nonpaged.
  const charged = { units: 256, type: 9, tag: ' \u00d0\u00c3\u0089' };

  it('counts when the blocks without a tag name the process that is charged', () => {
    const { what, blocks, walker } = walk(pageOf([charged, charged]), { strict: true, rules: XP });
    expect(what).toBe(PageCount.blocks);
    expect(blocks).toEqual([
      [0, 256, 9, 0x89c3d020],
      [0x800, 256, 9, 0x89c3d020],
    ]);
    expect([walker.numUsed, walker.numPaged]).toEqual([2, 0]);
  });

  it.each([
    ['are not charged to anyone', { ...charged, type: 1 }],
    ['name no address of the system', { ...charged, tag: ' \u00d0\u00c3\u0009' }],
    ['name an address that no object has', { ...charged, tag: '!\u00d0\u00c3\u0089' }],
  ])('does not count when they %s', (_, block) => {
    expect(walk(pageOf([block, block]), { strict: true, rules: XP }).what).toBe(PageCount.other);
  });

  it('does not count by the rules of Windows 7', () => {
    const seven = { ...charged, type: 0x0a };
    expect(walk(pageOf([seven, seven]), { strict: true }).what).toBe(PageCount.other);
  });
});

describe('any bytes at all', () => {
  it('end the walk inside the page', () => {
    fc.assert(
      fc.property(
        fc.uint32Array({ minLength: 1024, maxLength: 1024 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 4095 }),
        (words, strict, used) => {
          const { blocks } = walk(words, { strict, used });
          for (const [offset, units] of blocks) expect(offset + units * 8).toBeLessThanOrEqual(4096);
        },
      ),
    );
  });
});
