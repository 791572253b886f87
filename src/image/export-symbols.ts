import type { ModuleSymbol, NearestSymbol, SymbolTable } from '../symbols/symbol-table.ts';
import type { Rva } from '../units/address.ts';
import type { Export } from './exports.ts';
import { type Section, sectionAt } from './sections.ts';

/** An image's exports as names: what is left when no symbol file is at hand. */
export class ExportSymbols implements SymbolTable {
  readonly source = 'exports';
  readonly description = 'export directory';
  readonly #sorted: readonly ModuleSymbol[];
  readonly #byName = new Map<string, ModuleSymbol>();

  constructor(exports: readonly Export[], sections: readonly Section[]) {
    const sorted: ModuleSymbol[] = [];
    for (const { name, rva, forwarder } of exports) {
      if (name === undefined || forwarder !== undefined) continue;
      const symbol = { name, rva, isFunction: sectionAt(sections, rva)?.isCode ?? false };
      sorted.push(symbol);
      this.#byName.set(name, symbol);
    }
    this.#sorted = sorted.sort((a, b) => a.rva - b.rva);
  }

  get size(): number {
    return this.#sorted.length;
  }

  lookup(name: string): ModuleSymbol | undefined {
    return this.#byName.get(name);
  }

  nearest(rva: Rva): NearestSymbol | undefined {
    const above = this.#firstAbove(rva);
    if (above === 0) return undefined;
    // Of several names at one address a function is shown first.
    const below = this.at(this.#sorted[above - 1].rva);
    const symbol = below.find((candidate) => candidate.isFunction) ?? below[0];
    return { symbol, displacement: rva - symbol.rva, next: this.#sorted[above] };
  }

  at(rva: Rva): readonly ModuleSymbol[] {
    const end = this.#firstAbove(rva);
    let start = end;
    while (start > 0 && this.#sorted[start - 1].rva === rva) start--;
    return this.#sorted.slice(start, end);
  }

  [Symbol.iterator](): Iterator<ModuleSymbol> {
    return this.#sorted[Symbol.iterator]();
  }

  /** Index of the first symbol past `rva`. */
  #firstAbove(rva: Rva): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle].rva <= rva) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
