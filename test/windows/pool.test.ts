import { describe, expect, test } from 'vitest';
import {
  bigPagesOf,
  crossCheckOf,
  poolDescriptorsOf,
  poolOf,
  tagUsageOf,
} from '../../src/analysis/pool-of.ts';
import type { Session } from '../../src/analysis/session.ts';
import type { PoolBlock } from '../../src/pool/pool.ts';
import { outstanding } from '../../src/pool/tag-sums.ts';
import { tagText } from '../../src/units/tag.ts';
import { runTask } from '../../src/units/task.ts';
import { known } from '../../src/units/value.ts';
import { ask } from '../fakes/session.ts';
import { ALL, builtWindows, LEAK } from './built-windows.ts';

type Walk = Record<string, Record<string, Record<string, [number, number]>>>;

const VISTA = 6000;
const WINDOWS_7 = 7600;
const WINDOWS_8 = 9200;
const WIDE_COUNTS = 16299;
/** The kernel's own segment heap: blocks cannot be walked. */
const SEGMENT_HEAP = 18362;

function poolName(block: PoolBlock): string {
  if (block.kind === 'session') return `s${block.session}`;
  return block.kind === 'nonpaged' ? 'np' : `pg${block.index}`;
}

const STATES = { free: 'free', allocated: 'alloc', lookaside: 'cached', deferred: 'cached' } as const;

function walkOf(session: Session): Walk {
  const walk: Walk = {};
  for (const page of runTask(poolOf(session)).pages()) {
    for (const block of page.blocks()) {
      walk[poolName(block)] ??= {};
      const tags = walk[poolName(block)];
      tags[block.tag] ??= {};
      tags[block.tag][STATES[block.state]] ??= [0, 0];
      const row = tags[block.tag][STATES[block.state]];
      row[0]++;
      row[1] += block.size;
    }
  }
  return walk;
}

/** The truth as a walker can see it: since Windows 8 blocks on lookaside lists look allocated. */
function visible(walk: Walk, build: number): Walk {
  const seen = (states: Record<string, [number, number]>) => {
    const { cached, ...rest } = states;
    if (cached === undefined || build < WINDOWS_8) return states;
    const [count, bytes] = rest.alloc ?? [0, 0];
    return { ...rest, alloc: [count + cached[0], bytes + cached[1]] as [number, number] };
  };
  const pools = Object.entries(walk).filter(([, tags]) => Object.keys(tags).length > 0);
  return Object.fromEntries(
    pools.map(([pool, tags]) => [
      pool,
      Object.fromEntries(Object.entries(tags).map(([tag, states]) => [tag, seen(states)])),
    ]),
  );
}

