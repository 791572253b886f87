import { get32, put32, tagWord } from './bytes.ts';
import { LEAKED_THREADS } from './figures.ts';
import { handleIndex, handleOrdinal } from './handle-numbers.ts';
import type { Machine } from './machine.ts';
import { validEntry } from './paging.ts';
import { PAGE } from './physical-memory.ts';
import { countBlock, writeHeader } from './small-pool.ts';
import { THREAD_STATE, type ThreadValues, threadImage } from './thread-image.ts';
import { ETHREAD, OBJECT_HEADER } from './windows7.ts';

/**
 * The terminated threads of environment 2: 1.9 million objects that only differ in a few words, so their
 * pages are rules, not bytes. Threads are numbered in the order of their creation. The first page holds one
 * of them, the last three, every page between five: the allocator hands the slots of a page out downwards.
 */

export const BLOCK = 0x2e8;
const BODY = 0x30;
const SLOTS = [0xd18, 0xa30, 0x748, 0x460, 0x000];
/** What is left of a page between its first and its second block, free. */
const HOLE_AT = 0x2e8;
const HOLE = 0x178;
const LAST_PAGE_THREADS = 3;

/** Article: thread 82943d48 is 60ae30, and the last handle's thread lies in page f850b000. */
const KNOWN_PAGE = 0x82943000;
const KNOWN_TID = 0x60ae30;
const LAST_PAGE = 0xf850b000;
const TAIL_PAGES = 268;
const CANDIDATES = [
  [0x9e000000, 0xc0000000],
  [0xc0c00000, 0xf6400000],
  [0xf6600000, 0xf8400000],
  [0x8b000000, 0x8ea00000],
  [0x94800000, 0x97600000],
  [0x98200000, 0x9b600000],
] as const;

export interface ThreadSample {
  va: number;
  tid: number;
  wait_time: number;
  context_switches: number;
  stack_base: number;
  stack_limit: number;
  kernel_stack: number;
  initial_stack: number;
  win32start: number;
  state: number;
  priority: number;
  base_priority: number;
}

export class LeakedThreads {
  readonly count: number;
  readonly pages: number;
  /** Page number of KNOWN_PAGE and number of its first thread. */
  readonly #knownPage: number;
  readonly #known: number;
  readonly #ranges: { first: number; va: number; count: number }[] = [];
  readonly #tidOrdinal: number;
  /** Payload of the free block that follows the last hole in the free list; 0 when none does. */
  afterHoles = 0;

  /** `kernelStart` is where the kernel's large pages begin: the known pages end there. */
  constructor(scale: number, kernelStart: number) {
    const wanted = Math.max(54, Math.round(LEAKED_THREADS.threadHandles * scale));
    this.count = wanted - ((wanted + 1) % 5);
    this.pages = (this.count - 4) / 5 + 2;
    this.#knownPage = scale === 1 ? 254000 : Math.floor((this.pages * 2) / 3);
    this.#known = 1 + 5 * (this.#knownPage - 1);
    this.#tidOrdinal = handleOrdinal(KNOWN_TID / 4) - this.#known;
    this.#layOut((kernelStart - KNOWN_PAGE) / PAGE);
  }

