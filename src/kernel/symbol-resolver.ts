import { type PeImage, readImage } from '../image/pe-image.ts';
import type { MemoryReader } from '../memory/reader.ts';
import type { ModuleSymbol, SymbolTable } from '../symbols/symbol-table.ts';
import { addVa, hex, type VirtualAddress } from '../units/address.ts';
import { known } from '../units/value.ts';
import type { FindSymbols, Kernel, ModuleSymbols } from './kernel.ts';
import { type Module, moduleNamed } from './modules.ts';
import { findSessionSpace } from './session-space.ts';

/** An export further away than this says little about where an address lies. */
export const EXPORT_REACH = 0x10000;

/** What an address means, as WinDbg writes it. */
export interface ResolvedAddress {
  readonly module: Module;
  /** Undefined when no symbol is near: then `text` is `module+0xoffset`. */
  readonly symbol?: ModuleSymbol;
  /** Bytes past the symbol, or past the module's base. */
  readonly displacement: number;
  /** `nt!KeWaitForSingleObject+0x393`, `SIoctl+0x2010`. */
  readonly text: string;
  readonly next?: ModuleSymbol;
}

/** Names of addresses and addresses of names, over all modules; each module is read when first asked. */
export class SymbolResolver {
  private readonly tables = new Map<VirtualAddress, SymbolTable | undefined>();
  private readonly images = new Map<VirtualAddress, PeImage>();
  private readonly files = new Map<VirtualAddress, ModuleSymbols | undefined>();
  private session: MemoryReader | undefined | null = null;

  constructor(
    private readonly kernel: Kernel,
    private readonly findSymbols: FindSymbols | undefined,
  ) {}

  /** The memory through which an image can be read: session space for win32k and its kind. */
  memoryOf(module: Module): MemoryReader {
    const { memory } = this.kernel;
    if (memory.faultAt(module.base) === undefined) return memory;
    if (this.session === null) this.session = findSessionSpace(this.kernel);
    return this.session !== undefined && this.session?.faultAt(module.base) === undefined
      ? this.session
      : memory;
  }

  /** The module's image in memory. */
  image(module: Module): PeImage {
    let image = this.images.get(module.base);
    if (image === undefined) {
      image = readImage(this.memoryOf(module), module.base, module.size);
      this.images.set(module.base, image);
    }
    return image;
  }

  /** Symbols from a file that belongs to the module; undefined when there are none. */
  symbolFile(module: Module): ModuleSymbols | undefined {
    if (module.base === this.kernel.base) return this.kernel.symbols;
    if (!this.files.has(module.base)) {
      const codeView = known(this.image(module).codeView);
      this.files.set(module.base, this.findSymbols?.({ module, codeView }));
    }
    return this.files.get(module.base);
  }

  /** The module's names: of its symbol file, or else its exports. */
  table(module: Module): SymbolTable | undefined {
    if (!this.tables.has(module.base)) {
      this.tables.set(module.base, this.symbolFile(module)?.table ?? known(this.image(module).exportSymbols));
    }
    return this.tables.get(module.base);
  }

  /** Undefined outside every module. */
  resolve(va: VirtualAddress): ResolvedAddress | undefined {
    const module = this.kernel.moduleAt(va);
    if (module === undefined) return undefined;
    const table = this.table(module);
    const nearest = table?.nearest(va - module.base);
    if (nearest === undefined || (table?.source === 'exports' && nearest.displacement > EXPORT_REACH)) {
      const displacement = va - module.base;
      return { module, displacement, text: withDisplacement(module.name, displacement), next: nearest?.next };
    }
    const { symbol, displacement, next } = nearest;
    return {
      module,
      symbol,
      displacement,
      text: withDisplacement(`${module.name}!${symbol.name}`, displacement),
      next,
    };
  }

  /**
   * Address of `module!name`, `module`, or a bare name looked for in nt and then in every module.
   * Variables of nt that KDBG names need no symbols.
   */
  lookup(text: string): VirtualAddress | undefined {
    const [, moduleName, name] = /^(?:([^!]+)!)?(.*)$/.exec(text) ?? [];
    const wanted = moduleName?.toLowerCase();
    for (const module of this.kernel.modules) {
      if (wanted !== undefined && module.name.toLowerCase() !== wanted) continue;
      const isKernel = module.base === this.kernel.base;
      const variable = isKernel ? known(this.kernel.globals.address(name)) : undefined;
      if (variable !== undefined) return variable;
      const symbol = this.table(module)?.lookup(name);
      if (symbol !== undefined) return addVa(module.base, symbol.rva);
    }
    return moduleNamed(this.kernel.modules, text)?.base;
  }
}

function withDisplacement(name: string, displacement: number): string {
  return displacement === 0 ? name : `${name}+0x${hex(displacement)}`;
}
