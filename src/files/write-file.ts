import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './folders.ts';
import { FileError } from './read-file.ts';
import { temporaryName } from './temporary-name.ts';

/**
 * Writes a file so that a reader sees the old one or the whole new one, never a part. Missing folders
 * are made. Throws FileError.
 */
export function writeFileAtomic(path: string, bytes: Uint8Array): void {
  const temporary = temporaryName(path);
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
