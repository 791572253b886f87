import { describe, expect, test } from 'vitest';
import { buildDump, type Scenario } from './build.ts';
import { RawDump } from './raw-dump.ts';
import type { StateTally } from './small-pool.ts';
import type { Truth } from './truth.ts';

/** The pool in the dump against the truth beside it: pages are walked here with rules of their own. */

const SCENARIOS: readonly Scenario[] = [
  { name: 'driver-paged-pool', scale: 0.002, kind: 'complete' },
  { name: 'process-thread-handles', scale: 0.0008, kind: 'kernel', lean: true },
  { name: 'process-thread-handles', scale: 0.0008, kind: 'complete', above4g: true },
  { name: 'healthy', scale: 0.002, kind: 'kernel' },
];

interface Walked {
  pages: number;
  /** By tag: allocated blocks and bytes, free blocks and bytes. */
  tags: Map<string, [number, number, number, number]>;
}

/** Blocks of one page, or nothing when its chain does not close; sizes count in units of 8 bytes. */
function tile(bytes: Uint8Array, at: number): { type: number; size: number; tag: string; index: number }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 0x1000);
  const blocks = [];
  let previous = 0;
  for (let off = 0; off < 0x1000; ) {
    const word = view.getUint32(off, true);
    const size = ((word >>> 16) & 0x1ff) * 8;
    const type = word >>> 25;
    if (size === 0 || (word & 0x1ff) * 8 !== previous || ![0, 2, 3, 0xa, 0xb].includes(type)) return [];
    const tag = String.fromCharCode(...bytes.subarray(at + off + 4, at + off + 8).map((b) => b & 0x7f));
    blocks.push({ type, size, tag, index: (word >>> 9) & 0x7f });
    previous = size;
    off += size;
  }
  return blocks;
}

function walk(dump: RawDump): Map<string, Walked> {
  const pools = new Map<string, Walked>();
  for (let va = 0x80000000; va < 0xfdc00000; va += 0x1000) {
    if (va === 0xc0000000) va = 0xc0c00000;
    if ((va & 0x1fffff) === 0 && !dump.hasTable(va)) {
      va += 0x1ff000;
      continue;
    }
    const at = dump.offset(va);
    const blocks = at === undefined ? [] : tile(dump.bytes, at);
    const first = blocks.find((b) => b.type !== 0);
    if (first) count(pools, (first.type & 1) === 0 ? 'np' : `pg${first.index}`, blocks);
  }
  return pools;
}

function count(pools: Map<string, Walked>, name: string, blocks: ReturnType<typeof tile>): void {
  const pool = pools.get(name) ?? { pages: 0, tags: new Map() };
  pools.set(name, pool);
  pool.pages++;
  for (const b of blocks) {
    const row = pool.tags.get(b.tag) ?? [0, 0, 0, 0];
    const side = b.type === 0 ? 2 : 0;
    row[side]++;
    row[side + 1] += b.size;
    pool.tags.set(b.tag, row);
  }
}

/** The truth's tally in the same form; cached blocks look allocated to a walker. */
function expected(tally: StateTally): Map<string, [number, number, number, number]> {
  return new Map(
    Object.entries(tally).map(([tag, { alloc = [0, 0], cached = [0, 0], free = [0, 0] }]) => [
      tag,
      [alloc[0] + cached[0], alloc[1] + cached[1], ...free],
    ]),
  );
}

/** Outstanding blocks and bytes by tag and side, from the tallies and the big pages. */
function outstanding(truth: Truth, side: 'np' | 'pg'): Map<string, [number, number]> {
  const sums = new Map<string, [number, number]>();
  const add = (tag: string, n: number, bytes: number) => {
    const [a, b] = sums.get(tag) ?? [0, 0];
    sums.set(tag, [a + n, b + bytes]);
  };
  for (const [pool, tally] of [
    ...Object.entries(truth.pool_walk),
    ...Object.entries(truth.pool_walk_not_resident),
  ]) {
    if (!pool.startsWith(side)) continue;
    for (const [tag, { alloc }] of Object.entries(tally)) if (alloc) add(tag, ...alloc);
  }
  return sums;
}

describe.each(SCENARIOS)('$name $kind', (scenario) => {
  const { bytes, truth } = buildDump(scenario);
  const dump = new RawDump(bytes);

  test('the blocks in the pages are those of the truth', () => {
    const pools = walk(dump);
    for (const name of ['np', 'pg0', 'pg1', 'pg2', 'pg3', 'pg4']) {
      expect(pools.get(name)!.tags, name).toEqual(expected(truth.pool_walk[name]));
    }
    expect(pools.get('np')!.pages).toBe(truth.pools.np.pages);
  });

  test('the statistics count what is there', () => {
    for (const side of ['np', 'pg'] as const) {
      for (const [tag, [n, size]] of outstanding(truth, side)) {
        if (truth.big_pages.by_tag[tag]) continue;
        const row = truth.tags[tag];
        expect([tag, row[`${side}_allocs`] - row[`${side}_frees`], row[`${side}_bytes`]]).toEqual([
          tag,
          n,
          size,
        ]);
      }
    }
  });
});
