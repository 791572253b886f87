import { appendFileSync, chmodSync, closeSync, openSync } from 'node:fs';
import { FileError } from './read-file.ts';

/** Only the user may read it. */
const PRIVATE = 0o600;

/** Adds text to the end of a file, which is made when missing. Throws FileError. */
export function appendToFile(path: string, text: string, isPrivate = false): void {
  try {
    appendFileSync(path, text, { mode: isPrivate ? PRIVATE : undefined });
  } catch (error) {
    throw new FileError(path, (error as Error).message);
  }
}

/** Empties a file, which is made when missing. Throws FileError. */
export function emptyFile(path: string): void {
  try {
    closeSync(openSync(path, 'w'));
  } catch (error) {
    throw new FileError(path, (error as Error).message);
  }
}

/** Leaves a file to its user alone, where the system knows such rights. */
export function makePrivate(path: string): void {
  try {
    chmodSync(path, PRIVATE);
  } catch {
    // Not our file: then it is not ours to guard.
  }
}
