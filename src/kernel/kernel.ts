import type { CrashDump } from '../dump/crash-dump.ts';
import { DumpError } from '../dump/dump-error.ts';
import type { KdbgBlock } from '../formats/kdbg.ts';
import { type CodeViewId, readCodeViewId } from '../image/codeview.ts';
import { AddressSpace } from '../memory/address-space.ts';
import { findSystemSpace } from '../memory/paging-evidence.ts';
import { servicePackOf } from '../symbols/builtin/windows-builds.ts';
import type { Enums } from '../symbols/enums.ts';
import { fieldOffset, type Layouts, optionalOffset } from '../symbols/layouts.ts';
import type { FrameSource } from '../symbols/symbol-file.ts';
import type { SymbolTable } from '../symbols/symbol-table.ts';
import { hex8, type PhysicalAddress, SYSTEM_START, type VirtualAddress } from '../units/address.ts';
import { known } from '../units/value.ts';
import { chooseLayouts } from './choose-layouts.ts';
import { type Clock, readClock } from './clock.ts';
import { symbolDisagreement } from './cross-check.ts';
import { findKdbg } from './find-kdbg.ts';
import { Globals } from './globals.ts';
import {
  loadedModules,
  type Module,
  type ModuleList,
  moduleAt,
  type UnloadedModule,
  unloadedModules,
} from './modules.ts';
import { countProcessors, type Processor, readProcessors } from './processors.ts';

/** What symbols are asked for: the identity a module carries in its own debug directory. */
export interface ModuleIdentity {
  readonly module: Module;
  /** Undefined when the module has no CodeView record or it is paged out. */
  readonly codeView?: CodeViewId;
}

export interface ModuleSymbols {
  readonly table: SymbolTable;
  /** Structure layouts, when the symbol file has types. */
  readonly layouts?: Layouts & Enums;
  /** Frame data for stack walks, when the file has any. */
  readonly frames?: FrameSource;
  /** The user forced symbols that do not match the module. */
  readonly forced?: boolean;
}

/** Finds the symbols of a module; an undefined answer means there are none. */
export type FindSymbols = (identity: ModuleIdentity) => ModuleSymbols | undefined;

export interface KernelOptions {
  readonly findSymbols?: FindSymbols;
}

/** Directories kept open at once; each holds at most 8 MiB of tables. */
const SPACES_KEPT = 64;

/** A dump opened as a Windows kernel: everything above asks this, never the file. */
export class Kernel {
  readonly memory: AddressSpace;
  readonly kdbg: KdbgBlock | undefined;
  readonly globals: Globals;
  readonly layouts: Layouts;
  /** Symbols of nt, when found. */
  readonly symbols: ModuleSymbols | undefined;
  readonly moduleList: ModuleList;
  readonly clock: Clock;
  readonly processors: readonly Processor[];
  /** Undefined when the header lies about it and nothing else tells. */
  readonly processorCount: number | undefined;
  /** What is odd about the dump, one line each. */
  readonly notes: readonly string[];
  /** How the mode of paging was decided, one line. */
  readonly paging: string;
  private readonly spaces = new Map<PhysicalAddress, AddressSpace | undefined>();

  constructor(
    readonly dump: CrashDump,
    options: KernelOptions = {},
  ) {
    const { header } = dump;
    const notes = [...dump.notes];
    const system = findSystemSpace(dump.physical, {
      directoryBase: header.directoryTableBase,
      psLoadedModuleList: header.psLoadedModuleList,
      psActiveProcessHead: header.psActiveProcessHead,
      build: header.minorVersion,
    });
    if (system === undefined) throw unreadablePageTables(header);
    this.memory = system.space;
    this.paging = system.how;
    const kdbg = findKdbg(this.memory, header, notes);
    this.kdbg = kdbg?.block;
    const stated = this.kdbg?.field('KernBase');
    this.moduleList = loadedModules(this.memory, header.psLoadedModuleList, this.build, stated);
    if (stated && this.nt !== undefined && this.nt.base !== stated)
      notes.push(
        `KDBG says the kernel lies at ${hex8(stated)}, where no module is; ${hex8(this.nt.base)} is taken.`,
      );
    notes.push(...this.moduleList.notes);
    if (!this.moduleList.end.complete) notes.push(`Loaded module list: ${this.moduleList.end.why}.`);
    this.symbols = this.findNtSymbols(options);
    this.globals = new Globals({
      memory: this.memory,
      build: this.build,
      base: this.base,
      kdbg: this.kdbg,
      symbols: this.symbols?.table,
      forced: this.symbols?.forced,
    });
    const disagreement = symbolDisagreement(this.globals);
    if (disagreement !== undefined) notes.push(disagreement);
    this.layouts = chooseLayouts(
      {
        build: this.build,
        servicePack: this.servicePack ?? (this.csdVersion === undefined ? undefined : 0),
        pae: this.memory.mode.name === 'PAE',
        kdbg: this.kdbg,
        processes: { memory: this.memory, head: header.psActiveProcessHead },
      },
      this.symbols,
      notes,
    );
    this.clock = readClock(this.memory, this.globals, this.layouts, header);
    this.processorCount = countProcessors(this.memory, this.globals, header.numberProcessors, notes);
    this.processors = readProcessors(
      this.memory,
      this.globals,
      this.kdbg,
      this.layouts,
      this.processorCount ?? 0,
    );
    this.notes = notes;
  }

