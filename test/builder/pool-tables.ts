import { put32, tagWord } from './bytes.ts';
import type { HoleList } from './leak-pages.ts';
import type { LeakedThreads } from './leak-threads.ts';
import type { Machine } from './machine.ts';
import { PAGE } from './physical-memory.ts';
import type { PoolLedger } from './pool-ledger.ts';
import type { Random } from './random.ts';
import type { Region } from './region.ts';
import type { SmallPool } from './small-pool.ts';
import { POOL_DESCRIPTOR, TRACKER_ENTRY } from './windows7.ts';

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

/** Total counts: what is outstanding by the ledger, plus some history of allocations and frees. */
export function tagRows(ledger: PoolLedger, random: Random): TagRows {
  const rows: TagRows = {};
  for (const [tag, { np, pg }] of ledger.entries()) {
    const npFrees = np.count ? random.below(np.count * 2 + 40) : 0;
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

export function rowWords(row: TagRow): number[] {
  return FIELDS.map((f) => row[f] >>> 0);
}

/** A tracker table of `slots` rows; `place` says which rows it holds and with which words. */
function trackerBytes(slots: number, rows: readonly (readonly [string, readonly number[]])[]): Uint8Array {
  const bytes = new Uint8Array(slots * TRACKER_ENTRY.size);
  const taken = new Uint8Array(slots);
  for (const [tag, words] of rows) {
    const key = tagWord(tag);
    let slot = (key % 7919) % slots;
    while (taken[slot]) slot = (slot + 1) % slots;
    taken[slot] = 1;
    put32(bytes, slot * TRACKER_ENTRY.size, key);
    for (const [i, word] of words.entries()) put32(bytes, slot * TRACKER_ENTRY.size + 4 + i * 4, word);
  }
  return bytes;
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
  const table = () => machine.allocBig('Pool', slots * TRACKER_ENTRY.size, 'np', 'resident');
  const tables = [table(), table()];
  const expansion = machine.allocBig('Pool', expansionSlots * TRACKER_ENTRY.size, 'np', 'resident');
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
  const { kernel, random, globals } = machine;
  const inTables: [string, number[]][] = Object.entries(rows).map(([t, r]) => [t, rowWords(r)]);
  const expansion = inTables.filter(([tag]) => EXPANSION_TAGS.includes(tag));
  const shared = inTables.filter(([tag]) => !EXPANSION_TAGS.includes(tag));
  const second: [string, number[]][] = shared.map(([tag, words]) => [
    tag,
    words.map((w) => split(random, w)),
  ]);
  const first: [string, number[]][] = shared.map(([tag, words], i) => [
    tag,
    words.map((w, j) => (w - second[i][1][j]) >>> 0),
  ]);
  kernel.bytes(places.tables[0], trackerBytes(places.slots, first));
  kernel.bytes(places.tables[1], trackerBytes(places.slots, second));
  kernel.bytes(places.expansion, trackerBytes(places.expansionSlots, expansion));
  globals.value('PoolTrackTable', places.tables[0]);
  globals.value('PoolTrackTableSize', places.slots);
  globals.value('PoolTrackTableMask', places.slots - 2);
  globals.value('PoolTrackTableExpansion', places.expansion);
  globals.value('PoolTrackTableExpansionSize', places.expansionSlots);
  const tables = globals.at('ExPoolTagTables');
  for (const [i, va] of places.tables.entries()) kernel.u32(tables + i * 4, va);
  return Object.fromEntries(first);
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

/** One descriptor with its free lists; `holes` are free blocks that are already linked to each other. */
export function writeDescriptor(
  kernel: Region,
  va: number,
  values: DescriptorValues,
  pool: SmallPool,
  leak?: { threads: LeakedThreads; holes: HoleList },
): void {
  kernel.u32(va + POOL_DESCRIPTOR.poolType, values.poolType);
  kernel.u32(va + POOL_DESCRIPTOR.runningAllocs, values.allocations * 2 + 17);
  kernel.u32(va + POOL_DESCRIPTOR.runningDeAllocs, values.allocations + 17);
  kernel.u32(va + POOL_DESCRIPTOR.totalBigPages, values.bigPages);
  kernel.u32(va + POOL_DESCRIPTOR.totalPages, values.pages);
  kernel.u32(va + POOL_DESCRIPTOR.totalBytes, (values.pages + values.bigPages) * PAGE);
  kernel.u32(va + POOL_DESCRIPTOR.poolIndex, values.poolIndex);
  for (let units = 0; units < 512; units++) {
    const head = va + POOL_DESCRIPTOR.listHeads + units * 8;
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
