import type { Rva } from '../units/address.ts';
import { ColumnSymbolTable, SYMBOL_FUNCTION, SYMBOL_PUBLIC } from './column-table.ts';
import { undecorate, undecorateX64 } from './decoration.ts';
import type { Enums } from './enums.ts';
import {
  entries,
  isObject,
  type JsonObject,
  numberOf,
  objectOf,
  SymbolFileError,
  textOf,
} from './isf-json.ts';
import { IsfLayouts } from './isf-layouts.ts';
import type { Layouts } from './layouts.ts';
import { type SymbolFile, symbolId } from './symbol-file.ts';

const MACHINE_X86 = 0x14c;
/** A stdcall or fastcall name: only functions have one. */
const COUNTED_ARGUMENTS = /^[_@].*@\d+$/;

/** A Volatility 3 symbol file (ISF). Layouts and symbols are built when first asked for. */
export class Isf implements SymbolFile {
  readonly source = 'isf';
  readonly guid: string;
  readonly age: number;
  readonly machine: number;
  readonly database: string;
  private knownLayouts?: Layouts & Enums;
  private knownSymbols?: ColumnSymbolTable;

  constructor(
    private readonly root: JsonObject,
    private readonly name: string,
    private readonly note: string,
  ) {
    const pdb = objectOf(objectOf(objectOf(root.metadata).windows).pdb);
    this.guid = (textOf(pdb.GUID) ?? '').toUpperCase();
    this.age = numberOf(pdb.age) ?? 0;
    this.machine = numberOf(pdb.machine_type) ?? 0;
    this.database = textOf(pdb.database) ?? '';
    if (!/^[0-9A-F]{32}$/.test(this.guid))
      throw new SymbolFileError(
        name,
        'metadata.windows.pdb.GUID is missing: not the symbols of a Windows module',
      );
  }

  get description(): string {
    return `${this.name} ${symbolId(this.guid, this.age)}${this.note}`;
  }

  layouts(): Layouts & Enums {
    this.knownLayouts ??= new IsfLayouts(this.description, this.root);
    return this.knownLayouts;
  }

  symbols(): ColumnSymbolTable {
    this.knownSymbols ??= this.readSymbols();
    return this.knownSymbols;
  }

  frames(): undefined {
    return undefined;
  }

  private readSymbols(): ColumnSymbolTable {
    const symbols = entries(this.root.symbols);
    const isX86 = this.machine === MACHINE_X86;
    const shown = isX86 && keepsDecoration(symbols) ? undecorate : (name: string) => name;
    const names: string[] = [];
    const rvas: Rva[] = [];
    const flags: number[] = [];
    for (const [key, value] of symbols) {
      const address = isObject(value) ? numberOf(value.address) : undefined;
      if (!isObject(value) || address === undefined || address > 0xffffffff) continue;
      const linkage = textOf(value.linkage_name);
      const decorated = linkage ?? key;
      const isFunction =
        (isX86 && COUNTED_ARGUMENTS.test(decorated)) || objectOf(value.type).kind === 'function';
      if (linkage === undefined) names.push(shown(key, isFunction));
      else names.push(isX86 ? undecorate(linkage, isFunction) : undecorateX64(linkage));
      rvas.push(address);
      flags.push(SYMBOL_PUBLIC | (isFunction ? SYMBOL_FUNCTION : 0));
    }
    return new ColumnSymbolTable('isf', this.description, { names, rvas, flags });
  }
}

/** Some generators keep the linker's names and some do not: in the former nearly every name has a mark. */
function keepsDecoration(symbols: [string, unknown][]): boolean {
  let marked = 0;
  for (const [name, value] of symbols) {
    if (isObject(value) && value.linkage_name !== undefined) return false;
    if (name[0] === '_' || name[0] === '@') marked++;
  }
  return marked * 2 > symbols.length;
}
