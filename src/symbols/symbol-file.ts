import type { FpoRecord, FrameRecord } from '../formats/pdb-frames.ts';
import type { Rva } from '../units/address.ts';
import type { ColumnSymbolTable } from './column-table.ts';
import type { Enums } from './enums.ts';
import type { Layouts } from './layouts.ts';

/** Descriptions of x86 stack frames; only a program database has them. */
export interface FrameSource {
  /** Old frame data of the function at `rva`. */
  fpoAt(rva: Rva): FpoRecord | undefined;
  /** New frame data of the innermost block at `rva`. */
  frameDataAt(rva: Rva): FrameRecord | undefined;
}

/** What every symbol file offers, a program database or a Volatility one. */
export interface SymbolFile {
  readonly source: 'pdb' | 'isf';
  /** 32 upper-case hex digits. */
  readonly guid: string;
  readonly age: number;
  readonly machine: number;
  readonly description: string;
  /** Undefined when the file has no types. */
  layouts(): (Layouts & Enums) | undefined;
  symbols(): ColumnSymbolTable;
  /** Undefined when the file has no frame data. */
  frames(): FrameSource | undefined;
}

/** GUID and age (hex) in one, as symbol stores write it. */
export function symbolId(guid: string, age: number): string {
  return guid + age.toString(16).toUpperCase();
}
