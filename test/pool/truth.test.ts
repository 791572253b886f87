import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDump } from '../../src/analysis/open-dump.ts';
import {
  bigPagesOf,
  crossCheckOf,
  poolDescriptorsOf,
  poolOf,
  poolSessionsOf,
  sessionUsageOf,
  tagUsageOf,
} from '../../src/analysis/pool-of.ts';
import type { Session } from '../../src/analysis/session.ts';
import type { Pool, PoolBlock } from '../../src/pool/pool.ts';
import { outstanding } from '../../src/pool/tag-sums.ts';
import type { TagUsage } from '../../src/pool/tag-usage.ts';
import { tagText } from '../../src/units/tag.ts';
import { runTask } from '../../src/units/task.ts';
import { known } from '../../src/units/value.ts';
import { type KnownDump, knownDumps, type PoolTruth } from './known-dumps.ts';

type Walk = Record<string, Record<string, Record<string, [number, number]>>>;

/** The names that truth files give to pools. */
function poolName(block: PoolBlock): string {
  if (block.kind === 'session') return `s${block.session}`;
  return block.kind === 'nonpaged' ? 'np' : `pg${block.index}`;
}

const STATE_NAMES = { free: 'free', allocated: 'alloc', lookaside: 'cached', deferred: 'cached' } as const;

function walkByTag(pool: Pool): Walk {
  const walk: Walk = {};
  for (const page of pool.pages()) {
    for (const block of page.blocks()) {
      const name = poolName(block);
      const state = STATE_NAMES[block.state];
      walk[name] ??= {};
      walk[name][block.tag] ??= {};
      walk[name][block.tag][state] ??= [0, 0];
      walk[name][block.tag][state][0]++;
      walk[name][block.tag][state][1] += block.size;
    }
  }
  return walk;
}

/** Truth files name pools that have no blocks too. */
function withoutEmpty(walk: PoolTruth['pool_walk']): PoolTruth['pool_walk'] {
  return Object.fromEntries(Object.entries(walk).filter(([, tags]) => Object.keys(tags).length > 0));
}

/** Outstanding allocations and bytes, nonpaged and paged, of every tag that has any. */
function usageByTag(usage: TagUsage): Record<string, number[]> {
  const rows: Record<string, number[]> = {};
  for (let i = 0; i < usage.count; i++) {
    const row = [
      outstanding(usage.nonpagedAllocs[i], usage.nonpagedFrees[i]),
      usage.nonpagedBytes[i],
      outstanding(usage.pagedAllocs[i], usage.pagedFrees[i]),
      usage.pagedBytes[i],
    ];
    if (usage.known[i] === 1 && row.some((value) => value !== 0)) rows[tagText(usage.tags[i])] = row;
  }
  return rows;
}

function compare(dump: KnownDump, withSymbols: boolean): void {
  let session: Session;
  let truth: PoolTruth;
  beforeAll(() => {
    session = openDump(dump.path(), withSymbols ? { symbols: dump.symbols } : {});
    truth = dump.truth();
  }, 120_000);
  afterAll(() => session?.close());

  it('has every block by pool, tag and state', () => {
    const pool = runTask(poolOf(session));
    expect(walkByTag(pool)).toEqual(withoutEmpty(truth.pool_walk));
    expect(pool.walk).toMatchObject({ complete: true, numDamaged: 0, damage: [] });
    expect(pool.walk.freeLists.problems).toEqual([]);
  });

  it('has every tag as the kernel counts it', () => {
    const wanted = Object.entries(truth.tags)
      .map(
        ([tag, row]) =>
          [
            tag,
            [row.np_allocs - row.np_frees, row.np_bytes, row.pg_allocs - row.pg_frees, row.pg_bytes],
          ] as const,
      )
      .filter(([, row]) => row.some((value) => value !== 0));
    const usage = tagUsageOf(session);
    expect(usageByTag(usage)).toEqual(Object.fromEntries(wanted));
    expect(usage.complete).toBe(true);
  });

  it('has every big allocation', () => {
    const table = bigPagesOf(session);
    const byTag: PoolTruth['big_pages']['by_tag'] = {};
    let freed = 0;
    for (let row = 0; row < table.count; row++) {
      freed += table.freed[row];
      if (table.freed[row] === 1) continue;
      const tag = tagText(table.tag[row]);
      byTag[tag] ??= { entries: 0, bytes: 0, paged: 0 };
      byTag[tag].entries++;
      byTag[tag].bytes += table.bytes[row];
      byTag[tag].paged += table.type[row] & 1;
    }
    const { by_tag, freed_entries, size, table: address, in_use } = truth.big_pages;
    expect(byTag).toEqual(by_tag);
    expect([known(table.address), table.slots, table.count - freed, freed]).toEqual([
      address,
      size,
      in_use,
      freed_entries,
    ]);
  });

  it('has the pages of every descriptor', () => {
    const { nonpaged, paged } = poolDescriptorsOf(session);
    const pages = [...nonpaged, ...paged].map((one) => [known(one.totalPages), known(one.totalBigPages)]);
    const { pools } = truth;
    const names = ['np', ...Object.keys(pools).filter((name) => name.startsWith('pg'))];
    expect(pages).toEqual(names.map((name) => [pools[name].pages, pools[name].big_pages]));
  });

  it('accounts for every byte of nonpaged pool, and explains what is missing of paged pool', () => {
    const { coverage, tags, complete } = runTask(crossCheckOf(session));
    expect(complete).toBe(true);
    expect(coverage[0].share).toBe(1);
    expect(coverage[0].descriptorPages).toBe(coverage[0].pages.walked + coverage[0].pages.big);
    expect(tags.filter((row) => row.reasons.includes('unexplained'))).toEqual([]);
    expect(tags.filter((row) => row.pool === 'nonpaged' && row.difference.bytes !== 0)).toEqual([]);
  });

  it('has the counters of each session, or says that they need symbols', () => {
    for (const one of poolSessionsOf(session)) {
      const usage = sessionUsageOf(session, one);
      const wanted = Object.entries(truth.session_tags[one.id]).map(([tag, row]) => [
        tag,
        [0, 0, row.pg_allocs - row.pg_frees, row.pg_bytes],
      ]);
      if (withSymbols) expect(usageByTag(usage)).toEqual(Object.fromEntries(wanted));
      else expect(usage).toMatchObject({ count: 0, complete: false, tables: [{ absent: 'no-symbol' }] });
    }
    expect(poolSessionsOf(session)).toHaveLength(Object.keys(truth.session_tags).length);
  });
}

for (const dump of knownDumps()) {
  describe(`the pool of ${dump.name}`, () => compare(dump, false));
  describe(`the pool of ${dump.name}, with symbols`, () => compare(dump, true));
}
