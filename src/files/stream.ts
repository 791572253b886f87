import { writeSync } from 'node:fs';
import { FileError } from './read-file.ts';

/** How often a full pipe is tried again before waiting grows long. */
const WAIT_MS = 2;
const wait = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes all of `text` to an open descriptor, waiting while a pipe is full. Answers false when the
 * reader has gone (EPIPE); throws FileError when the disk is full and the like.
 */
export function writeAll(fd: number, text: string): boolean {
  const bytes = Buffer.from(text, 'utf8');
  let done = 0;
  while (done < bytes.length) {
    try {
      done += writeSync(fd, bytes, done, bytes.length - done);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EPIPE') return false;
      if (code !== 'EAGAIN') throw new FileError('standard output', `cannot be written (${code})`);
      Atomics.wait(wait, 0, 0, WAIT_MS);
    }
  }
  return true;
}
