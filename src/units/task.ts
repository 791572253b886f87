/** How far a long piece of work is. */
export interface Progress {
  /** What is being done, for a person: `walking nonpaged pool`. */
  readonly what: string;
  readonly done: number;
  readonly total: number;
}

/**
 * Work that may take long: a generator that yields its progress now and then and returns its result.
 * Whoever drives it answers `true` to ask it to stop; it then returns what it has, marked incomplete.
 */
export type Task<T> = Generator<Progress, T, boolean | undefined>;

/** Runs a task to its end without a break. `onProgress` may answer true to stop it. */
export function runTask<T>(task: Task<T>, onProgress?: (progress: Progress) => boolean | undefined): T {
  let step = task.next();
  while (!step.done) step = task.next(onProgress?.(step.value));
  return step.value;
}

/** Runs a task and answers beside its result whether it was asked to stop. */
export function* watchStop<T>(task: Task<T>): Task<{ readonly value: T; readonly stopped: boolean }> {
  let stopped = false;
  let step = task.next();
  while (!step.done) {
    const answer = yield step.value;
    if (answer === true) stopped = true;
    step = task.next(answer);
  }
  return { value: step.value, stopped };
}

/** The result of a command that may or may not be long. */
export function isTask<T>(value: T | Task<T>): value is Task<T> {
  return typeof value === 'object' && value !== null && typeof (value as Task<T>).next === 'function';
}
