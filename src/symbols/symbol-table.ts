import type { Rva } from '../units/address.ts';

/** Where a module's names came from. */
export type SymbolSource = 'pdb' | 'isf' | 'exports';

export interface ModuleSymbol {
  /** Undecorated, as WinDbg shows it. */
  readonly name: string;
  readonly rva: Rva;
  /** True for code that is known to be a function. */
  readonly isFunction?: boolean;
}

export interface NearestSymbol {
  /** Greatest symbol at or below the address. */
  readonly symbol: ModuleSymbol;
  /** Bytes between the symbol and the address. */
  readonly displacement: number;
  /** Smallest symbol above the address. */
  readonly next?: ModuleSymbol;
}

/** Names of one module, by name and by address. */
export interface SymbolTable {
  readonly source: SymbolSource;
  /** The file the names came from, with its id; or 'export directory'. */
  readonly description: string;
  readonly size: number;
  lookup(name: string): ModuleSymbol | undefined;
  nearest(rva: Rva): NearestSymbol | undefined;
  /** All symbols at exactly this address. */
  at(rva: Rva): readonly ModuleSymbol[];
  /** In ascending RVA order. */
  [Symbol.iterator](): Iterator<ModuleSymbol>;
}
