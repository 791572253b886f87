import { put16, put32, tagWord } from './bytes.ts';
import { PAGE } from './physical-memory.ts';
import type { PoolLedger, Side } from './pool-ledger.ts';
import type { Random } from './random.ts';
import type { Region } from './region.ts';
import type { PoolForms } from './windows/windows.ts';

/** Bytes of a pool header and the unit of its two sizes on x86. */
export const HEADER = 8;
const UNIT = 8;
const LARGEST_BLOCK = 0xff8;
/** Stored PoolType bits since Vista: bit 1 says 'in use', the low bit is paged. */
const IN_USE = 2;
const QUOTA = 8;
const SESSION = 0x20;

export type BlockState = 'alloc' | 'free' | 'cached';

export interface BlockOptions {
  /** Bit 31 of the tag. */
  protected?: boolean;
  /** Charges quota: the process's address goes into the last 4 bytes of the block. */
  quotaOwner?: number;
  /** 'cached': in use by its header, but on a lookaside or pending list, so the statistics call it freed. */
  state?: BlockState;
}

interface Block extends BlockOptions {
  at: number;
  size: number;
  tag: string;
  state: BlockState;
}

interface PoolPage {
  va: number;
  blocks: Block[];
  gaps: { start: number; end: number }[];
  /** Its blocks count for the statistics, but the page itself is paged out at the end. */
  pagedOut: boolean;
}

export type StateTally = Record<string, Partial<Record<BlockState, [number, number]>>>;

export interface SmallPoolOptions {
  name: string;
  side: Side;
  forms: PoolForms;
  region: Region;
  ledger: PoolLedger;
  poolIndex: number;
  session?: boolean;
  random: Random;
  /** Answers the address of a fresh page. */
  nextPage: () => number;
  /** Tags that free blocks and small fillers carry. */
  staleTags: readonly string[];
}

/** One pool's small blocks: pages tiled by blocks, as the allocator of Windows leaves them. */
export class SmallPool {
  readonly options: SmallPoolOptions;
  readonly #pages = new Map<number, PoolPage>();
  #open: PoolPage[] = [];
  readonly resident: StateTally = {};
  readonly notResident: StateTally = {};
  /** Free blocks by size in units, in list order; the payload address of each. */
  readonly freeBySize = new Map<number, number[]>();
  allocations = 0;

  constructor(options: SmallPoolOptions) {
    this.options = options;
  }

  get pageCount(): number {
    return this.#pages.size;
  }

