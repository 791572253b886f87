import { LdrDataTableEntry, UnloadedDriver } from '../formats/generated/kernel-lists-x86.layout.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { known } from '../units/value.ts';
import { type ListEnd, walkList } from './lists.ts';
import { believedSize } from './module-size.ts';
import { readUnicodeString } from './strings.ts';

/** Drivers number some hundreds; more is a list that lies. */
const MODULE_LIMIT = 10_000;
/** MmUnloadedDrivers is a ring of this many entries. */
const UNLOADED_ENTRIES = 50;

/** One loaded image, from PsLoadedModuleList. */
export interface Module {
  /** Address of its loader entry. */
  readonly entry: VirtualAddress;
  /** As WinDbg calls it: `nt` for the kernel, else the file name without extension. */
  readonly name: string;
  /** File name, `SIoctl.sys`; as it stands in memory. */
  readonly fileName: string;
  /** Full path, as it stands in memory; undefined when it is paged out. */
  readonly path?: string;
  readonly base: VirtualAddress;
  /** Bytes; `base + size` is the first byte after the image. */
  readonly size: number;
  /** UNIX time of the link, 0 when unknown. */
  readonly timeDateStamp: number;
  readonly checkSum: number;
}

export interface ModuleList {
  readonly modules: readonly Module[];
  readonly end: ListEnd;
  /** What the entries claim and is not believed, one line each. */
  readonly notes: readonly string[];
}

/** `FILE.SYS` -> `FILE`; WinDbg also turns what is no identifier character into '_'. */
function moduleName(fileName: string): string {
  return fileName.replace(/\.[^.]*$/, '').replace(/[^A-Za-z0-9_$@.-]/g, '_');
}

/** From this build on the loader keeps the time stamp elsewhere; the image's header has it too. */
const STAMP_MOVED = 9200;

/**
 * Loaded modules in load order. The kernel is the one at `kernelBase` (KDBG's word), or the first when
 * none lies there.
 */
export function loadedModules(
  memory: MemoryReader,
  head: VirtualAddress,
  build: number,
  kernelBase?: VirtualAddress,
): ModuleList {
  const { entries, end } = walkList(memory, head, LdrDataTableEntry.inLoadOrderLinks.offset, MODULE_LIMIT);
  const found = entries
    .map((entry) => readModule(memory, entry, build < STAMP_MOVED))
    .filter((module): module is Module => module !== undefined);
  const notes: string[] = [];
  const kernel = found.find(({ base }) => base === kernelBase) ?? found[0];
  const modules = found.map((module) => ({
    ...module,
    name: module === kernel ? 'nt' : module.name,
    size: believedSize(memory, module, notes),
  }));
  return { modules, end, notes };
}

function readModule(memory: MemoryReader, entry: VirtualAddress, hasStamp: boolean): Module | undefined {
  const word = (field: { readonly offset: number }) => memory.u32(addVa(entry, field.offset));
  const base = word(LdrDataTableEntry.dllBase);
  const size = word(LdrDataTableEntry.sizeOfImage);
  if (base === undefined || size === undefined) return undefined;
  const fileName = known(readUnicodeString(memory, addVa(entry, LdrDataTableEntry.baseDllName.offset))) ?? '';
  return {
    entry,
    name: moduleName(fileName),
    fileName,
    path: known(readUnicodeString(memory, addVa(entry, LdrDataTableEntry.fullDllName.offset))),
    base,
    size,
    timeDateStamp: (hasStamp ? word(LdrDataTableEntry.timeDateStamp) : undefined) ?? 0,
    checkSum: word(LdrDataTableEntry.checkSum) ?? 0,
  };
}

/** One driver that was unloaded. */
export interface UnloadedModule {
  readonly name: string;
  readonly start: VirtualAddress;
  readonly end: VirtualAddress;
  /** FILETIME of the unloading, two words. */
  readonly time: { readonly low: number; readonly high: number };
}

/** The ring of unloaded drivers, newest first, as WinDbg lists it. `last` is the index of the next slot. */
export function unloadedModules(memory: MemoryReader, ring: VirtualAddress, last: number): UnloadedModule[] {
  const found: UnloadedModule[] = [];
  for (let i = 0; i < UNLOADED_ENTRIES; i++) {
    const slot = (((last - 1 - i) % UNLOADED_ENTRIES) + UNLOADED_ENTRIES) % UNLOADED_ENTRIES;
    const at = addVa(ring, slot * UnloadedDriver.size);
    const word = (field: { readonly offset: number }) => memory.u32(addVa(at, field.offset));
    const start = word(UnloadedDriver.startAddress);
    const name = known(readUnicodeString(memory, at));
    if (!start || !name) continue;
    found.push({
      name,
      start,
      end: word(UnloadedDriver.endAddress) ?? start,
      time: {
        low: word(UnloadedDriver.currentTimeLow) ?? 0,
        high: word(UnloadedDriver.currentTimeHigh) ?? 0,
      },
    });
  }
  return found;
}

/** The module of that name, in any case. */
export function moduleNamed(modules: readonly Module[], name: string): Module | undefined {
  const wanted = name.toLowerCase();
  return modules.find((module) => module.name.toLowerCase() === wanted);
}

/** The module whose image holds `va`. */
export function moduleAt(modules: readonly Module[], va: VirtualAddress): Module | undefined {
  return modules.find((module) => va >= module.base && va < module.base + module.size);
}
