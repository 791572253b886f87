import type { Kernel } from '../kernel/kernel.ts';
import type { Task } from '../units/task.ts';

/**
 * One dump under investigation: the kernel and everything computed from it, each thing once.
 * Commands, the report and the library all ask here, so a pool walked for one is walked for all.
 */
export class Session {
  private readonly results = new Map<string, unknown>();

  constructor(readonly kernel: Kernel) {}

  /** The result kept under `key`, computed the first time. */
  once<T>(key: string, compute: () => T): T {
    if (!this.results.has(key)) this.results.set(key, compute());
    return this.results.get(key) as T;
  }

  /** As `once` for a task; a result that `isWhole` refuses (the user stopped it) is not kept. */
  *onceTask<T>(key: string, start: () => Task<T>, isWhole: (result: T) => boolean = () => true): Task<T> {
    if (this.results.has(key)) return this.results.get(key) as T;
    const result = yield* start();
    if (isWhole(result)) this.results.set(key, result);
    return result;
  }

  close(): void {
    this.results.clear();
    this.kernel.close();
  }
}