  /** Allocates a block of `size` bytes, header included, and answers the address of its header. */
  alloc(tag: string, size: number, options: BlockOptions = {}): number {
    if (size % UNIT !== 0 || size > LARGEST_BLOCK) throw new Error(`no small block of ${size} bytes`);
    let page = this.#open.find((p) => p.gaps.some((g) => g.end - g.start >= size));
    if (!page) {
      page = this.addPage(this.options.nextPage());
      this.#open.push(page);
      if (this.#open.length > 12) this.#open.shift();
    }
    const gap = page.gaps.find((g) => g.end - g.start >= size)!;
    const at = gap.start;
    gap.start += size;
    return this.#place(page, at, size, tag, options);
  }

  /**
   * Puts a block at a fixed address. `previous` is the size of the block that must lie right before it; it
   * is made when it is not there.
   */
  pin(
    va: number,
    tag: string,
    size: number,
    previous: number | undefined,
    options: BlockOptions = {},
  ): number {
    const base = va - (va % PAGE);
    const page = this.#pages.get(base) ?? this.addPage(base, true);
    const at = va % PAGE;
    if (previous) {
      this.#carve(page, at - previous, previous);
      this.#place(page, at - previous, previous, this.options.random.pick(this.options.staleTags), {});
    }
    this.#carve(page, at, size);
    return this.#place(page, at, size, tag, options);
  }

  /** Starts a page; its room is for `alloc` when `open` is set. */
  addPage(va: number, open = false): PoolPage {
    const page: PoolPage = { va, blocks: [], gaps: [{ start: 0, end: PAGE }], pagedOut: false };
    this.#pages.set(va, page);
    if (open) this.#open.push(page);
    return page;
  }

  /** Closes all pages that still have room, so that the next block starts a new page. */
  close(): void {
    this.#open = [];
  }

  /** Pages from the `first`-th on (of those taken so far) are paged out when the pool is written. */
  pageOut(select: (index: number, va: number) => boolean): number[] {
    const out = [...this.#pages.values()].filter((p, i) => select(i, p.va));
    for (const page of out) page.pagedOut = true;
    return out.map((p) => p.va);
  }

  addresses(): number[] {
    return [...this.#pages.keys()];
  }

  #carve(page: PoolPage, at: number, size: number): void {
    const i = page.gaps.findIndex((g) => g.start <= at && at + size <= g.end);
    if (i < 0) throw new Error(`block at ${(page.va + at).toString(16)} overlaps another`);
    const gap = page.gaps[i];
    const parts = [
      { start: gap.start, end: at },
      { start: at + size, end: gap.end },
    ];
    page.gaps.splice(i, 1, ...parts.filter((g) => g.end > g.start));
  }

  #place(page: PoolPage, at: number, size: number, tag: string, options: BlockOptions): number {
    page.blocks.push({ state: 'alloc', ...options, at, size, tag });
    if (options.state === undefined || options.state === 'alloc') {
      this.options.ledger.add(tag, this.options.side, 1, size);
      this.allocations++;
    }
    return page.va + at;
  }

  /** Turns what room is left into free blocks and writes all headers. */
  write(): void {
    for (const page of this.#pages.values()) {
      this.#fillGaps(page);
      this.#tally(page);
      if (!page.pagedOut) this.#writePage(page);
    }
  }

  #fillGaps(page: PoolPage): void {
    const { staleTags, random } = this.options;
    for (const gap of page.gaps) {
      const size = gap.end - gap.start;
      if (size === 0) continue;
      page.blocks.push({ at: gap.start, size, tag: random.pick(staleTags), state: 'free' });
      if (page.pagedOut || size <= HEADER) continue;
      const units = size / UNIT;
      const list = this.freeBySize.get(units);
      if (list) list.push(page.va + gap.start + HEADER);
      else this.freeBySize.set(units, [page.va + gap.start + HEADER]);
    }
    page.blocks.sort((a, b) => a.at - b.at);
  }

  #tally(page: PoolPage): void {
    const tally = page.pagedOut ? this.notResident : this.resident;
    for (const b of page.blocks) countBlock(tally, b.tag, b.state, 1, b.size);
  }

  /** What headers of blocks in use say; before Vista it is the type asked for plus one. */
  #storedType(): number {
    const { side, session, forms } = this.options;
    const type = (side === 'pg' ? 1 : 0) | (session ? SESSION : 0);
    return forms.type === 'plus-one' ? type + 1 : type | IN_USE;
  }

  #writePage(page: PoolPage): void {
    const { region, poolIndex } = this.options;
    const bytes = region.page(page.va);
    const kind = this.#storedType();
    let previous = 0;
    for (const b of page.blocks) {
      const type = b.state === 'free' ? 0 : kind | (b.quotaOwner !== undefined ? QUOTA : 0);
      writeHeader(bytes, b.at, { previous, size: b.size, type, poolIndex, tag: tagOf(b) });
      if (b.quotaOwner !== undefined) put32(bytes, b.at + b.size - 4, b.quotaOwner);
      previous = b.size;
    }
  }
}

function tagOf(block: { tag: string; protected?: boolean }): number {
  return (tagWord(block.tag) | (block.protected ? 0x80000000 : 0)) >>> 0;
}

export function countBlock(
  tally: StateTally,
  tag: string,
  state: BlockState,
  count: number,
  bytes: number,
): void {
  const key = tag.padEnd(4, ' ');
  tally[key] ??= {};
  const row = tally[key];
  const [n, b] = row[state] ?? [0, 0];
  row[state] = [n + count, b + bytes];
}

export interface HeaderValues {
  previous: number;
  size: number;
  type: number;
  poolIndex: number;
  tag: number;
}

/** Writes an 8-byte pool header; sizes in bytes. */
export function writeHeader(page: Uint8Array, at: number, h: HeaderValues): void {
  put16(page, at, (h.previous / UNIT) | (h.poolIndex << 9));
  put16(page, at + 2, (h.size / UNIT) | (h.type << 9));
  put32(page, at + 4, h.tag);
}
