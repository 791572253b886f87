import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';

/** Why a file could not be read. */
export class FileError extends Error {
  constructor(
    readonly path: string,
    readonly problem: string,
  ) {
    super(`${path}: ${problem}`);
    this.name = 'FileError';
  }
}

export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'other';
  /** Bytes. */
  readonly size: number;
}

/** What lies at a path, links followed; undefined when nothing does or it cannot be asked. */
export function fileStatus(path: string): FileStatus | undefined {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) return undefined;
    const kind = status.isFile() ? 'file' : status.isDirectory() ? 'directory' : 'other';
    return { kind, size: status.size };
  } catch {
    return undefined;
  }
}

/** Names in a directory, sorted; empty when it cannot be listed. */
export function listDirectory(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

/**
 * A whole regular file of at most `maxBytes`. Pipes and devices are refused, so that a read cannot
 * block. Throws FileError.
 */
export function readWholeFile(path: string, maxBytes: number): Uint8Array {
  const status = fileStatus(path);
  if (status === undefined) throw new FileError(path, 'no such file');
  if (status.kind !== 'file') throw new FileError(path, `not a regular file (${status.kind})`);
  if (status.size > maxBytes)
    throw new FileError(path, `${status.size} bytes are more than the ${maxBytes} that are read`);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new FileError(path, (error as Error).message);
  }
  try {
    return readAll(file, path, Math.min(fstatSync(file).size, maxBytes));
  } finally {
    closeSync(file);
  }
}

function readAll(file: number, path: string, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let done = 0;
  while (done < size) {
    let count: number;
    try {
      count = readSync(file, bytes, done, size - done, done);
    } catch (error) {
      throw new FileError(path, (error as Error).message);
    }
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}
