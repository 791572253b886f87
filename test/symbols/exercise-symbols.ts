import type { SymbolFile } from '../../src/symbols/symbol-file.ts';

/** Reads everything that a symbol file offers and answers how much there was. */
export function exercise(file: SymbolFile): number {
  let count = 0;
  const symbols = file.symbols();
  for (const { rva } of symbols) count += symbols.nearest(rva) === undefined ? 0 : 1;
  const layouts = file.layouts();
  for (const name of layouts?.structNames() ?? []) count += layouts?.struct(name)?.fields.size ?? 0;
  for (const name of layouts?.enumNames() ?? []) count += layouts?.enum(name)?.constants.size ?? 0;
  const frames = file.frames();
  for (let rva = 0x1000; rva < 0x3000; rva += 0x40) {
    if (frames?.fpoAt(rva) !== undefined) count++;
    if (frames?.frameDataAt(rva) !== undefined) count++;
  }
  return count;
}
