import type { Enums } from './enums.ts';
import type { LayoutSource, Layouts } from './layouts.ts';
import type { SymbolTable } from './symbol-table.ts';

/** What every symbol file offers, a program database or a Volatility one. */
export interface SymbolFile {
  readonly source: LayoutSource & ('pdb' | 'isf');
  /** 32 upper-case hex digits. */
  readonly guid: string;
  readonly age: number;
  readonly machine: number;
  readonly description: string;
  /** Undefined when the file has no types. */
  layouts(): (Layouts & Enums) | undefined;
  symbols(): SymbolTable;
}

/** GUID and age (hex) in one, as symbol stores write it. */
export function symbolId(guid: string, age: number): string {
  return guid + age.toString(16).toUpperCase();
}
