import type { Backing } from './big-pages.ts';
import { roundUp } from './bytes.ts';
import { BACKGROUND, type TagFigures } from './figures.ts';
import { type Machine, PAGED_POOLS, type PoolName } from './machine.ts';
import { DEMAND_ZERO, pageFileEntry, transitionEntry } from './paging.ts';
import { PAGE } from './physical-memory.ts';
import { HEADER, type SmallPool } from './small-pool.ts';

/** Turns the article's rows of `!poolused` into blocks, and fills the pools up with others. */

const LARGEST_BLOCK = 0xff8;

export interface SizeRun {
  /** Bytes of one allocation: of the block with its header, or of whole pages. */
  size: number;
  count: number;
  big: boolean;
}

/** Sizes of `count` allocations that come to exactly `bytes`. */
export function splitSizes(count: number, bytes: number): SizeRun[] {
  if (count === 0) return [];
  if (bytes / count <= LARGEST_BLOCK) return evenly(count, bytes, 8, false);
  const rest = bytes % PAGE;
  if (rest === 0) return evenly(count, bytes, PAGE, true);
  return [{ size: rest, count: 1, big: false }, ...evenly(count - 1, bytes - rest, PAGE, true)];
}

function evenly(count: number, bytes: number, unit: number, big: boolean): SizeRun[] {
  const units = bytes / unit;
  if (!Number.isInteger(units)) throw new Error(`${bytes} bytes are no multiple of ${unit}`);
  const least = Math.floor(units / count);
  const larger = units - least * count;
  const runs = [
    { size: least * unit, count: count - larger, big },
    { size: (least + 1) * unit, count: larger, big },
  ];
  return runs.filter((r) => r.count > 0);
}

export class Demands {
  readonly #machine: Machine;
  readonly #backgroundBytes = new Map<string, number>();
  #bigCount = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Places one row of the statistics, scaled. `Pool` is left out: the tables themselves are that tag. */
  place([tag, np, npBytes, pg, pgBytes]: TagFigures): void {
    if (tag === 'Pool') return;
    for (const run of splitSizes(np, npBytes)) this.#placeRun(tag, 'np', run);
    for (const run of splitSizes(pg, pgBytes)) this.#placeRun(tag, 'pg', run);
  }

  #placeRun(tag: string, side: 'np' | 'pg', run: SizeRun): void {
    const count = this.#machine.scaled(run.count, run.count > 100 && this.#machine.lean ? 2 : 1);
    for (let i = 0; i < count; i++) {
      if (run.big) this.#placeBig(tag, side, this.#scaledSize(run));
      else (side === 'np' ? this.#machine.pools.np : this.#pagedPool()).alloc(tag, run.size);
    }
  }

  /** Blocks that somebody leaks, as many as asked for whatever the scale. */
  placeLeak({
    tag,
    size,
    count,
    paged,
  }: {
    tag: string;
    size: number;
    count: number;
    paged?: boolean;
  }): void {
    const side = paged ? 'pg' : 'np';
    const block = roundUp(size + HEADER, 8);
    for (let i = 0; i < count; i++) {
      if (block > LARGEST_BLOCK) this.#placeBig(tag, side, size);
      else (paged ? this.#pagedPool() : this.#machine.pools.np).alloc(tag, block);
    }
  }

  /** One allocation that stands for less than one at this scale is smaller too. */
  #scaledSize(run: SizeRun): number {
    const share = Math.min(1, run.count * this.#machine.scenario.scale);
    return roundUp(Math.max(PAGE, run.size * share), PAGE);
  }

  #placeBig(tag: string, side: 'np' | 'pg', size: number): void {
    this.#machine.allocBig(tag, size, side, side === 'np' ? 'zeros' : this.#pagedBacking(tag));
  }

  /** How the pages of paged big allocations stand: the leak untouched, others in RAM, trimmed or paged out. */
  #pagedBacking(tag: string): Backing {
    const { memory, mode, lean } = this.#machine;
    if (tag === 'MSKK') return () => DEMAND_ZERO;
    const n = this.#bigCount++;
    if (lean) return (i) => pageFileEntry(mode, 0, 0x400 + n * 16 + i);
    if (n % 5 === 0) return 'resident';
    if (n % 5 === 1) return () => transitionEntry(memory.take('kernel'));
    if (n % 5 === 2) return (i) => pageFileEntry(mode, 0, 0x400 + n * 16 + i);
    return 'zeros';
  }

  /** The paged pool that is furthest from its share. */
  #pagedPool(): SmallPool {
    const { pools, environment, lean } = this.#machine;
    if (lean) return pools.pg1;
    const target = environment.vm.pagedUsage;
    let best: PoolName = 'pg1';
    for (const name of PAGED_POOLS.slice(1)) {
      const i = PAGED_POOLS.indexOf(name);
      const j = PAGED_POOLS.indexOf(best);
      if (pools[name].pageCount / target[i] < pools[best].pageCount / target[j]) best = name;
    }
    return pools[best];
  }

  /** One block each in the pools that would otherwise have none. */
  seedPools(): void {
    for (const name of PAGED_POOLS) this.#machine.pools[name].alloc('CMkb', 0x78);
  }

  /** Fills `pages` pages of a pool with blocks of background tags, the one with the fewest bytes first. */
  fillPages(pool: SmallPool, pages: number): void {
    const end = pool.pageCount + pages;
    const tags = BACKGROUND.filter((b) => b[1] === pool.options.side);
    while (pool.pageCount < end) {
      let best = tags[0];
      for (const t of tags) if (this.#bytes(t[0]) < this.#bytes(best[0])) best = t;
      pool.alloc(best[0], best[2]);
      this.#backgroundBytes.set(best[0], this.#bytes(best[0]) + best[2]);
    }
  }

  #bytes(tag: string): number {
    return this.#backgroundBytes.get(tag) ?? 0;
  }

  /** Big paged allocations of registry and section tags, all paged out, that come to `pages` pages. */
  fillPagedBig(pages: number): void {
    const tags = ['CM31', 'MmSt', 'CM25', 'NtfF'];
    for (let left = pages, n = 0; left > 0; n++) {
      const take = Math.min(left, 1 + (n % 4));
      const backing = (i: number) => pageFileEntry(this.#machine.mode, 0, 0x2000 + n * 4 + i);
      this.#machine.allocBig(tags[n % 4], take * PAGE, 'pg', backing);
      left -= take;
    }
  }
}
