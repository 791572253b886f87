import type { HoleList } from './leak-pages.ts';
import type { LeakedThreads } from './leak-threads.ts';
import type { Machine } from './machine.ts';
import { PAGE } from './physical-memory.ts';
import type { PoolLedger } from './pool-ledger.ts';
import type { Random } from './random.ts';
import type { Region } from './region.ts';
import type { SmallPool } from './small-pool.ts';
import { trackerRowBytes, trackerTable } from './tracker-table.ts';
import type { DescriptorFacts, PoolForms } from './windows/windows.ts';

/** Pool descriptors and the tag statistics, split over the processors as Windows splits them. */

export interface TagRow {
  np_allocs: number;
  np_frees: number;
  np_bytes: number;
  pg_allocs: number;
  pg_frees: number;
  pg_bytes: number;
}

export type TagRows = Record<string, TagRow>;

/** Allocations that 64-bit counts have long seen and freed. */
const LONG_HISTORY = 2 ** 33;

/** Total counts: what is outstanding by the ledger, plus some history of allocations and frees. */
export function tagRows(ledger: PoolLedger, random: Random, { trackerRow }: PoolForms): TagRows {
  const rows: TagRows = {};
  const past = (tag: string) => (trackerRow === 'wide' && tag === 'Irp ' ? LONG_HISTORY : 0);
  for (const [tag, { np, pg }] of ledger.entries()) {
    const npFrees = (np.count ? random.below(np.count * 2 + 40) : 0) + past(tag);
    const pgFrees = pg.count ? random.below(pg.count * 2 + 40) : 0;
    rows[tag] = {
      np_allocs: np.count + npFrees,
      np_frees: npFrees,
      np_bytes: np.bytes,
      pg_allocs: pg.count + pgFrees,
      pg_frees: pgFrees,
      pg_bytes: pg.bytes,
    };
  }
  return rows;
}

const FIELDS = ['np_allocs', 'np_frees', 'np_bytes', 'pg_allocs', 'pg_frees', 'pg_bytes'] as const;

export function rowWords(row: TagRow, { trackerRow }: PoolForms): number[] {
  return FIELDS.map((f) => (trackerRow === 'wide' ? row[f] : row[f] >>> 0));
}

export interface TrackerPlaces {
  /** One table per processor. */
  tables: readonly number[];
  slots: number;
  expansion: number;
  expansionSlots: number;
}

/** Pages for the tables, allocated before anything is counted: they are counted themselves (tag Pool). */
export function allocTrackers(machine: Machine): TrackerPlaces {
  const slots = machine.lean ? 0x101 : 0x401;
  const expansionSlots = machine.lean ? 0x90 : 0x5b6;
  const forms = machine.windows.pool;
  const rowBytes = trackerRowBytes(forms);
  const table = () => machine.allocBig('Pool', slots * rowBytes, 'np', 'resident');
  const tables = forms.perProcessor ? [table(), table()] : [table()];
  const expansion = forms.hasExpansion
    ? machine.allocBig('Pool', expansionSlots * rowBytes, 'np', 'resident')
    : 0;
  machine.pools.np.alloc('Pool', 1608);
  return { tables, slots, expansion, expansionSlots };
}

/**
 * Writes the statistics: for each tag processor 1 has any numbers at all and processor 0 the rest modulo
 * 2^32; a few tags are in the expansion table only. Answers what processor 0's table alone would say.
 */
export function writeTrackers(
  machine: Machine,
  places: TrackerPlaces,
  rows: TagRows,
): Record<string, number[]> {
  const { kernel, globals } = machine;
  const forms = machine.windows.pool;
  const isExpanded = (tag: string) => forms.hasExpansion && EXPANSION_TAGS.includes(tag);
  const inTables: [string, number[]][] = Object.entries(rows).map(([t, r]) => [t, rowWords(r, forms)]);
  const shared = inTables.filter(([tag]) => !isExpanded(tag));
  const [first, second] = shareRows(machine, shared);
  kernel.bytes(places.tables[0], trackerTable(places.slots, first, forms));
  if (places.tables.length > 1) kernel.bytes(places.tables[1], trackerTable(places.slots, second, forms));
  globals.value('PoolTrackTable', places.tables[0]);
  globals.value('PoolTrackTableSize', places.slots);
  globals.value('PoolTrackTableMask', places.slots - 2);
  if (forms.hasExpansion) {
    const rest = inTables.filter(([tag]) => isExpanded(tag));
    kernel.bytes(places.expansion, trackerTable(places.expansionSlots, rest, forms));
    globals.value('PoolTrackTableExpansion', places.expansion);
    globals.value('PoolTrackTableExpansionSize', places.expansionSlots);
  }
  if (forms.perProcessor) {
    const tables = globals.at('ExPoolTagTables');
    for (const [i, va] of places.tables.entries()) kernel.u32(tables + i * 4, va);
  }
  return Object.fromEntries(first);
}

