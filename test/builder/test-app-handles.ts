import { handleIndex, handleOrdinal } from './handle-numbers.ts';
import type { HandleEntry, HandleRange } from './handle-table.ts';
import type { LeakedThreads } from './leak-threads.ts';

/**
 * The handle numbers of the leaking process. Twelve handles come before the threads; at full size the last
 * thread's handle is then 74ace4, as the article shows, and the remaining eight follow it.
 */
const BEFORE = [
  'Directory',
  'File',
  'Event',
  'Desktop',
  'WindowStation',
  'File',
  'Key',
  'Event',
  'Event',
  'Mutant',
  'Section',
  'EtwRegistration',
] as const;
const AFTER = [
  'IoCompletion',
  'Event',
  'Event',
  'Key',
  'EtwRegistration',
  'Event',
  'Semaphore',
  'Token',
] as const;
const LAST_HANDLE = 0x74ace4;
const THREAD_ACCESS = 0x1fffff;

export class TestAppHandles {
  readonly before: readonly string[] = BEFORE;
  readonly after: readonly string[] = AFTER;
  readonly #leak: LeakedThreads;
  /** The last three threads have the article's handle numbers, whatever lies between. */
  readonly #split: boolean;

  constructor(leak: LeakedThreads, split: boolean) {
    this.#leak = leak;
    this.#split = split;
  }

  get #ranged(): number {
    return this.#split ? this.#leak.count - 3 : this.#leak.count;
  }

  /** Number of the handle to thread `n`. */
  handle(n: number): number {
    if (n < this.#ranged) return handleIndex(BEFORE.length + n) * 4;
    return LAST_HANDLE - (this.#leak.count - 1 - n) * 4;
  }

  get range(): HandleRange {
    return {
      first: handleIndex(BEFORE.length),
      last: handleIndex(BEFORE.length + this.#ranged - 1),
      access: THREAD_ACCESS,
      body: (index) => this.#leak.body(handleOrdinal(index) - BEFORE.length),
    };
  }

  /** The handles of the last three threads when they are apart. */
  get tail(): HandleEntry[] {
    const entries: HandleEntry[] = [];
    for (let n = this.#ranged; n < this.#leak.count; n++) {
      entries.push({ index: this.handle(n) / 4, body: this.#leak.body(n), access: THREAD_ACCESS });
    }
    return entries;
  }

  afterIndex(i: number): number {
    return handleIndex(handleOrdinal(this.handle(this.#leak.count - 1) / 4) + 1 + i);
  }

  /** Whether the last leaf is the one that the article shows. */
  get reachesEnd(): boolean {
    return this.handle(this.#leak.count - 1) === LAST_HANDLE;
  }
}