describe.each(ALL)('$name', (one) => {
  const { dump, plain, session, build } = builtWindows(one);
  const { truth } = dump;
  const walkable = build < SEGMENT_HEAP;
  const rows = () => {
    const usage = tagUsageOf(session);
    return Array.from({ length: usage.count }, (_, i) => [
      tagText(usage.tags[i]),
      [
        usage.nonpagedAllocs[i],
        usage.nonpagedFrees[i],
        usage.nonpagedBytes[i],
        usage.pagedAllocs[i],
        usage.pagedFrees[i],
        usage.pagedBytes[i],
      ],
    ]);
  };

  test('every tag as the kernel counts it, over all its tables', () => {
    const wanted = Object.entries(truth.tags).map(([tag, row]) => [
      tag,
      [row.np_allocs, row.np_frees, row.np_bytes, row.pg_allocs, row.pg_frees, row.pg_bytes],
    ]);
    expect(Object.fromEntries(rows())).toEqual(Object.fromEntries(wanted));
    if (build >= WIDE_COUNTS) expect(truth.tags['Irp '].np_allocs).toBeGreaterThan(2 ** 33);
    const tables = tagUsageOf(session).tables.map(({ name, why }) => [name, why === undefined]);
    // Server 2003 may have an expansion table; nobody we know says so.
    const expansion = build < 3790 ? [] : [['PoolTrackTableExpansion', build >= VISTA]];
    const second = build < VISTA ? [] : [['ExPoolTagTables[1]', true]];
    expect(tables).toEqual([['PoolTrackTable', true], ...second, ...expansion]);
  });

  test('!poolused', () => {
    const row = truth.tags[LEAK.tag];
    const line = ask(session, '!poolused').find((text) => text.startsWith(` ${LEAK.tag} `))!;
    expect(line.trim().split(/\s+/).slice(0, 5)).toEqual([
      LEAK.tag,
      String(outstanding(row.np_allocs, row.np_frees)),
      String(row.np_bytes),
      '0',
      '0',
    ]);
    expect(row.np_bytes).toBe(LEAK.count * (LEAK.size + 8));
  });

  test('without symbols the tags are counted where a verified rule leads to the table, else it is said', () => {
    const usage = tagUsageOf(plain);
    const ruled = build === 2600 || (build >= WINDOWS_7 && build < WINDOWS_8);
    if (ruled) expect(usage.count).toBe(Object.keys(truth.tags).length);
    else
      expect(usage.tables).toMatchObject([
        { name: 'PoolTrackTable', absent: 'no-symbol', why: 'nt!PoolTrackTableSize' },
      ]);
    const unread = '???????? large allocations: their table was not read';
    expect(ask(plain, '!poolfind Obtb 1').includes(unread)).toBe(!ruled);
  });

  test('every big allocation', () => {
    const table = bigPagesOf(session);
    const byTag: typeof truth.big_pages.by_tag = {};
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
    const { by_tag, freed_entries, size, table: address } = truth.big_pages;
    expect([known(table.address), table.slots, freed]).toEqual([address, size, freed_entries]);
    if (build >= VISTA) return expect(byTag).toEqual(by_tag);
    // Rows before Vista count pages and say nothing of the type.
    const pages = (rows: typeof by_tag) =>
      Object.fromEntries(Object.entries(rows).map(([tag, { entries }]) => [tag, entries]));
    expect(pages(byTag)).toEqual(pages(by_tag));
    expect(byTag[LEAK.paged].bytes).toBe(3 * 0x3000);
    expect([...new Set(table.type)]).toEqual([0xffff]);
  });

  test('pages of the descriptors', () => {
    const { nonpaged, paged } = poolDescriptorsOf(session);
    const pages = [...nonpaged, ...paged].map((pool) => [known(pool.totalPages), known(pool.totalBigPages)]);
    const { np, pg0, pg1, pg2, pg3, pg4 } = truth.pools;
    const wanted = [np, pg0, pg1, pg2, pg3, pg4].map((pool) => [pool.pages, pool.big_pages]);
    // 19041 has no descriptors any more.
    expect(pages).toEqual(build < 19041 ? wanted : [[undefined, undefined]]);
  });

  test.runIf(walkable)('every block by pool, tag and state, with symbols and without', () => {
    for (const from of [session, plain]) {
      const { walk } = runTask(poolOf(from));
      expect(walk).toMatchObject({ complete: true, numDamaged: 0, damage: [] });
      expect(walk.freeLists.problems).toEqual([]);
      expect(walkOf(from)).toEqual(visible(truth.pool_walk as Walk, build));
    }
  });

  test.runIf(walkable)("!poolfind: the driver's blocks, and none of a free one", () => {
    const [np, pg] = [truth.pool_walk.np[LEAK.tag], truth.big_pages.by_tag[LEAK.paged]];
    const lines = ask(session, `!poolfind ${LEAK.tag}`);
    expect(lines.filter((line) => line.includes(`(Allocated) ${LEAK.tag}`))).toHaveLength(np.alloc![0]);
    const size = (LEAK.size + 8).toString(16).padStart(4);
    for (const line of lines.filter((text) => text.startsWith('*'))) expect(line).toContain(`size: ${size} `);
    const big = ask(session, `!poolfind ${LEAK.paged} 1`).filter((line) =>
      line.includes('large page allocation'),
    );
    expect(big).toHaveLength(pg.entries);
    const bytes = build < VISTA ? 0x3000 : 0x2380;
    for (const line of big) expect(line).toContain(`size is 0x${bytes.toString(16)} bytes`);
  });

  test.runIf(walkable)('the trackers and the walk agree; what differs is explained', () => {
    const { coverage, tags, complete } = runTask(crossCheckOf(session));
    const nonpaged = tags.filter((row) => row.pool === 'nonpaged' && row.difference.bytes !== 0);
    const cached = Object.entries(truth.pool_walk.np).filter(([, states]) => states.cached);
    if (build < WINDOWS_8) expect(nonpaged).toEqual([]);
    else {
      const found = nonpaged.map(({ tag, difference, reasons }) => [
        tagText(tag),
        -difference.count,
        reasons,
      ]);
      expect(Object.fromEntries(found.map(([tag, count, reasons]) => [tag, [count, reasons]]))).toEqual(
        Object.fromEntries(cached.map(([tag, { cached: seen }]) => [tag, [seen![0], ['lookaside']]])),
      );
    }
    expect(tags.filter((row) => row.reasons.includes('unexplained'))).toEqual([]);
    expect(coverage[0].share).toBe(1);
    // Whether Server 2003 has one more table of tags is not known.
    expect(complete).toBe(build !== 3790);
  });

  test.runIf(!walkable)('a segment heap is refused by name, and its trackers are still read', () => {
    const pool = runTask(poolOf(session));
    const why = `Build ${build} keeps its pool in a segment heap, whose blocks do not tile their pages; only trackers and big pages are read`;
    expect(pool.walk).toMatchObject({ complete: false, notes: [why] });
    expect(pool.blockCount).toBe(0);
    const found = ask(session, '!poolfind Thre');
    expect(found).toContain('???????? blocks allocated; ???????? free');
    expect(found).toContain(why);
    expect(ask(session, '!poolval').join('\n')).toContain(why);
    const { tags } = runTask(crossCheckOf(session));
    const driver = tags.find((row) => tagText(row.tag) === LEAK.tag)!;
    expect(driver.difference.count).toBe(LEAK.count);
    expect(driver.reasons).toContain('not-walked');
    expect(new Set(tags.flatMap((row) => row.reasons))).not.toContain('stopped');
    const address = truth.processes[0].eprocess.toString(16);
    expect(ask(session, `!pool ${address}`).join('\n')).toContain('segment heap');
    const total = ask(session, '!poolused').find((line) => line.includes('TOTAL'));
    expect(total).not.toContain('?');
  });
});
