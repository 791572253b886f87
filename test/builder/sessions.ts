import { BigPages } from './big-pages.ts';
import { roundUp } from './bytes.ts';
import { WIN32K, writeWin32k } from './image-win32k.ts';
import type { SessionLeak } from './leaks/leak.ts';
import type { Machine } from './machine.ts';
import { pageFileEntry } from './paging.ts';
import { PAGE } from './physical-memory.ts';
import { PoolLedger } from './pool-ledger.ts';
import { type TagRows, tagRows, writeDescriptor } from './pool-tables.ts';
import { Region } from './region.ts';
import { HEADER, SmallPool } from './small-pool.ts';
import { trackerRowBytes, writeTrackerRow } from './tracker-table.ts';
import { VaFeed } from './va-plan.ts';

/** Terminal Server sessions 0 and 1: their own page tables, paged pool, statistics and win32k. */

const TRACK_TABLE = 0xfe801000;
const BIG_TABLE = 0xfe804000;
const POOL_START = 0xfe600000;
const POOL_END = 0xff7fffff;
/** Article: explorer's Win32Thread, in a block of session 1's paged pool. */
export const WIN32_THREAD = 0xfe9ab4e8;

/** Tag, usual block size, blocks at full scale in session 0 and 1. */
const SMALL: readonly (readonly [tag: string, size: number, count: readonly [number, number]])[] = [
  ['Gh05', 0x2b0, [180, 740]],
  ['Gla1', 0x178, [193, 760]],
  ['Gla5', 0x458, [216, 771]],
  ['Usqu', 0x70, [192, 851]],
  ['Ustx', 0x48, [229, 781]],
  ['Uspi', 0x130, [192, 739]],
  ['Gcac', 0x998, [162, 778]],
];
const BIG = ['Gpbm', 'GTmp', 'Ttfd'];

export class Session {
  readonly id: number;
  readonly va: number;
  readonly region: Region;
  readonly pool: SmallPool;
  readonly ledger = new PoolLedger();
  readonly big: BigPages;
  readonly #machine: Machine;
  readonly #feed: VaFeed;
  rows: TagRows = {};
  processes: number[] = [];
  committed = 0;
  failures = 0;

  constructor(machine: Machine, id: number) {
    this.#machine = machine;
    this.id = id;
    this.big = new BigPages(machine.windows.pool);
    this.va = machine.environment.sessions[id];
    this.region = new Region(machine.memory, machine.mode, 'kernel');
    this.#feed = new VaFeed(machine.plan, 'session', machine.environment.sessionPool);
    machine.plan.mark(this.va, 'systemPtes');
    machine.plan.mark(TRACK_TABLE, 'session');
    this.pool = new SmallPool({
      name: `s${id}`,
      side: 'pg',
      forms: machine.windows.pool,
      region: this.region,
      ledger: this.ledger,
      poolIndex: 0,
      session: true,
      random: machine.random,
      nextPage: () => this.#feed.take(),
      staleTags: ['Gh05', 'Usqu', 'Uspi', 'Gla1'],
    });
  }

  fill(): void {
    const { lean } = this.#machine;
    if (this.id === 1) this.pool.pin(WIN32_THREAD - HEADER, 'Usti', 0x208, undefined);
    for (const [tag, size, counts] of SMALL) {
      const count = lean ? 2 : this.#machine.scaled(counts[this.id], 3);
      for (let i = 0; i < count; i++) this.pool.alloc(tag, size);
    }
    const target = this.#machine.environment.vm.sessions[this.id].paged;
    const wanted = this.#machine.full ? target - this.pool.pageCount : this.#machine.scaled(target / 2, 4);
    this.#fillBig(wanted);
  }

  /** Blocks that somebody leaks in this session. */
  fillLeak({ tag, size, count, failures = 0 }: SessionLeak): void {
    this.failures += failures;
    for (let i = 0; i < count; i++) this.pool.alloc(tag, roundUp(size + HEADER, 8));
  }

