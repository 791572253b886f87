import { dirname } from 'node:path';
import { appendToFile, makePrivate } from '../files/append-file.ts';
import { makeFolder } from '../files/folders.ts';
import { FileError, readWholeFile } from '../files/read-file.ts';
import { writeFileAtomic } from '../files/write-file.ts';
import { safeLine } from './line-sink.ts';

/** Lines kept. */
export const HISTORY_LINES = 1000;
const MAX_BYTES = 0x100000;
const MAX_LINE = 4096;

/** Lines typed at the prompt, kept between runs. Where they cannot be kept, nothing is said. */
export class History {
  private last: string | undefined;

  constructor(private readonly path: string) {}

  /** The lines kept, newest last. A file that has grown long is cut. */
  load(): string[] {
    const lines = this.read().filter((line) => line !== '' && safeLine(line) === line);
    const kept = lines.slice(-HISTORY_LINES);
    if (lines.length > 2 * HISTORY_LINES) this.attempt(() => this.rewrite(kept));
    this.last = kept.at(-1);
    return kept;
  }

  /** Adds a line; not one that was typed just before, nor one too long to be typed. */
  add(line: string): void {
    if (line === this.last || line.length > MAX_LINE) return;
    this.last = line;
    this.attempt(() => appendToFile(this.path, `${safeLine(line)}\n`, true));
  }

  private read(): string[] {
    try {
      return Buffer.from(readWholeFile(this.path, MAX_BYTES)).toString('utf8').split('\n');
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.attempt(() => makeFolder(dirname(this.path)));
      return [];
    }
  }

  private rewrite(lines: readonly string[]): void {
    writeFileAtomic(this.path, Buffer.from(`${lines.join('\n')}\n`, 'utf8'));
    makePrivate(this.path);
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch {
      // A history is a convenience: a folder that cannot be written takes nothing from the work.
    }
  }
}