  #layOut(knownPages: number): void {
    const after = this.pages - this.#knownPage;
    const tail = Math.min(TAIL_PAGES, Math.max(1, Math.floor(after / 4)));
    const middle = Math.min(knownPages, after - tail);
    const rest = after - tail - middle;
    let left = this.#knownPage;
    let candidate = 0;
    let used = 0;
    const draw = () => {
      while (left > 0) {
        const [start, end] = CANDIDATES[candidate];
        const count = Math.min(left, (end - start) / PAGE - used);
        this.#push(start + used * PAGE, count);
        left -= count;
        used += count;
        if (start + used * PAGE >= end) [candidate, used] = [candidate + 1, 0];
      }
    };
    draw();
    this.#push(KNOWN_PAGE, middle);
    left = rest;
    draw();
    this.#push(LAST_PAGE - (tail - 1) * PAGE, tail);
  }

  #push(va: number, count: number): void {
    const last = this.#ranges.at(-1);
    if (count > 0) this.#ranges.push({ first: last ? last.first + last.count : 0, va, count });
  }

  pageAddress(page: number): number {
    for (const r of this.#ranges) if (page < r.first + r.count) return r.va + (page - r.first) * PAGE;
    throw new Error(`no page ${page}`);
  }

  /** Address of thread `n`'s body. */
  body(n: number): number {
    if (n === 0) return this.pageAddress(0) + SLOTS[0] + BODY;
    return this.pageAddress(1 + Math.floor((n - 1) / 5)) + SLOTS[(n - 1) % 5] + BODY;
  }

  tid(n: number): number {
    return handleIndex(this.#tidOrdinal + n) * 4;
  }

  /** Ordinal (see handle-numbers) of the first thread's id in the CID table. */
  get firstTidOrdinal(): number {
    return this.#tidOrdinal;
  }

  waitTime(n: number): number {
    return 61686 + Math.floor((n - this.#known) / 40);
  }

  contextSwitches(n: number): number {
    const at = n - this.#known;
    if (at === 0) return 5;
    return at === 13 ? 4 : 4 + ((n * 7) % 3 === 0 ? 1 : 0);
  }

  /** Where its stack was; long freed. */
  stackBase(n: number): number {
    const at = n - this.#known;
    if (at === 0) return 0x9b6cc000;
    if (at === 13) return 0x9baec000;
    return 0x9b600000 + 0x4000 * (1 + ((n * 37) % 380));
  }

  /** Numbers of the threads that the article shows, and a few at the ends. */
  notable(): number[] {
    return [this.#known, this.#known + 13, 0, 1, this.count - 2, this.count - 1];
  }

  values(n: number, process: number, pid: number, bootTime: bigint): ThreadValues {
    const stackBase = this.stackBase(n);
    const createTime = bootTime + BigInt(this.waitTime(n)) * 156250n - 3000n;
    return {
      process,
      pid,
      tid: this.tid(n),
      state: THREAD_STATE.terminated,
      waitTime: this.waitTime(n),
      contextSwitches: this.contextSwitches(n),
      teb: 0,
      win32Thread: 0,
      initialStack: 0,
      kernelStack: stackBase - 0x408,
      stackBase,
      stackLimit: stackBase - 0x3000,
      priority: 9,
      basePriority: 8,
      userTime: 0,
      kernelTime: 0,
      createTime,
      exitTime: createTime + 2000n,
      startAddress: 0x77307098,
      win32StartAddress: 0x00401000,
    };
  }

  sample(n: number): ThreadSample {
    const stackBase = this.stackBase(n);
    return {
      va: this.body(n),
      tid: this.tid(n),
      wait_time: this.waitTime(n),
      context_switches: this.contextSwitches(n),
      stack_base: stackBase,
      stack_limit: stackBase - 0x3000,
      kernel_stack: stackBase - 0x408,
      initial_stack: 0,
      win32start: 0x00401000,
      state: THREAD_STATE.terminated,
      priority: 9,
      base_priority: 8,
    };
  }

  /** Maps all pages and enters them into the pool's books. */
  build(machine: Machine, process: number, pid: number, quotaBlock: number, bootTime: bigint): void {
    new LeakPages(machine, this, { process, pid, quotaBlock, bootTime }).build();
  }
}

interface Owner {
  process: number;
  pid: number;
  quotaBlock: number;
  bootTime: bigint;
}

/** Writes the pages of the leaked threads. */
class LeakPages {
  readonly #machine: Machine;
  readonly #leak: LeakedThreads;
  readonly #owner: Owner;
  readonly #template: Uint8Array;
  readonly #templateWait: number;
  /** Offsets of the words in a block that hold addresses inside the same block. */
  readonly #relative: number[] = [];

  constructor(machine: Machine, leak: LeakedThreads, owner: Owner) {
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
    bytes.set(threadImage(body, this.#leak.values(n, process, pid, bootTime)), BODY);
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
    const body = at + BODY;
    const stackBase = leak.stackBase(n);
    put32(bytes, body + ETHREAD.cid + 4, leak.tid(n));
    put32(bytes, body + ETHREAD.waitTime, leak.waitTime(n));
    put32(bytes, body + ETHREAD.contextSwitches, leak.contextSwitches(n));
    put32(bytes, body + ETHREAD.stackBase, stackBase);
    put32(bytes, body + ETHREAD.stackLimit, stackBase - 0x3000);
    put32(bytes, body + ETHREAD.kernelStack, stackBase - 0x408);
    const later = (leak.waitTime(n) - this.#templateWait) * 156250;
    this.#addTime(bytes, body + ETHREAD.createTime, later);
    this.#addTime(bytes, body + ETHREAD.exitTime, later);
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

const STALE_TAG = 'File';

/** Exchanges the pages inside each full 2 MB, so that neighbours in one space are not in the other. */
function scatter(index: number, count: number): number {
  return (index | 511) < count ? index ^ 0x155 : index;
}

export interface HoleList {
  units: number;
  first: number;
  last: number;
}

/** First and last free block of the holes' list, for the pool descriptor. */
export function holeList(leak: LeakedThreads): HoleList {
  return {
    units: HOLE / 8,
    first: leak.pageAddress(1) + HOLE_AT + 8,
    last: leak.pageAddress(leak.pages - 2) + HOLE_AT + 8,
  };
}
