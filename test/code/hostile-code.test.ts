import { describe, expect, it } from 'vitest';
import { findAllocationSites } from '../../src/code/call-sites.ts';
import { disassemble, disassembleBefore } from '../../src/code/disassembler.ts';
import { functionBody } from '../../src/code/function-body.ts';
import { findTagHits } from '../../src/code/tag-hits.ts';
import { readImage } from '../../src/image/pe-image.ts';
import { runTask } from '../../src/units/task.ts';
import { buildImage, CODE } from '../image/image-builder.ts';
import { SparseMemory } from '../image/sparse-memory.ts';
import { code, DATA_SECTION, DRIVER, relative, slot, TEXT, TestSystem, tag } from './driver-builder.ts';

const IMPORTS = ['ExAllocatePoolWithTag', 'ExFreePoolWithTag'] as const;

function random(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Pieces that the analysis looks for, so that random code meets its paths. */
function pieces(next: (below: number) => number, at: number): number[] {
  switch (next(12)) {
    case 0:
      return code('ff15', slot(next(2)));
    case 1:
      return code('ff25', slot(next(2)));
    case 2:
      return code('8b35', slot(0));
    case 3:
      return code('68', tag('MSKK'));
    case 4:
      return relative('e8', at, TEXT + next(0x2000));
    case 5:
      return relative('e9', at, TEXT + next(0x2000));
    case 6:
      return code('ff2485', DRIVER + TEXT + next(0x2000));
    case 7:
      return code('75', ((next(256) - 128) & 0xff).toString(16).padStart(2, '0'));
    case 8:
      return code(
        [
          '8bff558bec',
          'c9',
          'c20800',
          'ffd6',
          '60',
          '61',
          '8be5',
          '81ec00f0ffff',
          '83e4f8',
          '668bec',
          'c8ffff1f',
        ][next(11)],
      );
    default:
      return Array.from({ length: 1 + next(6) }, () => next(256));
  }
}

describe('hostile code', () => {
  it('survives 150 drivers of random code', { timeout: 60_000 }, () => {
    for (let round = 0; round < 150; round++) {
      const next = random(0x9e3779b1 * (round + 1));
      const bytes: number[] = [];
      while (bytes.length < 0x800) bytes.push(...pieces(next, TEXT + bytes.length));
      const put = { [TEXT]: bytes.slice(0, 0x800), [DATA_SECTION]: code('', tag('MSKK')) };
      const system = new TestSystem().add({ imports: IMPORTS, put, missing: next(4) === 0 ? [TEXT] : [] });
      const sites = system.sites();
      for (const site of sites.sites) {
        expect(site.tagAt, `round ${round}`).toBeGreaterThanOrEqual(DRIVER);
        expect(['certain', 'probable', 'possible']).toContain(site.confidence);
      }
      runTask(findTagHits(system.modules, tag('MSKK'), sites));
      disassemble(system.memory, DRIVER + TEXT + next(0x800), 40);
      disassembleBefore(system.memory, DRIVER + TEXT + next(0x800), 8);
      functionBody(system.memory, DRIVER + TEXT + next(0x800));
    }
  });

  it('a driver that is nothing but calls of the allocator ends', () => {
    const bytes = Array.from({ length: 0x2000 / 6 }, () => code('ff15', slot(0))).flat();
    const { untraced, sites } = new TestSystem().add({ imports: IMPORTS, put: { [TEXT]: bytes } }).sites();
    expect(sites).toEqual([]);
    // The first few take what would be the function's own arguments: wrappers, were they called.
    expect(untraced.length).toBeGreaterThan(1300);
  });

  it('a chain of wrappers longer than any is followed only so far', () => {
    const put: Record<number, number[]> = { [TEXT]: code('ff742404 6a10 6a00 ff15', slot(0), 'c20400') };
    for (let i = 1; i < 50; i++) {
      const at = TEXT + i * 0x20;
      put[at] = code('ff742404').concat(relative('e8', at + 4, at - 0x20), code('c20400'));
    }
    const last = TEXT + 50 * 0x20;
    put[last] = code('68', tag('MSKK')).concat(relative('e8', last + 5, last - 0x20), code('c3'));
    expect(new TestSystem().add({ imports: IMPORTS, put }).sites()).toMatchObject({ sites: [] });
  });

  it('images that claim gigabytes over the same few pages are read to a bound', () => {
    const bytes = buildImage({
      sizeOfImage: 0x2000,
      sections: [
        {
          name: '.text',
          rva: 0x1000,
          bytes: new Array(0x1000).fill(0x90),
          characteristics: CODE,
          virtualSize: 0x7fffffff,
        },
      ],
    });
    const memory = new SparseMemory().put(0x80000000, bytes);
    const size = 0x40000000;
    const modules = Array.from({ length: 8 }, (_, i) => ({
      name: `m${i}`,
      base: 0x80000000,
      size,
      memory,
      image: readImage(memory, 0x80000000, size),
    }));
    const { complete, coverage } = runTask(findAllocationSites(modules, memory));
    expect(complete).toBe(false);
    expect(coverage.some(({ note }) => note?.includes('too large'))).toBe(true);
  });

  it('stops when asked to, and says so', () => {
    const task = findAllocationSites(new TestSystem().modules, new SparseMemory());
    expect(task.next().done).toBe(false);
    const step = task.next(true);
    expect(step).toMatchObject({ done: true, value: { complete: false } });
  });
});
