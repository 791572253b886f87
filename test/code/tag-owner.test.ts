import { describe, expect, it } from 'vitest';
import { blockBytes, kindOfPoolType, type PoolEvidence } from '../../src/code/pool-agreement.ts';
import { findTagHits } from '../../src/code/tag-hits.ts';
import { rankTagOwners, type TagOwners } from '../../src/code/tag-owner.ts';
import { runTask } from '../../src/units/task.ts';
import { code, DATA_SECTION, DRIVER, PAGE, RDATA, slot, TEXT, TestSystem, tag } from './driver-builder.ts';

const MSKK = tag('MSKK');
const PROLOGUE = '8bff 55 8bec';
const IMPORTS = ['ExAllocatePoolWithTag', 'ExFreePoolWithTag'] as const;
const OTHER = 0x8c000000;

function owners(system: TestSystem, evidence?: PoolEvidence, of = MSKK): TagOwners {
  const sites = system.sites();
  const { hits } = runTask(findTagHits(system.modules, of, sites));
  return rankTagOwners(of, sites, hits, evidence);
}

function allocation(base: number, size: number, poolType: number, of = MSKK): number[] {
  return code(PROLOGUE, '68', of, '68', size, '68', poolType, 'ff15', slot(0, base), '5d c3');
}

/** The article's driver: 1000h bytes of paged pool in a loop; and the text that holds the letters too. */
function article(): TestSystem {
  const text = [...Buffer.from('MSKKg\0F\0i\0l\0e\0I\0n\0f\0o\0', 'latin1')];
  return new TestSystem()
    .add({ name: 'decoy', base: OTHER, imports: IMPORTS, put: { [RDATA + 0x218]: text } })
    .add({
      name: 'SIoctl',
      imports: IMPORTS,
      put: {
        [PAGE + 0x310]: code(
          PROLOGUE,
          '56',
          '90'.repeat(13),
          '68',
          MSKK,
          '68',
          0x1000,
          '6a01 ff15',
          slot(0),
          '4e 75eb cc',
        ),
      },
    });
}

describe('block sizes', () => {
  it.each([
    // !poolfind of the article: Thre blocks of 2e8 for requests of 2e0, MSKK 1000h for 1000h.
    [0x2e0, 0x2e8],
    [0x1000, 0x1000],
    [1, 0x10],
    [0xff0, 0xff8],
    [0xff1, 0x1000],
    [0x1001, 0x2000],
  ])('a request of %i bytes takes %i', (request, bytes) => {
    expect(blockBytes(request)).toBe(bytes);
  });

  it.each([
    [0, 'nonpaged'],
    [1, 'paged'],
    [4, 'nonpaged'],
    [5, 'paged'],
    [0x200, 'nonpaged'],
    [0x20, 'session'],
    [0x21, 'session'],
  ])('pool type %i is %s', (type, kind) => {
    expect(kindOfPoolType(type)).toBe(kind);
  });
});

describe('the article', () => {
  // 1701670912 bytes in 415447 blocks of paged pool.
  const evidence: PoolEvidence = { tag: MSKK, kind: 'paged', averageBytes: 1701670912 / 415447 };

  it('names SIoctl for certain, with what agrees', () => {
    const [candidate, ...others] = owners(article(), evidence).candidates;
    expect(others).toEqual([]);
    expect(candidate).toMatchObject({ module: 'SIoctl', confidence: 'certain', contradictions: [] });
    expect(candidate.evidence).toEqual([
      "the push at 8b002323 makes 'MSKK' the tag of ExAllocatePoolWithTag, called at 8b00232f through the slot 8b003000",
      "asks for 4096 bytes: blocks of 4096, the pool's average is 4096",
      'asks for paged pool, which is where the tag lies',
      'the call stands in a loop (jump at 8b002336 back to 8b002323)',
    ]);
  });

  it('rejects the text with its reason', () => {
    expect(owners(article(), evidence).decoys).toEqual([
      {
        module: 'decoy',
        moduleBase: OTHER,
        va: OTHER + RDATA + 0x218,
        section: '.rdata',
        kind: 'text',
        reason: "part of the text 'MSKKg.F.i.l.e.I.n.f.o.'",
      },
    ]);
  });

  it('gives the commands of the article', () => {
    expect(owners(article(), evidence).commands).toEqual([
      '!for_each_module s -a @#Base @#End "MSKK"',
      'u 8b002324-1',
      'ln poi(8b003000)',
      '.formats 4B4B534Dh',
      'lmva 8b002324',
    ]);
  });
});

