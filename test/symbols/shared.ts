import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../../shared');

/** Path of a file that may lie beside the repository. */
export function sharedPath(path: string): string {
  return resolve(root, path);
}

export function hasShared(...paths: string[]): boolean {
  return paths.every((path) => existsSync(sharedPath(path)));
}

export function readShared(path: string): Uint8Array {
  return readFileSync(sharedPath(path));
}
