import type { Effect } from '../commands/effect.ts';
import { appendToFile, emptyFile } from '../files/append-file.ts';
import { FileError } from '../files/read-file.ts';
import type { LineSink } from './line-sink.ts';

/** Keeps what is typed and printed in a file, while one is open. */
export class SessionLog {
  private path: string | undefined;

  /** @param complain told once when the file can no longer be written */
  constructor(
    private readonly sink: LineSink,
    private readonly complain: (text: string) => void,
  ) {}

  /** Opens the log before a command's answer is printed, so that it is in it; answers what went wrong. */
  begin(effect: Effect): string | undefined {
    if (effect.kind === 'close-log') return this.path === undefined ? 'No log file is open.' : undefined;
    if (effect.kind !== 'open-log') return undefined;
    try {
      this.open(effect.path, effect.append);
      return undefined;
    } catch (error) {
      if (error instanceof FileError) return `The log cannot be opened: ${error.message}`;
      throw error;
    }
  }

  /** Closes the log once the answer that says so is printed, and in it. */
  end(effect: Effect): void {
    if (effect.kind === 'close-log') this.close();
  }

  private open(path: string, append: boolean): void {
    this.close();
    if (append) appendToFile(path, '');
    else emptyFile(path);
    this.path = path;
    this.sink.copyTo((text) => this.add(text));
  }

  /** Adds text that does not go through the sink: what was typed. */
  add(text: string): void {
    if (this.path === undefined) return;
    try {
      appendToFile(this.path, text);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.path = undefined;
      this.complain(`the log is closed: ${error.message}`);
    }
  }

  close(): void {
    this.sink.copyTo(undefined);
    this.path = undefined;
  }
}