describe('hits', () => {
  function kinds(put: Readonly<Record<number, readonly number[]>>, more = {}) {
    const system = new TestSystem().add({ imports: IMPORTS, put, ...more });
    return runTask(findTagHits(system.modules, MSKK, system.sites())).hits.map(({ va, kind, reason }) => [
      va - DRIVER,
      kind,
      reason,
    ]);
  }

  it('tells operands from data by decoding from the start of the function', () => {
    const put = {
      [TEXT]: code(PROLOGUE, '813d', DRIVER + DATA_SECTION, MSKK, '5d c3'),
      [TEXT + 0x40]: code(PROLOGUE, '68', MSKK, '50 ff15', slot(1), '5d c3'),
      [TEXT + 0x80]: code(PROLOGUE, '68', MSKK, '6a10 6a00 ff15', slot(0), '5d c3'),
      // add byte ptr [ebp+53h],cl ..: the letters straddle instructions.
      [TEXT + 0xc0]: code(PROLOGUE, '00', MSKK, '90 5d c3'),
      [DATA_SECTION]: code('', MSKK),
    };
    expect(kinds(put)).toEqual([
      [TEXT + 11, 'operand', 'operand of cmp at 8b001005: compared with, not allocated'],
      [
        TEXT + 0x46,
        'operand',
        'operand of push at 8b001045: the call behind it is to ExFreePoolWithTag, no allocator',
      ],
      [TEXT + 0x86, 'allocates', expect.stringContaining('the push at 8b001085')],
      [TEXT + 0xc6, 'data', expect.stringContaining('no operand')],
      [DATA_SECTION, 'data', 'data in .data, no code refers to it as a tag'],
    ]);
  });

  it('counts a variable that a call site reads', () => {
    const put = {
      [TEXT]: code(PROLOGUE, 'ff35', DRIVER + DATA_SECTION, '6a10 6a00 ff15', slot(0), '5d c3'),
      [DATA_SECTION]: code('', MSKK),
    };
    expect(kinds(put)).toEqual([[DATA_SECTION, 'allocates', expect.stringContaining('global variable')]]);
  });

  it('does not judge code at the edge of a missing page', () => {
    const put = { [PAGE - 8]: code('68', MSKK) };
    expect(kinds(put, { missing: [PAGE] })).toEqual([[PAGE - 7, 'unreadable', expect.any(String)]]);
  });

  it('quotes a table of tags as text', () => {
    const put = { [DATA_SECTION]: [...Buffer.from('MSKKThreFileIrp ')] };
    expect(kinds(put)).toEqual([[DATA_SECTION, 'text', "part of the text 'MSKKThreFileIrp '"]]);
  });
});

