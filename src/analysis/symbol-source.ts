import type { ModuleIdentity, ModuleSymbols } from '../kernel/kernel.ts';
import type { Module } from '../kernel/modules.ts';
import { SymbolFinder, type SymbolMatch } from '../symbols/match-symbols.ts';
import type { SymbolRequest } from '../symbols/symbol-key.ts';

export interface SymbolSourceOptions {
  /** Symbol path in the grammar of _NT_SYMBOL_PATH. */
  readonly path: string;
  readonly force?: boolean;
  /** Folder for parsed symbols, or false for none. */
  readonly cache?: string | false;
}

/** What became of the search for one module's symbols. */
export interface SymbolSearch {
  readonly module: Module;
  /** Undefined when the module has no CodeView record in the dump. */
  readonly request?: SymbolRequest;
  readonly match?: SymbolMatch;
}

/** Finds symbols along a path and remembers every search, for the report of what was found and why not. */
export class SymbolSource {
  readonly searches: SymbolSearch[] = [];
  private readonly finder: SymbolFinder;

  constructor(private readonly options: SymbolSourceOptions) {
    this.finder = new SymbolFinder(options.path, { force: options.force, cache: options.cache });
  }

  /** As `KernelOptions.findSymbols`. */
  readonly find = ({ module, codeView }: ModuleIdentity): ModuleSymbols | undefined => {
    if (codeView === undefined && this.options.force !== true) {
      this.searches.push({ module });
      return undefined;
    }
    const request: SymbolRequest = {
      pdbName: codeView?.pdbName ?? `${module.name}.pdb`,
      guid: codeView?.guid,
      age: codeView?.age,
    };
    const match = this.finder.match(request);
    this.searches.push({ module, request, match });
    if (!match.found) return undefined;
    const { file, forced } = match;
    return { table: file.symbols(), layouts: file.layouts(), frames: file.frames(), forced };
  };
}
