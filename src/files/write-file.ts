import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from './folders.ts';
import { FileError } from './read-file.ts';

/**
 * Writes a file so that a reader sees the old one or the whole new one, never a part. Missing folders
 * are made. Throws FileError.
 */
export function writeFileAtomic(path: string, bytes: Uint8Array): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    makeFolder(dirname(path));
    writeFileSync(temporary, bytes, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw new FileError(path, (error as Error).message);
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder itself is not there or not ours: then nothing was left behind.
  }
}
