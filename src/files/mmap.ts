import { createRequire } from 'node:module';

/**
 * The only native call of the project: mmap(2) through koffi, loaded when the first large file is
 * opened. Callers fall back to reading when this throws (no libc by that name, no prebuilt koffi).
 */

const PROT_READ = 1;
const MAP_SHARED = 1;
const MAP_PRIVATE = 2;
const MAP_FIXED = 0x10;
/** koffi hands (void *) -1 back as this. */
const MAP_FAILED = 0xffffffffffffffffn;

interface Platform {
  readonly library: string;
  readonly anonymous: number;
}

const PLATFORMS: Partial<Record<NodeJS.Platform, Platform>> = {
  linux: { library: 'libc.so.6', anonymous: 0x20 },
  darwin: { library: 'libSystem.B.dylib', anonymous: 0x1000 },
};

interface Libc {
  readonly anonymous: number;
  mmap(
    address: bigint | null,
    length: number,
    prot: number,
    flags: number,
    fd: number,
    offset: number,
  ): bigint;
  view(pointer: bigint, length: number): ArrayBuffer;
}

let loaded: Libc | undefined;
const pointers = new WeakMap<ArrayBufferLike, bigint>();

function libc(): Libc {
  if (loaded !== undefined) return loaded;
  const platform = PLATFORMS[process.platform];
  if (platform === undefined) throw new Error(`no mmap on ${process.platform}`);
  const koffi = createRequire(import.meta.url)('koffi');
  const mmap = koffi
    .load(platform.library)
    .func('void *mmap(void *addr, size_t length, int prot, int flags, int fd, int64_t offset)');
  loaded = {
    anonymous: platform.anonymous,
    mmap: (...args) => koffi.address(mmap(...args)),
    view: (pointer, length) => koffi.view(pointer, length),
  };
  return loaded;
}

/** Maps `length` bytes of an open file from `offset` (a multiple of 64 KiB), read-only. */
export function mapWindow(fd: number, offset: number, length: number): ArrayBuffer {
  const library = libc();
  const pointer = library.mmap(null, length, PROT_READ, MAP_SHARED, fd, offset);
  if (pointer === MAP_FAILED) throw new Error('mmap failed');
  const view = library.view(pointer, length);
  pointers.set(view, pointer);
  return view;
}

/**
 * Lets go of the file. The addresses stay reserved as zero pages instead of being unmapped, so that
 * a view somebody still holds reads zeros rather than ending the process.
 */
export function releaseWindow(bytes: Uint8Array): void {
  const pointer = pointers.get(bytes.buffer);
  if (pointer === undefined) return;
  pointers.delete(bytes.buffer);
  const library = libc();
  library.mmap(pointer, bytes.length, PROT_READ, MAP_PRIVATE | MAP_FIXED | library.anonymous, -1, 0);
}
