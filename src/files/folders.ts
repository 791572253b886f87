import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileStatus } from './read-file.ts';

/**
 * Makes a folder and those above it that are missing. Throws what the system says. Not left to
 * mkdir's own recursion, which never ends where a file system refuses new folders as if they were missing.
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let at = path; fileStatus(at) === undefined; at = dirname(at)) {
    missing.push(at);
    if (dirname(at) === at) break;
  }
  for (const folder of missing.reverse()) makeOne(folder);
}

/** Somebody else may make it at the same moment. */
function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (fileStatus(folder)?.kind !== 'directory') throw error;
  }
}
