import { PdbFile } from '../formats/pdb.ts';
import type { FpoRecord, FpoTable, FrameRecord, FrameTable } from '../formats/pdb-frames.ts';
import type { AddressMap, PdbSection } from '../formats/pdb-sections.ts';
import type { Rva } from '../units/address.ts';
import { ColumnSymbolTable, SYMBOL_FUNCTION, SYMBOL_PUBLIC } from './column-table.ts';
import { undecorate, undecorateX64 } from './decoration.ts';
import type { Enums } from './enums.ts';
import type { Layouts } from './layouts.ts';
import { PdbLayouts } from './pdb-layouts.ts';
import { type FrameSource, type SymbolFile, symbolId } from './symbol-file.ts';

const MACHINE_X64 = 0x8664;

/** A program database. Types, symbols and frames are read when first asked for; each may throw PdbError. */
export class Pdb implements SymbolFile, FrameSource {
  readonly source = 'pdb';
  readonly guid: string;
  /** The age to match an image with: that of the DBI stream. */
  readonly age: number;
  /** Age of the PDB stream; grows with each write. */
  readonly infoAge: number;
  /** 0x14c x86, 0x8664 x64; 0 in old files. */
  readonly machine: number;
  private knownLayouts?: Layouts & Enums;
  private knownSymbols?: ColumnSymbolTable;
  private fpoTable?: FpoTable;
  private frameTable?: FrameTable;
  private sourceMap?: AddressMap | null;

  constructor(
    private readonly file: PdbFile,
    private readonly name: string,
    private readonly note: string,
  ) {
    this.guid = file.identity.guid;
    this.infoAge = file.identity.age;
    this.age = file.debug?.age ?? this.infoAge;
    this.machine = file.debug?.machine ?? 0;
  }

  /** The file and its id, for a person. */
  get description(): string {
    return `${this.name} ${symbolId(this.guid, this.age)}${this.note}`;
  }

  get sections(): readonly PdbSection[] {
    return this.file.sections;
  }

  /** Undefined when the file has no types. */
  layouts(): (Layouts & Enums) | undefined {
    if (this.knownLayouts === undefined) {
      const types = this.file.types();
      if (types !== undefined && types.count > 0) this.knownLayouts = new PdbLayouts(this.description, types);
    }
    return this.knownLayouts;
  }

  symbols(): ColumnSymbolTable {
    this.knownSymbols ??= this.readSymbols();
    return this.knownSymbols;
  }

  frames(): FrameSource | undefined {
    const { fpo, frameData } = this.file.debug?.debug ?? {};
    return fpo === undefined && frameData === undefined ? undefined : this;
  }

  /** Old frame data of the function at `rva`. */
  fpoAt(rva: Rva): FpoRecord | undefined {
    this.fpoTable ??= this.file.fpo();
    const source = this.toSource(rva);
    return source === undefined ? undefined : this.fpoTable.at(source);
  }

  /** New frame data of the innermost block at `rva`. */
  frameDataAt(rva: Rva): FrameRecord | undefined {
    this.frameTable ??= this.file.frames();
    const source = this.toSource(rva);
    return source === undefined ? undefined : this.frameTable.at(source);
  }

  /** Frame data counts in the image before reordering. */
  private toSource(rva: Rva): Rva | undefined {
    if (this.sourceMap === undefined) this.sourceMap = this.file.toSource() ?? null;
    return this.sourceMap === null ? rva : this.sourceMap.map(rva);
  }

  private readSymbols(): ColumnSymbolTable {
    const names: string[] = [];
    const rvas: number[] = [];
    const flags: number[] = [];
    const isX64 = this.machine === MACHINE_X64;
    this.file.visitSymbols((role, name, rva, isFunction, inCode) => {
      const decorated = role === 'linker';
      names.push(!decorated ? name : isX64 ? undecorateX64(name) : undecorate(name, isFunction || inCode));
      rvas.push(rva);
      flags.push((isFunction ? SYMBOL_FUNCTION : 0) | (decorated ? SYMBOL_PUBLIC : 0));
    });
    return new ColumnSymbolTable('pdb', this.description, { names, rvas, flags });
  }
}

/**
 * Opens a program database. `name` is what it is called in descriptions, `note` what is added there.
 * Throws PdbError.
 */
export function readPdb(bytes: Uint8Array, name = 'pdb', note = ''): Pdb {
  return new Pdb(PdbFile.open(bytes), name, note);
}
