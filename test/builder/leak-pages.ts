import { get32, put32, tagWord } from './bytes.ts';
import { LAST_PAGE_THREADS, LEAK_PAGE, type LeakedThreads } from './leak-threads.ts';
import type { Machine } from './machine.ts';
import { validEntry } from './paging.ts';
import { countBlock, writeHeader } from './small-pool.ts';
import { threadImage } from './thread-image.ts';
import { WINDOWS_7 } from './windows/7.ts';
import { OBJECT_HEADER } from './windows/object-headers.ts';

/** The pages of the leaked threads: rules that make the bytes when the dump is written, not the bytes. */

const { block: BLOCK, body: BODY, slots: SLOTS, holeAt: HOLE_AT, hole: HOLE } = LEAK_PAGE;
const STALE_TAG = 'File';
/** Where the article shows pages between the boot loader's address space and the kernel. */
const KNOWN_PAGE = 0x82943000;

export interface LeakOwner {
  process: number;
  pid: number;
  quotaBlock: number;
  bootTime: bigint;
}

/** Writes the pages of the leaked threads. */
export class LeakPages {
  readonly #machine: Machine;
  readonly #leak: LeakedThreads;
  readonly #owner: LeakOwner;
  readonly #template: Uint8Array;
  readonly #templateWait: number;
  /** Offsets of the words in a block that hold addresses inside the same block. */
  readonly #relative: number[] = [];

