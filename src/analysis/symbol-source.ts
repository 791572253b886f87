import type { ModuleIdentity, ModuleSymbols } from '../kernel/kernel.ts';
import type { Module } from '../kernel/modules.ts';
import { ForcedUse, watchedFrames, watchedLayouts, watchedTable } from '../symbols/forced-use.ts';
import { SymbolFinder, type SymbolMatch } from '../symbols/match-symbols.ts';
import type { SymbolFile } from '../symbols/symbol-file.ts';
import type { SymbolRequest } from '../symbols/symbol-key.ts';
import type { VirtualAddress } from '../units/address.ts';

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
  /** What results took from symbols that do not match their module. */
  readonly forcedUse = new ForcedUse();
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
    return match.forced ? this.watched(match.file) : symbolsOf(match.file);
  };

  /** The symbol path as it was given. */
  get path(): string {
    return this.options.path;
  }

  /** The path names servers; they are not asked here. */
  get namesServers(): boolean {
    return this.finder.servers.length > 0;
  }

  /** Why a module's symbols were not found, one line; undefined when they were or were not looked for. */
  missing(base: VirtualAddress): string | undefined {
    const search = this.searches.find(({ module }) => module.base === base);
    if (search === undefined || search.match?.found === true) return undefined;
    if (search.match === undefined)
      return 'the image has no readable debug record, so none can be told to be its';
    return search.match.attempts.map(({ where, why }) => `${where}: ${why}`).join('; ');
  }

  private watched(file: SymbolFile): ModuleSymbols {
    const { table, layouts, frames } = symbolsOf(file);
    const use = this.forcedUse;
    return {
      table: watchedTable(table, use),
      layouts: layouts && watchedLayouts(layouts, use),
      frames: frames && watchedFrames(frames, file.description, use),
      forced: true,
    };
  }
}

function symbolsOf(file: SymbolFile): ModuleSymbols {
  return { table: file.symbols(), layouts: file.layouts(), frames: file.frames() };
}