  /** Build number of Windows, 7601 for Windows 7 SP1. */
  get build(): number {
    return this.dump.header.minorVersion;
  }

  /** Undefined when there is none or nothing tells. */
  get servicePack(): number | undefined {
    return servicePackOf(this.build, this.csdVersion);
  }

  /** CmNtCSDVersion: the service pack in its second byte. */
  private get csdVersion(): number | undefined {
    return known(this.globals.u32('CmNtCSDVersion'));
  }

  /** Base of the kernel image. */
  get base(): VirtualAddress {
    return this.nt?.base ?? this.kdbg?.field('KernBase') ?? 0;
  }

  /** The kernel's own module; undefined when the list has none at all. */
  get nt(): Module | undefined {
    return this.modules.find(({ name }) => name === 'nt');
  }

  get modules(): readonly Module[] {
    return this.moduleList.modules;
  }

  /** First system address: 80000000, or C0000000 with /3GB. */
  get systemRangeStart(): VirtualAddress {
    return known(this.globals.u32('MmSystemRangeStart')) || SYSTEM_START;
  }

  get unloadedModules(): readonly UnloadedModule[] {
    const ring = known(this.globals.u32('MmUnloadedDrivers'));
    const last = known(this.globals.u32('MmLastUnloadedDriver'));
    return ring && last !== undefined ? unloadedModules(this.memory, ring, last) : [];
  }

  /** The module whose image holds `va`. */
  moduleAt(va: VirtualAddress): Module | undefined {
    return moduleAt(this.modules, va);
  }

  /** Byte offset of a field in this build's layout; throws LayoutError when it has none. */
  offset(struct: string, field: string): number {
    return fieldOffset(this.layouts, struct, field);
  }

  /** As `offset`, undefined when this build has no such field. */
  optionalOffset(struct: string, field: string): number | undefined {
    return optionalOffset(this.layouts, struct, field);
  }

  /** The address space of a process, by its directory base; undefined when that is not in the dump. */
  space(directoryBase: PhysicalAddress): AddressSpace | undefined {
    if (this.spaces.has(directoryBase)) return this.spaces.get(directoryBase);
    if (this.spaces.size >= SPACES_KEPT) this.spaces.delete(this.spaces.keys().next().value as number);
    const top = this.memory.tables.topTable(directoryBase);
    const space = top === undefined ? undefined : new AddressSpace(this.memory.tables, top, this.memory);
    this.spaces.set(directoryBase, space);
    return space;
  }

  close(): void {
    this.dump.close();
  }

  private findNtSymbols(options: KernelOptions): ModuleSymbols | undefined {
    const module = this.nt;
    if (options.findSymbols === undefined || module === undefined) return undefined;
    return options.findSymbols({ module, codeView: readCodeViewId(this.memory, module.base, module.size) });
  }
}

function unreadablePageTables(header: CrashDump['header']): DumpError {
  return new DumpError(
    'damaged',
    `No page tables lead to the loaded module list at ${hex8(header.psLoadedModuleList)} (offset 18h): ` +
      `neither DirectoryTableBase ${hex8(header.directoryTableBase)} (offset 10h) nor any page directory in the file. ` +
      'The file is cut too early or the header is damaged.',
  );
}