  /** Big allocations of the session, paged out but for one page in eight. */
  #fillBig(pages: number): void {
    const { mode } = this.#machine;
    for (let left = pages, n = 0; left > 0; n++) {
      const take = Math.min(left, 1 + (n % 6));
      const va = this.#feed.take(take);
      for (let i = 0; i < take; i++) {
        if ((n & 7) === 0) this.region.page(va + i * PAGE);
        else this.region.setEntry(va + i * PAGE, pageFileEntry(mode, 0, 0x100 + n * 6 + i));
      }
      const request = { tag: BIG[n % BIG.length], bytes: take * PAGE, paged: true, session: true };
      this.big.add(this.ledger, va, request);
      left -= take;
    }
  }

  get pages(): number {
    return this.pool.pageCount + this.big.pages.pg;
  }

  /** Writes pool, tables and the session's own structure. */
  finish(processes: readonly number[]): void {
    const { random, environment, full, scenario } = this.#machine;
    this.pool.write();
    this.processes = [...processes];
    this.rows = tagRows(this.ledger, random, this.#machine.windows.pool);
    const slots = this.#machine.lean ? 0x41 : 0x101;
    this.#writeTracker(slots);
    const bigSlots = bigTableSize(this.big.inUse);
    this.big.write(this.region, BIG_TABLE, bigSlots);
    const stated = environment.vm.sessions[this.id];
    const exact = full || scenario.seedFigures === true;
    this.committed = exact ? stated.committed : this.pages + 40;
    this.#writeSpace(exact ? stated.paged : this.pages, bigSlots);
  }

  #writeTracker(slots: number): void {
    const { globals, windows } = this.#machine;
    const forms = windows.pool;
    const rowBytes = trackerRowBytes(forms);
    const bytes = new Uint8Array(slots * rowBytes);
    Object.entries(this.rows).forEach(([tag, row], i) => {
      const counters = [0, 0, 0, row.pg_allocs, row.pg_frees, row.pg_bytes];
      writeTrackerRow(bytes, ((i * 5) % slots) * rowBytes, [tag, counters], forms);
    });
    this.region.bytes(TRACK_TABLE, bytes);
    globals.value('ExpSessionPoolTrackTable', TRACK_TABLE);
    globals.value('ExpSessionPoolTrackTableSize', slots);
    globals.value('ExpSessionPoolBigPageTable', BIG_TABLE);
  }

  get pagedPages(): number {
    const { kernel, windows } = this.#machine;
    return kernel.get32(this.va + windows.sessionSpace.pagedPoolPages);
  }

  #writeSpace(pagedPages: number, bigSlots: number): void {
    const { kernel, mode, windows } = this.#machine;
    const { va } = this;
    const facts = windows.sessionSpace;
    kernel.u32(va + facts.referenceCount, this.processes.length);
    kernel.u32(va + facts.sessionId, this.id);
    kernel.u32(va + facts.nonPagablePages, 40);
    kernel.u32(va + facts.committedPages, this.committed);
    kernel.u32(va + facts.pagedPoolStart, POOL_START);
    kernel.u32(va + facts.pagedPoolEnd, POOL_END);
    if (facts.poolFailures !== undefined) kernel.u32(va + facts.poolFailures, this.failures);
    kernel.u32(va + facts.pagedPoolPages, pagedPages);
    // Without PAE the fields behind the pool descriptor lie closer together.
    const bigPages = mode.pae ? facts.bigPages.pae : facts.bigPages.classic;
    if (bigPages !== undefined) {
      kernel.u32(va + bigPages, BIG_TABLE);
      kernel.u32(va + bigPages + 4, bigSlots);
    }
    kernel.page(va + facts.size - 4);
    kernel.list(
      va + facts.processList,
      this.processes.map((p) => p + windows.eprocess.sessionLinks),
    );
    for (const p of this.processes) kernel.u32(p + windows.eprocess.session, va);
    if (facts.pagedPool === undefined || !windows.poolDescriptor) return;
    const linked = windows.pool.plainFreeLists;
    writeDescriptor(
      { kernel, va: va + facts.pagedPool, facts: windows.poolDescriptor, linked },
      {
        poolType: 0x21,
        poolIndex: 0,
        pages: this.pool.pageCount,
        bigPages: this.big.pages.pg,
        allocations: this.pool.allocations,
      },
      this.pool,
    );
  }
}

/** The smallest power of two of at least 256 entries that is at most three quarters full. */
function bigTableSize(entries: number): number {
  let size = 256;
  while (size * 3 < entries * 4) size *= 2;
  return size;
}

/** All sessions share win32k's code; the first one's pages are mapped in the others too. */
export function mapWin32k(machine: Machine, sessions: readonly Session[]): void {
  const base = machine.environment.win32kBase;
  writeWin32k(machine, sessions[0].region);
  for (let va = base; va < base + WIN32K.size; va += 0x200000) machine.plan.mark(va, 'session');
  for (let va = base; va < base + WIN32K.size; va += PAGE) {
    const entry = sessions[0].region.entry(va);
    for (const s of sessions.slice(1)) s.region.setEntry(va, entry);
  }
}

/** The list of sessions that begins at MiSessionWsList. */
export function linkSessions(machine: Machine, sessions: readonly Session[]): void {
  const { globals, kernel, windows } = machine;
  if (!globals.has('MiSessionWsList')) return;
  kernel.list(
    globals.at('MiSessionWsList'),
    sessions.map((s) => s.va + windows.sessionSpace.wsListEntry),
  );
}
