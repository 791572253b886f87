import type { Rva } from '../units/address.ts';
import { isStringLiteral } from './decoration.ts';
import type { ModuleSymbol, NearestSymbol, SymbolSource, SymbolTable } from './symbol-table.ts';

/** Bits of a symbol's flags. */
export const SYMBOL_FUNCTION = 1;
/** The linker made the name public: it wins when two symbols share a name. */
export const SYMBOL_PUBLIC = 2;

/** Symbols as columns, in any order. */
export interface SymbolColumns {
  readonly names: readonly string[];
  readonly rvas: ArrayLike<number>;
  readonly flags: ArrayLike<number>;
}

/** A module's symbols in ascending order; a symbol object exists only when one is asked for. */
export class ColumnSymbolTable implements SymbolTable {
  readonly columns: SymbolColumns;
  /** Addresses and column positions of what can be nearest: everything but string literals. */
  private readonly nearRvas: Uint32Array;
  private readonly nearIndex: Uint32Array;
  private byName?: Map<string, number>;
  private byFoldedName?: Map<string, number>;

  constructor(
    readonly source: SymbolSource,
    readonly description: string,
    columns: SymbolColumns,
  ) {
    this.columns = sorted(columns);
    const { names, rvas } = this.columns;
    this.nearRvas = new Uint32Array(names.length);
    this.nearIndex = new Uint32Array(names.length);
    let count = 0;
    for (let i = 0; i < names.length; i++) {
      if (isStringLiteral(names[i])) continue;
      this.nearRvas[count] = rvas[i];
      this.nearIndex[count++] = i;
    }
    this.nearRvas = this.nearRvas.subarray(0, count);
    this.nearIndex = this.nearIndex.subarray(0, count);
  }

  get size(): number {
    return this.columns.names.length;
  }

  /** By exact name, else by the name in any case. */
  lookup(name: string): ModuleSymbol | undefined {
    this.byName ??= this.indexNames((text) => text);
    const exact = this.byName.get(name);
    if (exact !== undefined) return this.symbol(exact);
    this.byFoldedName ??= this.indexNames((text) => text.toLowerCase());
    const folded = this.byFoldedName.get(name.toLowerCase());
    return folded === undefined ? undefined : this.symbol(folded);
  }

  nearest(rva: Rva): NearestSymbol | undefined {
    const after = upperBound(this.nearRvas, rva);
    if (after === 0) return undefined;
    const at = this.nearRvas[after - 1];
    const first = upperBound(this.nearRvas, at - 1);
    return {
      symbol: this.symbol(this.nearIndex[first]),
      displacement: rva - at,
      next: after < this.nearRvas.length ? this.symbol(this.nearIndex[after]) : undefined,
    };
  }

  at(rva: Rva): readonly ModuleSymbol[] {
    const first = upperBound(this.nearRvas, rva - 1);
    const found: ModuleSymbol[] = [];
    for (let i = first; this.nearRvas[i] === rva; i++) found.push(this.symbol(this.nearIndex[i]));
    return found;
  }

  *[Symbol.iterator](): Iterator<ModuleSymbol> {
    for (let i = 0; i < this.size; i++) yield this.symbol(i);
  }

  private symbol(index: number): ModuleSymbol {
    const name = this.columns.names[index];
    const rva = this.columns.rvas[index];
    return (this.columns.flags[index] & SYMBOL_FUNCTION) !== 0
      ? { name, rva, isFunction: true }
      : { name, rva };
  }

  /** Of symbols that share a name a public one is kept, otherwise the one that lies lowest. */
  private indexNames(fold: (name: string) => string): Map<string, number> {
    const { names, flags } = this.columns;
    const index = new Map<string, number>();
    for (let i = 0; i < names.length; i++) {
      const name = fold(names[i]);
      const before = index.get(name);
      if (before === undefined || (flags[i] & ~flags[before] & SYMBOL_PUBLIC) !== 0) index.set(name, i);
    }
    return index;
  }
}

/** Ascending by address; there functions, then plain names before C++ ones. A name is kept once an address. */
function sorted({ names, rvas, flags }: SymbolColumns): SymbolColumns {
  const order = new Uint32Array(names.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  const rank = (i: number) =>
    ((flags[i] & SYMBOL_FUNCTION) !== 0 ? 0 : 4) +
    (names[i][0] === '?' ? 2 : 0) +
    ((flags[i] & SYMBOL_PUBLIC) !== 0 ? 0 : 1);
  order.sort((a, b) => rvas[a] - rvas[b] || rank(a) - rank(b) || a - b);
  const kept: number[] = [];
  const here = new Set<string>();
  for (let i = 0; i < order.length; i++) {
    if (i > 0 && rvas[order[i]] !== rvas[order[i - 1]]) here.clear();
    if (here.has(names[order[i]])) continue;
    here.add(names[order[i]]);
    kept.push(order[i]);
  }
  return {
    names: kept.map((i) => names[i]),
    rvas: Uint32Array.from(kept, (i) => rvas[i]),
    flags: Uint8Array.from(kept, (i) => flags[i]),
  };
}

/** Position of the first value above `value`. */
function upperBound(values: Uint32Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
