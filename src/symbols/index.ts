/** The symbols room as other rooms see it. */
export { cacheFolder } from './cache-folder.ts';
export { symbolTableOf } from './column-table.ts';
export { isStringLiteral, undecorate } from './decoration.ts';
export type { EnumLayout, Enums } from './enums.ts';
export { type FetchOptions, type FetchResult, fetchSymbols } from './fetch-symbols.ts';
export type { FieldLayout, LayoutSource, Layouts, StructLayout } from './layouts.ts';
export { fieldOffset, LayoutError, optionalOffset, structSize } from './layouts.ts';
export {
  type Attempt,
  type FoundSymbols,
  type MatchOptions,
  type MissingSymbols,
  matchSymbols,
  SymbolFinder,
  type SymbolMatch,
} from './match-symbols.ts';
export { isSymbolProblem, openSymbolFile } from './open-symbol-file.ts';
export { readIsf } from './read-isf.ts';
export { Pdb, readPdb } from './read-pdb.ts';
export type { FrameSource, SymbolFile } from './symbol-file.ts';
export { symbolId } from './symbol-file.ts';
export type { SymbolKey, SymbolRequest } from './symbol-key.ts';
export { storePath, symbolKey } from './symbol-key.ts';
export type { PathElement, StoreLocation } from './symbol-path.ts';
export { parseSymbolPath } from './symbol-path.ts';
export type { ModuleSymbol, NearestSymbol, SymbolSource, SymbolTable } from './symbol-table.ts';
