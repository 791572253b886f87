import type { Progress, Task } from '../units/task.ts';

/** What runs beside a task: a progress line, and a way to stop it. */
export interface Driver {
  /** Called now and then with how far the work is. */
  readonly onProgress: (progress: Progress) => void;
  /** Called when the work is over, however it ended. */
  readonly onDone: () => void;
  /** True once the user has asked to stop. */
  readonly stopped: () => boolean;
  /** The work has stopped as asked; showing what it found is a new piece of work. */
  readonly resume: () => void;
}

/** How long work runs before signals are looked at, ms. */
const SLICE_MS = 50;

/** Lets pending signals and timers run. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Runs a task in slices, so that Ctrl-C is seen and progress is shown while it works. */
export async function driveTask<T>(task: Task<T>, driver: Driver): Promise<T> {
  let since = performance.now();
  let step = task.next();
  while (!step.done) {
    if (performance.now() - since > SLICE_MS) {
      driver.onProgress(step.value);
      await breathe();
      since = performance.now();
    }
    step = task.next(driver.stopped());
  }
  driver.onDone();
  return step.value;
}

/** Items between two looks at the clock: so many of quick ones, one of slow ones. */
const ITEMS_AT_ONCE = 64;
const QUICK_MS = 1;

/** Hands items out in slices. False when the user has asked to stop before all were handed out. */
export async function driveItems<T>(
  items: Iterable<T>,
  handle: (item: T) => void,
  stopped: () => boolean,
): Promise<boolean> {
  let since = performance.now();
  let looked = since;
  let batch = 1;
  let left = batch;
  for (const item of items) {
    handle(item);
    if (--left > 0) continue;
    const now = performance.now();
    batch = now - looked < QUICK_MS ? Math.min(batch * 2, ITEMS_AT_ONCE) : 1;
    left = batch;
    looked = now;
    if (now - since < SLICE_MS) continue;
    await breathe();
    since = performance.now();
    looked = since;
    if (stopped()) return false;
  }
  return true;
}
