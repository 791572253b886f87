import { type Backing, BigPages, mapBacking } from './big-pages.ts';
import { type Environment, environmentOf, type Ranges } from './environment.ts';
import { BACKGROUND } from './figures.ts';
import { Globals } from './globals.ts';
import { CLASSIC, PAE, PAE_19041, type PagingMode } from './paging.ts';
import { PAGE, PhysicalMemory } from './physical-memory.ts';
import { PoolLedger } from './pool-ledger.ts';
import { Random } from './random.ts';
import { Region } from './region.ts';
import type { Scenario } from './scenario.ts';
import { SmallPool } from './small-pool.ts';
import { VaFeed, VaPlan } from './va-plan.ts';
import { VERSIONS } from './windows/versions.ts';
import type { Windows } from './windows/windows.ts';

/** First frame of the run that holds the processes' directory pointer tables (article: 7ee534c0). */
const HIGH_RUN = 0x7ee00;
const HIGH_RUN_PAGES = 0x80;
const PDPT_PAGE = 0x7ee53;
const FULL_MAIN_PAGES = 524016;

export type PoolName = 'np' | 'pg0' | 'pg1' | 'pg2' | 'pg3' | 'pg4';
export const PAGED_POOLS: readonly PoolName[] = ['pg0', 'pg1', 'pg2', 'pg3', 'pg4'];

/** Everything a dump is made of while it is being put together. */
export class Machine {
  readonly scenario: Scenario;
  readonly windows: Windows;
  readonly environment: Environment;
  readonly mode: PagingMode;
  readonly memory = new PhysicalMemory();
  readonly kernel: Region;
  readonly globals: Globals;
  readonly random: Random;
  readonly plan = new VaPlan();
  readonly ledger = new PoolLedger();
  readonly big: BigPages;
  readonly pools: Record<PoolName, SmallPool>;
  readonly #nonPagedBig: VaFeed;
  readonly #pagedBig: VaFeed;
  readonly systemPtes: VaFeed;
  readonly bootDrivers: VaFeed;
  readonly drivers: VaFeed;
  /** Pages of whole-page users of a pool that are not in the tables of `pools`: leaked thread pages. */
  readonly stretchPages: Record<'np' | 'pg', number> = { np: 0, pg: 0 };

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.windows = VERSIONS[scenario.windows ?? '7'];
    this.environment = environmentOf(scenario.name, this.windows);
    this.mode = pagingMode(scenario, this.windows);
    this.big = new BigPages(this.windows.pool);
    this.random = new Random(scenario.seed ?? 1);
    this.#addMemory();
    this.kernel = new Region(this.memory, this.mode, 'kernel');
    this.globals = new Globals(this.kernel, this.environment.ntBase, this.windows);
    const feed = (
      type: 'nonPagedPool' | 'pagedPool' | 'systemPtes' | 'bootLoaded' | 'driverImages',
      r: Ranges,
    ) => new VaFeed(this.plan, type, r);
    const env = this.environment;
    this.#nonPagedBig = feed('nonPagedPool', env.nonPagedBig);
    this.#pagedBig = feed('pagedPool', env.pagedBig);
    this.systemPtes = feed('systemPtes', env.systemPtes);
    this.bootDrivers = feed('bootLoaded', env.bootDrivers);
    this.drivers = feed('driverImages', env.drivers);
    const pagedSmall = feed('pagedPool', env.pagedSmall);
    const paged = (name: string, index: number) => this.#smallPool(name, 'pg', index, pagedSmall);
    this.pools = {
      np: this.#smallPool('np', 'np', 0, feed('nonPagedPool', env.nonPagedSmall)),
      pg0: paged('pg0', 0),
      pg1: paged('pg1', 1),
      pg2: paged('pg2', 2),
      pg3: paged('pg3', 3),
      pg4: paged('pg4', 4),
    };
  }

  get full(): boolean {
    return this.scenario.scale === 1;
  }

  get lean(): boolean {
    return this.scenario.lean === true;
  }

  /** Scales a count of the full-size environment; at least `least`. */
  scaled(count: number, least = 1): number {
    return Math.max(least, Math.round(count * this.scenario.scale));
  }

  #addMemory(): void {
    this.memory.addArea('low', 1, 158);
    if (this.full) this.memory.addArea('main', 0x100, FULL_MAIN_PAGES);
    else {
      this.memory.addArea('main', 0x100, 0, true);
      this.memory.addArea('high', HIGH_RUN, HIGH_RUN_PAGES);
    }
    this.memory.setUse(PDPT_PAGE, 'kernel');
    if (this.scenario.above4g) this.memory.addArea('above4g', 0x100000, 0, true);
  }

  /** Low byte of ObHeaderCookie. */
  get cookie(): number {
    return 0xa7;
  }

  /** The physical page of the directory pointer tables. */
  get pdptPage(): number {
    return PDPT_PAGE;
  }

  #smallPool(name: string, side: 'np' | 'pg', poolIndex: number, feed: VaFeed): SmallPool {
    const staleTags = BACKGROUND.filter((b) => b[1] === side).map((b) => b[0]);
    if (side === 'np') staleTags.push(...this.#staleObjectTags());
    const nextPage = () => feed.take();
    const { kernel: region, ledger, random } = this;
    const forms = this.windows.pool;
    return new SmallPool({ name, side, forms, region, ledger, poolIndex, random, nextPage, staleTags });
  }

  /** Freed objects; the article's search for Thre finds no free block. */
  #staleObjectTags(): string[] {
    const leak = this.scenario.name === 'process-thread-handles';
    return leak ? ['Even', 'File'] : ['Even', 'File', 'Thre', 'Proc'];
  }

  /** A big allocation of the shared pools; answers its address. `at` fixes the address. */
  allocBig(tag: string, bytes: number, side: 'np' | 'pg', backing: Backing, at?: number): number {
    const pages = Math.ceil(bytes / PAGE);
    const va = at ?? (side === 'np' ? this.#nonPagedBig : this.#pagedBig).take(pages);
    if (at !== undefined) {
      this.plan.reserve(va, pages);
      const type = side === 'np' ? 'nonPagedPool' : 'pagedPool';
      for (let i = 0; i < pages; i++) this.plan.mark(va + i * PAGE, type);
    }
    mapBacking(this.kernel, va, pages, backing);
    this.big.add(this.ledger, va, { tag, bytes, paged: side === 'pg' });
    return va;
  }

  /** Address space of freed big allocations: nothing is mapped there. */
  freedBig(tag: string, pages: number, side: 'np' | 'pg'): void {
    const va = (side === 'np' ? this.#nonPagedBig : this.#pagedBig).take(pages);
    this.big.addFreed(va, tag, pages * PAGE, side === 'pg');
  }
}

function pagingMode({ paging }: Scenario, { build }: Windows): PagingMode {
  if (paging === 'classic') return CLASSIC;
  return build >= 19041 ? PAE_19041 : PAE;
}
