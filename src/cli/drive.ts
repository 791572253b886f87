import type { Progress, Task } from '../units/task.ts';

/** What runs beside a task: a progress line, and a way to stop it. */
export interface Driver {
  /** Called now and then with how far the work is. */
  readonly onProgress: (progress: Progress) => void;
  /** Called when the work is over, however it ended. */
  readonly onDone: () => void;
  /** True once the user has asked to stop. */
  readonly stopped: () => boolean;
}

/** How long work runs before signals are looked at, ms. */
const SLICE_MS = 50;

/** Lets pending signals and timers run. */
function breathe(): Promise<void> {
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

/** Hands lines out in slices; ends early when the user has asked to stop. */
export async function driveLines(
  lines: Iterable<string>,
  write: (line: string) => void,
  stopped: () => boolean,
): Promise<void> {
  let since = performance.now();
  let count = 0;
  for (const line of lines) {
    write(line);
    if ((++count & 0xff) !== 0 || performance.now() - since < SLICE_MS) continue;
    await breathe();
    since = performance.now();
    if (stopped()) return;
  }
}
