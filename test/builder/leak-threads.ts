import { LEAKED_THREADS } from './figures.ts';
import { handleIndex, handleOrdinal } from './handle-numbers.ts';
import { PAGE } from './physical-memory.ts';
import { THREAD_STATE, type ThreadValues } from './thread-image.ts';

/**
 * The terminated threads of environment 2: 1.9 million objects that only differ in a few words. They are
 * numbered in the order of their creation. The first page holds one of them, the last three, every page
 * between five: the allocator hands the slots of a page out downwards.
 */

/** A page of five blocks. The hole is what is left between the first and the second, free. */
export const LEAK_PAGE = {
  block: 0x2e8,
  body: 0x30,
  slots: [0xd18, 0xa30, 0x748, 0x460, 0x000],
  holeAt: 0x2e8,
  hole: 0x178,
} as const;
export const LAST_PAGE_THREADS = 3;

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
    if (n === 0) return this.pageAddress(0) + LEAK_PAGE.slots[0] + LEAK_PAGE.body;
    return this.pageAddress(1 + Math.floor((n - 1) / 5)) + LEAK_PAGE.slots[(n - 1) % 5] + LEAK_PAGE.body;
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
}
