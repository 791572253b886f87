import { utf16 } from './bytes.ts';
import type { Module } from './driver-image.ts';
import type { Machine } from './machine.ts';
import { HEADER } from './small-pool.ts';

/** The loaded and the unloaded module lists. */

/** KLDR_DATA_TABLE_ENTRY, what all 32-bit Windows have in common. */
const LOADER_ENTRY = {
  base: 0x18,
  entryPoint: 0x1c,
  imageSize: 0x20,
  fullName: 0x24,
  baseName: 0x2c,
  flags: 0x34,
  loadCount: 0x38,
  checksum: 0x40,
} as const;

export interface LoadedModule {
  name: string;
  base: number;
  size: number;
  timestamp: number;
  checksum: number;
  full: string;
  pdb: string;
  guid: string;
  age: number;
  ldr: number;
}

export interface UnloadedModule {
  name: string;
  start: number;
  end: number;
  time: bigint;
}

const TAG = 'MmLd';
const IMAGE_FLAGS = 0x09004000;
const UNLOADED_SLOTS = 50;
const UNLOADED_BYTES = 0x18;

export function writeModules(machine: Machine, modules: readonly Module[]): LoadedModule[] {
  const { kernel, globals } = machine;
  const loaded = modules.map((m) => writeLoaderEntry(machine, m));
  kernel.list(
    globals.at('PsLoadedModuleList'),
    loaded.map((m) => m.ldr),
  );
  return loaded;
}

export function writeLoaderEntry(machine: Machine, module: Module): LoadedModule {
  const { image } = module;
  const { kernel, pools, windows } = machine;
  const { size: length, timestamp: stampAt } = windows.loaderEntry;
  const full = writeText(machine, image.path);
  const size = Math.ceil((HEADER + length + image.name.length * 2 + 2) / 8) * 8;
  const ldr = pools.np.alloc(TAG, size) + HEADER;
  kernel.bytes(ldr + length, utf16(image.name));
  kernel.u32(ldr + LOADER_ENTRY.base, image.base);
  kernel.u32(ldr + LOADER_ENTRY.entryPoint, image.base + (image.entryPoint ?? 0x1000));
  kernel.u32(ldr + LOADER_ENTRY.imageSize, image.size);
  kernel.unicode(ldr + LOADER_ENTRY.fullName, full, image.path.length);
  kernel.unicode(ldr + LOADER_ENTRY.baseName, ldr + length, image.name.length);
  kernel.u32(ldr + LOADER_ENTRY.flags, IMAGE_FLAGS);
  kernel.u16(ldr + LOADER_ENTRY.loadCount, 1);
  kernel.u32(ldr + LOADER_ENTRY.checksum, image.checksum);
  if (stampAt !== undefined) kernel.u32(ldr + stampAt, image.timestamp);
  const { name, base, size: imageSize, timestamp, checksum, path, debug } = image;
  const identity = { pdb: debug?.pdb ?? '', guid: debug?.guid ?? '', age: debug?.age ?? 0 };
  return { name, base, size: imageSize, timestamp, checksum, full: path, ...identity, ldr };
}

/** The full path lies in paged pool. */
function writeText(machine: Machine, text: string): number {
  const block = machine.pools.pg0.alloc(TAG, Math.ceil((HEADER + text.length * 2 + 2) / 8) * 8);
  machine.kernel.bytes(block + HEADER, utf16(text));
  return block + HEADER;
}

/** MmUnloadedDrivers: a ring of 50, its next slot in MmLastUnloadedDriver. */
export function writeUnloaded(machine: Machine, unloaded: readonly UnloadedModule[]): void {
  const { kernel, globals, pools } = machine;
  const ring = pools.np.alloc('MmDT', HEADER + UNLOADED_SLOTS * UNLOADED_BYTES) + HEADER;
  globals.value('MmUnloadedDrivers', ring);
  globals.value('MmLastUnloadedDriver', unloaded.length);
  unloaded.forEach((u, i) => {
    const at = ring + i * UNLOADED_BYTES;
    const name = pools.np.alloc('MmDT', Math.ceil((HEADER + u.name.length * 2 + 2) / 8) * 8) + HEADER;
    kernel.bytes(name, utf16(u.name));
    kernel.unicode(at, name, u.name.length);
    kernel.u32(at + 8, u.start);
    kernel.u32(at + 0xc, u.end);
    kernel.u64(at + 0x10, u.time);
  });
}
