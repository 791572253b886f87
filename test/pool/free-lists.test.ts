import { describe, expect, it } from 'vitest';
import { markFreeLists } from '../../src/pool/free-lists.ts';
import { PageWalker } from '../../src/pool/page-walker.ts';
import { BlockState, PoolColumns } from '../../src/pool/pool-columns.ts';
import { poolRules } from '../../src/pool/pool-rules.ts';
import { SparseReader } from '../fakes/sparse-reader.ts';
import { fakeKernel } from './fake-kernel.ts';
import { pageOf } from './pool-page.ts';

const PAGE = 0x84600000;
const PRCB = 0x82f6a120;
/** Windows 7: the nonpaged lists begin at +620h, 48h each; the list for blocks of n units is the (n-1)th. */
const LIST = PRCB + 0x620 + 11 * 0x48;
const UNITS = 12;

/** A page of blocks of 12 units, and a kernel whose processor has lists. */
function scene(memory: SparseReader, build = 7601) {
  const blocks = Array.from({ length: 42 }, () => ({ units: UNITS, type: 2, tag: 'Wait' }));
  const columns = new PoolColumns();
  const base = fakeKernel(memory, { build });
  const kernel = Object.assign(Object.create(base), base, { processors: [{ number: 0, prcb: PRCB }] });
  const words = pageOf([...blocks, { units: 8, type: 0, tag: 'Free' }]);
  columns.spaceStart.push(0);
  new PageWalker(columns, poolRules(kernel)).take({ words, index: 0, va: PAGE, session: 0, used: 0 }, false);
  columns.pageVa[0] = PAGE;
  columns.pageCount = 1;
  return { kernel, columns, lists: () => markFreeLists(kernel, columns, poolRules(kernel), []) };
}

/** Address of what the owner of the nth block was given. */
function payload(n: number): number {
  return PAGE + n * UNITS * 8 + 8;
}

describe('a lookaside list', () => {
  it('has its blocks told from allocations', () => {
    const memory = new SparseReader().words(LIST, payload(3), 0x00010002);
    memory.words(payload(3), payload(7)).words(payload(7), 0);
    const { lists, columns } = scene(memory);
    expect(lists()).toMatchObject({
      numLookaside: 2,
      numDeferred: 0,
      numElsewhere: 0,
      numLists: 1,
      problems: [],
    });
    const states = [...columns.state.subarray(0, columns.blockCount)];
    expect(states.filter((state) => state === BlockState.lookaside)).toHaveLength(2);
    expect([states[3], states[7], states[4]]).toEqual([
      BlockState.lookaside,
      BlockState.lookaside,
      BlockState.allocated,
    ]);
  });

  it('is left when it runs in a circle', () => {
    const memory = new SparseReader().words(LIST, payload(3), 0);
    memory.words(payload(3), payload(7)).words(payload(7), payload(3));
    const found = scene(memory).lists();
    expect(found).toMatchObject({ numLookaside: 2, numLists: 1 });
    expect(found.problems).toHaveLength(1);
  });

  it.each([
    ['to where no block begins', payload(3) + 8, 1],
    ['out of the pages walked', 0x84700008, 1],
    ['to an address that is no block', payload(3) + 3, 0],
  ])('marks nothing when it leads %s', (_, link, elsewhere) => {
    const memory = new SparseReader().words(LIST, link, 0).words(link & ~3, 0, 0);
    expect(scene(memory).lists()).toMatchObject({ numLookaside: 0, numElsewhere: elsewhere });
  });

  it('is not followed on Windows 8, whose lists carry cookies', () => {
    const memory = new SparseReader().words(LIST, payload(3), 0).words(payload(3), 0);
    expect(scene(memory, 9200).lists()).toMatchObject({ numLists: 0, numLookaside: 0 });
  });
});
