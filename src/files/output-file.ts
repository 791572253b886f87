import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { FileError, fileStatus } from './read-file.ts';
import { temporaryName } from './temporary-name.ts';

/** Bytes gathered before they are written. */
const CHUNK = 0x10000;

/**
 * A file written piece by piece. Until `close` a reader sees the old file, afterwards the whole new one.
 * Pipes and devices are written to directly.
 */
export class OutputFile {
  /** A pipe or a device: what was written cannot be taken back. */
  readonly isDirect: boolean;
  private readonly fd: number;
  private readonly target: string;
  private pending: Uint8Array[] = [];
  private numPending = 0;

  /** Throws FileError when the file cannot be made. */
  constructor(readonly path: string) {
    this.isDirect = (fileStatus(path)?.kind ?? 'file') !== 'file';
    this.target = this.isDirect ? path : temporaryName(path);
    this.fd = this.attempt(() => openSync(this.target, this.isDirect ? 'w' : 'wx'));
  }

  /** Adds bytes, or text as UTF-8. Throws FileError. */
  write(data: Uint8Array | string): void {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
    this.pending.push(bytes);
    this.numPending += bytes.length;
    if (this.numPending >= CHUNK) this.flush();
  }

  /** Puts the file in its place. Throws FileError. */
  close(): void {
    this.flush();
    this.attempt(() => {
      closeSync(this.fd);
      if (this.target !== this.path) renameSync(this.target, this.path);
    });
  }

  /** Gives up: what was there before stays. */
  abandon(): void {
    try {
      closeSync(this.fd);
    } catch {
      // Closed already.
    }
    if (this.target !== this.path) rmSync(this.target, { force: true });
  }

  private flush(): void {
    const bytes = Buffer.concat(this.pending);
    this.pending = [];
    this.numPending = 0;
    let done = 0;
    while (done < bytes.length) {
      done += this.attempt(() => writeSync(this.fd, bytes, done, bytes.length - done));
    }
  }

  private attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new FileError(this.path, (error as Error).message);
    }
  }
}