describe('ranking', () => {
  function two(sizeA: number, typeA: number, sizeB: number, typeB: number): TestSystem {
    return new TestSystem()
      .add({ name: 'a', imports: IMPORTS, put: { [TEXT]: allocation(DRIVER, sizeA, typeA) } })
      .add({ name: 'b', base: OTHER, imports: IMPORTS, put: { [TEXT]: allocation(OTHER, sizeB, typeB) } });
  }

  it('of two modules with one tag none is certain', () => {
    const { candidates } = owners(two(0x100, 1, 0x100, 1), { tag: MSKK, kind: 'paged', averageBytes: 0x108 });
    expect(candidates.map((c) => [c.module, c.confidence])).toEqual([
      ['a', 'possible'],
      ['b', 'possible'],
    ]);
    expect(candidates[0].contradictions).toEqual(['the tag is also used by b']);
  });

  it('the pool tells two modules apart when only one asks for what it holds', () => {
    const bySize = owners(two(0x100, 1, 0x200, 1), { tag: MSKK, kind: 'paged', averageBytes: 0x208 });
    expect(bySize.candidates.map((c) => [c.module, c.confidence])).toEqual([
      ['b', 'probable'],
      ['a', 'possible'],
    ]);
    expect(bySize.candidates[1].contradictions[0]).toContain('asks for 256 bytes (blocks of 264)');
    const byKind = owners(two(0x200, 0, 0x200, 1), { tag: MSKK, kind: 'nonpaged', averageBytes: 0x208 });
    expect(byKind.candidates.map((c) => [c.module, c.confidence])).toEqual([
      ['a', 'probable'],
      ['b', 'possible'],
    ]);
  });

  it('sizes of blocks are better than their average', () => {
    const sizes = [
      { bytes: 0x208, count: 900 },
      { bytes: 0x20, count: 5000 },
    ];
    const { candidates } = owners(two(0x100, 1, 0x200, 1), {
      tag: MSKK,
      kind: 'paged',
      averageBytes: 0x60,
      sizes,
    });
    expect(candidates[0]).toMatchObject({ module: 'b', confidence: 'probable' });
  });

  it('a single module is less than certain when the pool disagrees', () => {
    const one = () =>
      new TestSystem().add({ name: 'a', imports: IMPORTS, put: { [TEXT]: allocation(DRIVER, 0x100, 1) } });
    expect(owners(one()).candidates[0].confidence).toBe('certain');
    const otherSize = owners(one(), { tag: MSKK, kind: 'paged', averageBytes: 0x1000 }).candidates[0];
    expect(otherSize).toMatchObject({ confidence: 'probable' });
    expect(otherSize.contradictions).toHaveLength(1);
    expect(owners(one(), { tag: MSKK, kind: 'nonpaged', averageBytes: 0x108 }).candidates[0].confidence).toBe(
      'possible',
    );
  });

  it('agreement makes a tag from a variable certain', () => {
    const put = {
      [TEXT]: code(PROLOGUE, 'ff35', DRIVER + DATA_SECTION, '6a10 6a00 ff15', slot(0), '5d c3'),
      [DATA_SECTION]: code('', MSKK),
    };
    const system = new TestSystem().add({ imports: IMPORTS, put });
    expect(owners(system).candidates[0].confidence).toBe('probable');
    const agreeing = owners(system, { tag: MSKK, kind: 'nonpaged', averageBytes: 0x18 });
    expect(agreeing.candidates[0].confidence).toBe('certain');
    expect(agreeing.commands).toContain('dd 8b004000 L1');
  });

  it('nobody allocates: no candidate, the hits as decoys, the missing code as caveat', () => {
    const system = new TestSystem().add({
      imports: IMPORTS,
      put: { [DATA_SECTION]: code('', MSKK) },
      missing: [PAGE],
    });
    const found = owners(system);
    expect(found.candidates).toEqual([]);
    expect(found.decoys).toHaveLength(1);
    expect(found.caveats).toEqual([
      "1 of 4 pages of code (in 1 of 2 modules) are not in memory: a call of 'MSKK' there is not seen",
    ]);
  });

  it('a tag that is no text is searched for by its bytes', () => {
    const odd = 0x0102e741;
    const system = new TestSystem().add({
      imports: IMPORTS,
      put: { [TEXT]: allocation(DRIVER, 0x100, 1, odd) },
    });
    expect(owners(system, undefined, odd).commands).toEqual([
      '!for_each_module s -b @#Base @#End 41 e7 02 01',
      'u 8b001006-1',
      'ln poi(8b003000)',
      '.formats 102E741h',
      'lmva 8b001006',
    ]);
  });
});