  constructor(machine: Machine, leak: LeakedThreads, owner: LeakOwner) {
    this.#machine = machine;
    this.#leak = leak;
    this.#owner = owner;
    this.#templateWait = leak.waitTime(1);
    this.#template = this.#block(1, 0x10000000);
    const moved = this.#block(1, 0x10000008);
    for (let at = 0; at < BLOCK; at += 4) {
      if (this.#template[at] !== moved[at]) this.#relative.push(at);
    }
  }

  /** A whole block, pool header left out, as it is for thread `n` with its body at `body`. */
  #block(n: number, body: number): Uint8Array {
    const { process, pid, quotaBlock, bootTime } = this.#owner;
    const bytes = new Uint8Array(BLOCK);
    put32(bytes, 8 + 4, 0x340);
    const header = BODY - OBJECT_HEADER.size;
    put32(bytes, header, 1);
    put32(bytes, header + OBJECT_HEADER.handleCount, 1);
    bytes[header + OBJECT_HEADER.typeIndex] = 8;
    bytes[header + OBJECT_HEADER.infoMask] = 8;
    put32(bytes, header + OBJECT_HEADER.quotaBlock, quotaBlock);
    bytes.set(threadImage(WINDOWS_7, body, this.#leak.values(n, process, pid, bootTime)), BODY);
    return bytes;
  }

  build(): void {
    const { pools } = this.#machine;
    const leak = this.#leak;
    this.#pinPage(0, 0, 1);
    const pages = leak.pages - 2;
    this.#mapStretch(pages);
    this.#pinPage(leak.pages - 1, leak.count - LAST_PAGE_THREADS, LAST_PAGE_THREADS);
    this.#machine.stretchPages.np += pages;
    this.#machine.ledger.add('Thre', 'np', pages * 5, pages * 5 * BLOCK);
    pools.np.allocations += pages * 5;
    countBlock(pools.np.resident, 'Thre', 'alloc', pages * 5, pages * 5 * BLOCK);
    countBlock(pools.np.resident, STALE_TAG, 'free', pages, pages * HOLE);
  }

  /** The first and the last page have other neighbours, so they are ordinary pool pages. */
  #pinPage(page: number, first: number, count: number): void {
    const { kernel, pools, plan } = this.#machine;
    const va = this.#leak.pageAddress(page);
    plan.mark(va, va < 0x82e00000 ? 'bootLoaded' : 'nonPagedPool');
    for (let i = 0; i < count; i++) {
      const block = va + SLOTS[i];
      pools.np.pin(block, 'Thre', BLOCK, undefined, { protected: true });
      kernel.bytes(block, this.#block(first + i, block + BODY));
    }
  }

  #mapStretch(pages: number): void {
    const { kernel, memory, plan, scenario } = this.#machine;
    const area = scenario.above4g ? 'above4g' : 'main';
    const fill = (frame: number, page: Uint8Array) => this.#fill(scatter(frame, pages) + 1, page);
    const first = memory.takeStretch('kernel', pages, fill, area);
    for (let i = 0; i < pages; i++) {
      const va = this.#leak.pageAddress(i + 1);
      kernel.setEntry(va, validEntry(first + scatter(i, pages), 'kernelData'));
      if ((va & 0x1fffff) === 0 || i === 0 || va === KNOWN_PAGE) {
        plan.mark(va, va >= 0x82800000 && va < 0x82e00000 ? 'bootLoaded' : 'nonPagedPool');
      }
    }
    plan.mark(this.#leak.pageAddress(pages), 'nonPagedPool');
  }

  /** The bytes of page `page`: five blocks and the hole. */
  #fill(page: number, bytes: Uint8Array): void {
    const va = this.#leak.pageAddress(page);
    const first = 1 + (page - 1) * 5;
    for (let slot = 0; slot < 5; slot++) this.#fillThread(bytes, va, first + slot, SLOTS[slot]);
    const tag = (tagWord('Thre') | 0x80000000) >>> 0;
    const type = 2;
    writeHeader(bytes, SLOTS[4], { previous: 0, size: BLOCK, type, poolIndex: 0, tag });
    writeHeader(bytes, HOLE_AT, {
      previous: BLOCK,
      size: HOLE,
      type: 0,
      poolIndex: 0,
      tag: tagWord(STALE_TAG),
    });
    writeHeader(bytes, SLOTS[3], { previous: HOLE, size: BLOCK, type, poolIndex: 0, tag });
    for (const slot of [0, 1, 2]) {
      writeHeader(bytes, SLOTS[slot], { previous: BLOCK, size: BLOCK, type, poolIndex: 0, tag });
    }
    this.#linkHole(bytes, page);
  }

  #fillThread(bytes: Uint8Array, page: number, n: number, at: number): void {
    bytes.set(this.#template, at);
    const leak = this.#leak;
    const delta = page + at + BODY - 0x10000000;
    for (const r of this.#relative) {
      put32(bytes, at + r, (get32(bytes, at + r) + delta) >>> 0);
    }
    const { ethread: facts } = WINDOWS_7;
    const body = at + BODY;
    const stackBase = leak.stackBase(n);
    put32(bytes, body + facts.cid + 4, leak.tid(n));
    put32(bytes, body + facts.waitTime, leak.waitTime(n));
    put32(bytes, body + facts.contextSwitches, leak.contextSwitches(n));
    put32(bytes, body + facts.stackBase, stackBase);
    put32(bytes, body + facts.stackLimit, stackBase - 0x3000);
    put32(bytes, body + facts.kernelStack, stackBase - 0x408);
    const later = (leak.waitTime(n) - this.#templateWait) * 156250;
    this.#addTime(bytes, body + facts.createTime, later);
    this.#addTime(bytes, body + facts.exitTime, later);
  }

  /** Moves a FILETIME by `delta` 100 ns units, which may be negative. */
  #addTime(bytes: Uint8Array, at: number, delta: number): void {
    const sum = get32(bytes, at) + delta;
    put32(bytes, at, sum >>> 0);
    put32(bytes, at + 4, get32(bytes, at + 4) + Math.floor(sum / 0x100000000));
  }

  /** The holes are one free list, in the order of the pages; the pool descriptor holds its head. */
  #linkHole(bytes: Uint8Array, page: number): void {
    const head = this.#machine.globals.at('NonPagedPoolDescriptor') + 0x140 + (HOLE / 8) * 8;
    const hole = (n: number) => this.#leak.pageAddress(n) + HOLE_AT + 8;
    const after = this.#leak.afterHoles || head;
    put32(bytes, HOLE_AT + 8, page === this.#leak.pages - 2 ? after : hole(page + 1));
    put32(bytes, HOLE_AT + 12, page === 1 ? head : hole(page - 1));
  }
}

/** Exchanges the pages inside each full 2 MB, so that neighbours in one space are not in the other. */
function scatter(index: number, count: number): number {
  return (index | 511) < count ? index ^ 0x155 : index;
}

export interface HoleList {
  units: number;
  first: number;
  last: number;
}

/** First and last hole of the free list, for the pool descriptor. */
export function holeList(leak: LeakedThreads): HoleList {
  return {
    units: HOLE / 8,
    first: leak.pageAddress(1) + HOLE_AT + 8,
    last: leak.pageAddress(leak.pages - 2) + HOLE_AT + 8,
  };
}
