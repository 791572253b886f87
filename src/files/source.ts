import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { FileOffset } from '../units/address.ts';
import { mapWindow, releaseWindow } from './mmap.ts';

/** One piece of the file, ready to be read in place. */
export interface FileWindow {
  /** File offset of the first byte; a multiple of 4096. */
  readonly start: FileOffset;
  /** The bytes; shorter than a whole number of pages only at the end of the file. */
  readonly bytes: Uint8Array;
  /** The same bytes as little-endian words (a last partial word is left out). */
  readonly words: Uint32Array;
}

export type SourceBackend = 'mmap' | 'pread';

/**
 * A file opened read-only. After `close` windows already held read as zeros or old bytes, they never
 * fault; asking for another throws. Closing again does nothing.
 */
export interface FileSource {
  readonly path: string;
  /** Size in bytes when the file was opened. */
  readonly size: number;
  readonly backend: SourceBackend;
  /** The window that holds `offset`; undefined past the end of the file. */
  window(offset: FileOffset): FileWindow | undefined;
  /** Copies up to `length` bytes from `offset`; fewer at the end of the file. */
  read(offset: FileOffset, length: number): Uint8Array;
  close(): void;
}

/** Mapped windows stay below 1 GiB: larger views lose speed, and 4 GiB aborts Node 20. */
const MAP_WINDOW = 0x10000000;
const READ_WINDOW = 0x10000;
/** 32 MiB of windows: bounded, whatever the size of the dump. */
const READ_WINDOWS_KEPT = 512;
/** Below this size reading is as fast as mapping and needs no native module. */
const MAP_FROM = 0x1000000;

/** Thrown when a path cannot be opened as a dump: `code` is the system's (ENOENT, EISDIR ...). */
export class FileOpenError extends Error {
  constructor(
    readonly path: string,
    readonly code: string,
    reason: string,
  ) {
    super(reason);
    this.name = 'FileOpenError';
  }
}

/** Opens a file read-only. Without `backend` large files are mapped where that works, others are read. */
export function openSource(path: string, backend?: SourceBackend): FileSource {
  const { fd, size } = openForReading(path);
  if (backend === 'pread' || (backend === undefined && size < MAP_FROM))
    return new PreadSource(path, fd, size);
  try {
    return new MappedSource(path, fd, size);
  } catch (error) {
    if (backend === 'mmap') {
      closeSync(fd);
      throw error;
    }
    return new PreadSource(path, fd, size);
  }
}

/** A pipe that nobody writes to must not be waited for; a file is read as ever. Windows has no such flag. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const OPEN_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'cannot be opened: no permission to read it (EACCES)',
};

function openForReading(path: string): { fd: number; size: number } {
  let fd: number;
  try {
    fd = openSync(path, READ_ONLY);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'EIO';
    throw new FileOpenError(path, code, OPEN_PROBLEMS[code] ?? `cannot be opened (${code})`);
  }
  const stat = fstatSync(fd);
  if (stat.isFile()) return { fd, size: stat.size };
  closeSync(fd);
  if (stat.isDirectory()) throw new FileOpenError(path, 'EISDIR', 'is a directory');
  throw new FileOpenError(path, 'ENOTSUP', 'is not a regular file');
}

/** The number of a closed file may by now be another file's. */
function closedError(path: string): Error {
  return new Error(`${path} was closed`);
}

function windowOver(start: FileOffset, buffer: ArrayBuffer, byteOffset: number, length: number): FileWindow {
  return {
    start,
    bytes: new Uint8Array(buffer, byteOffset, length),
    words: new Uint32Array(buffer, byteOffset, length >>> 2),
  };
}

/** Copies across windows; the one place where a read may straddle two of them. */
function readThrough(source: FileSource, offset: FileOffset, length: number): Uint8Array {
  const wanted = Math.max(0, Math.min(length, source.size - offset));
  const out = new Uint8Array(wanted);
  let done = 0;
  while (done < wanted) {
    const window = source.window(offset + done);
    if (window === undefined) return out.slice(0, done);
    const at = offset + done - window.start;
    const piece = window.bytes.subarray(at, Math.min(window.bytes.length, at + wanted - done));
    if (piece.length === 0) return out.slice(0, done);
    out.set(piece, done);
    done += piece.length;
  }
  return out;
}

class MappedSource implements FileSource {
  readonly backend = 'mmap';
  private readonly windows: (FileWindow | undefined)[] = [];
  private closed = false;

  constructor(
    readonly path: string,
    private readonly fd: number,
    readonly size: number,
  ) {
    if (size > 0) this.windows[0] = this.map(0);
  }

  window(offset: FileOffset): FileWindow | undefined {
    if (!(offset >= 0 && offset < this.size)) return undefined;
    const index = Math.floor(offset / MAP_WINDOW);
    this.windows[index] ??= this.map(index);
    return this.windows[index];
  }

  read(offset: FileOffset, length: number): Uint8Array {
    return readThrough(this, offset, length);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const window of this.windows) if (window !== undefined) releaseWindow(window.bytes);
    this.windows.length = 0;
    closeSync(this.fd);
  }

  private map(index: number): FileWindow {
    if (this.closed) throw closedError(this.path);
    const start = index * MAP_WINDOW;
    const length = Math.min(MAP_WINDOW, this.size - start);
    return windowOver(start, mapWindow(this.fd, start, length), 0, length);
  }
}

class PreadSource implements FileSource {
  readonly backend = 'pread';
  /** Most recently used last. */
  private readonly kept = new Map<number, FileWindow>();
  private last: FileWindow | undefined;
  private closed = false;

  constructor(
    readonly path: string,
    private readonly fd: number,
    readonly size: number,
  ) {}

  window(offset: FileOffset): FileWindow | undefined {
    if (!(offset >= 0 && offset < this.size)) return undefined;
    const index = Math.floor(offset / READ_WINDOW);
    if (this.last?.start === index * READ_WINDOW) return this.last;
    let window = this.kept.get(index);
    if (window === undefined) {
      window = this.load(index);
      if (this.kept.size >= READ_WINDOWS_KEPT) this.kept.delete(this.kept.keys().next().value as number);
    } else {
      this.kept.delete(index);
    }
    this.kept.set(index, window);
    this.last = window;
    return window;
  }

  read(offset: FileOffset, length: number): Uint8Array {
    return readThrough(this, offset, length);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.kept.clear();
    this.last = undefined;
    closeSync(this.fd);
  }

  private load(index: number): FileWindow {
    if (this.closed) throw closedError(this.path);
    const start = index * READ_WINDOW;
    const buffer = new ArrayBuffer(READ_WINDOW);
    const wanted = Math.min(READ_WINDOW, this.size - start);
    let done = 0;
    while (done < wanted) {
      const got = readSync(
        this.fd,
        new Uint8Array(buffer, done, wanted - done),
        0,
        wanted - done,
        start + done,
      );
      if (got === 0) break;
      done += got;
    }
    return windowOver(start, buffer, 0, done);
  }
}
