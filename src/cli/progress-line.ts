import { createRequire } from 'node:module';
import type CliProgress from 'cli-progress';
import type { Progress } from '../units/task.ts';

/** Work shorter than this shows nothing, ms. */
const QUIET_MS = 1000;

/** A progress bar on stderr for work over a second; nothing when stderr is no terminal. */
export class ProgressLine {
  private started = 0;
  private bar: CliProgress.SingleBar | undefined;

  constructor(private readonly enabled: boolean) {}

  show(progress: Progress): void {
    if (!this.enabled) return;
    if (this.started === 0) this.started = performance.now();
    if (performance.now() - this.started < QUIET_MS) return;
    if (this.bar === undefined) {
      this.bar = new (progressLibrary().SingleBar)({
        format: '{what} [{bar}] {percentage}%',
        clearOnComplete: true,
        hideCursor: true,
        stream: process.stderr,
        barsize: 24,
      });
      this.bar.start(progress.total, progress.done, { what: progress.what });
    }
    this.bar.setTotal(progress.total);
    this.bar.update(progress.done, { what: progress.what });
  }

  done(): void {
    this.bar?.stop();
    this.bar = undefined;
    this.started = 0;
  }
}

/** Loaded with the first bar: most runs are over before one is shown. */
function progressLibrary(): typeof CliProgress {
  return createRequire(import.meta.url)('cli-progress');
}
