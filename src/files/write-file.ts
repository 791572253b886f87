import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './folders.ts';
import { FileError, fileStatus } from './read-file.ts';
import { temporaryName } from './temporary-name.ts';

/**
 * Writes a file so that a reader sees the old one or the whole new one, never a part. Missing folders
 * are made. A device or a pipe is written to as it is: replacing it would take it from everyone who
 * uses it. Throws FileError.
 */
export function writeFileAtomic(path: string, bytes: Uint8Array): void {
  if (fileStatus(path)?.kind === 'other') {
    writeThrough(path, bytes);
    return;
  }
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

function writeThrough(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes);
  } catch (error) {
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