type Rows = readonly [string, number[]][];

/** What each of the two processors has counted; all is the first one's where they share a table. */
function shareRows({ random, windows }: Machine, rows: Rows): [first: Rows, second: Rows] {
  if (!windows.pool.perProcessor) return [rows, []];
  const wide = windows.pool.trackerRow === 'wide';
  // Counts of 64 bits never wrap; bytes do.
  const isBytes = (i: number) => i === 2 || i === 5;
  const second: Rows = rows.map(([tag, words]) => [
    tag,
    words.map((w, i) => (wide && !isBytes(i) ? random.below(Math.min(w, 0xffffff) + 1) : split(random, w))),
  ]);
  const first: Rows = rows.map(([tag, words], i) => [
    tag,
    words.map((w, j) => {
      const rest = w - second[i][1][j];
      return wide && !isBytes(j) ? rest : rest >>> 0;
    }),
  ]);
  return [first, second];
}

const EXPANSION_TAGS = ['Dmio', 'KSoh', 'CmRe'];

/** A share of a total that leaves the other processor a difference below zero one time in three. */
function split(random: Random, total: number): number {
  if (total === 0) return random.below(3) === 0 ? random.below(900) : 0;
  const share = random.below(3);
  if (share === 0) return (total + random.below(100000)) >>> 0;
  return random.below(total + 1);
}

export interface DescriptorValues {
  poolType: number;
  poolIndex: number;
  pages: number;
  bigPages: number;
  allocations: number;
}

/** Where a descriptor goes. */
export interface DescriptorPlace {
  kernel: Region;
  va: number;
  facts: DescriptorFacts;
  /** Links of free blocks are plain addresses. */
  linked: boolean;
}

/** One descriptor with its free lists; `holes` are free blocks that are already linked to each other. */
export function writeDescriptor(
  { kernel, va, facts, linked }: DescriptorPlace,
  values: DescriptorValues,
  pool: SmallPool,
  leak?: { threads: LeakedThreads; holes: HoleList },
): void {
  const set = (at: number | undefined, value: number) => at !== undefined && kernel.u32(va + at, value);
  set(facts.poolType, values.poolType);
  set(facts.runningAllocs, values.allocations * 2 + 17);
  set(facts.runningDeAllocs, values.allocations + 17);
  set(facts.totalBigPages, values.bigPages);
  set(facts.totalPages, values.pages);
  set(facts.totalBytes, (values.pages + values.bigPages) * PAGE);
  set(facts.poolIndex, values.poolIndex);
  set(facts.pagesUp, values.pages + 311);
  set(facts.pagesDown, 311);
  set(facts.bigPagesUp, values.bigPages + 77);
  set(facts.bigPagesDown, 77);
  if (facts.listHeads === undefined || !linked) return;
  for (let units = 0; units < 512; units++) {
    const head = va + facts.listHeads + units * 8;
    const blocks = pool.freeBySize.get(units) ?? [];
    if (leak && units === leak.holes.units) linkBehindHoles(kernel, head, blocks, leak);
    else linkFree(kernel, pool.options.region, head, blocks);
  }
}

/** Head and blocks may lie in different regions: a session's descriptor is mapped for all. */
function linkFree(kernel: Region, region: Region, head: number, blocks: readonly number[]): void {
  kernel.u32(head, blocks[0] ?? head);
  kernel.u32(head + 4, blocks.at(-1) ?? head);
  blocks.forEach((block, i) => {
    region.u32(block, blocks[i + 1] ?? head);
    region.u32(block + 4, i === 0 ? head : blocks[i - 1]);
  });
}

function linkBehindHoles(
  kernel: Region,
  head: number,
  blocks: readonly number[],
  leak: { threads: LeakedThreads; holes: HoleList },
): void {
  const { threads, holes } = leak;
  threads.afterHoles = blocks[0] ?? 0;
  kernel.u32(head, holes.first);
  kernel.u32(head + 4, blocks.at(-1) ?? holes.last);
  blocks.forEach((block, i) => {
    kernel.u32(block, blocks[i + 1] ?? head);
    kernel.u32(block + 4, i === 0 ? holes.last : blocks[i - 1]);
  });
}
