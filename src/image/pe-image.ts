import type { MemoryReader } from '../memory/reader.ts';
import type { SymbolTable } from '../symbols/symbol-table.ts';
import type { Rva, VirtualAddress } from '../units/address.ts';
import { type Absent, isPresent, known, type Present, present, type Value } from '../units/value.ts';
import { type CodeViewId, codeViewOf } from './codeview.ts';
import { ExportSymbols } from './export-symbols.ts';
import { type Export, readExports } from './exports.ts';
import { type PeHeaders, readHeaders } from './headers.ts';
import { ImageMemory } from './image-memory.ts';
import { type Import, readImports } from './imports.ts';
import { readSections, type Section, sectionAt } from './sections.ts';
import { readVersionInfo, type VersionInfo } from './version-info.ts';

/**
 * A loaded image. Headers and sections are read at once, the other parts when they are first asked
 * for. Every part may be absent with its reason; nothing here throws, whatever the image holds.
 */
export interface PeImage {
  readonly base: VirtualAddress;
  /** Bytes that belong to the image: the loader's count, else what the header claims. */
  readonly size: number;
  readonly headers: Value<PeHeaders>;
  /** In ascending order, cut to the image, without overlaps; empty when the headers are absent. */
  readonly sections: readonly Section[];
  /** What the image claimed and was not believed, one line each. */
  readonly notes: readonly string[];
  readonly imports: Value<readonly Import[]>;
  readonly exports: Value<readonly Export[]>;
  readonly exportSymbols: Value<SymbolTable>;
  readonly codeView: Value<CodeViewId>;
  readonly version: Value<VersionInfo>;
  /** The section that holds an RVA. */
  sectionAt(rva: Rva): Section | undefined;
}

/** An image whose header pages cannot be read is still this large when nobody knows better. */
const SMALLEST_IMAGE = 0x1000;

class LoadedImage implements PeImage {
  readonly size: number;
  readonly headers: Value<PeHeaders>;
  readonly sections: readonly Section[];
  readonly notes: readonly string[];
  readonly #image: ImageMemory;
  #imports?: Value<readonly Import[]>;
  #exports?: Value<readonly Export[]>;
  #exportSymbols?: Value<SymbolTable>;
  #codeView?: Value<CodeViewId>;
  #version?: Value<VersionInfo>;

  constructor(
    memory: MemoryReader,
    readonly base: VirtualAddress,
    sizeHint: number,
  ) {
    const first = new ImageMemory(memory, base, sizeHint > 0 ? sizeHint : SMALLEST_IMAGE);
    this.headers = readHeaders(first);
    const headers = known(this.headers);
    const claimed = sizeHint > 0 ? sizeHint : (headers?.sizeOfImage ?? SMALLEST_IMAGE);
    this.#image = claimed === first.size ? first : new ImageMemory(memory, base, claimed);
    this.size = this.#image.size;
    const table = headers && readSections(this.#image, headers.sectionTable, headers.numberOfSections);
    this.sections = table?.sections ?? [];
    this.notes = table?.notes ?? [];
  }

  get imports(): Value<readonly Import[]> {
    this.#imports ??= this.#part((headers) => readImports(this.#image, headers));
    return this.#imports;
  }

  get exports(): Value<readonly Export[]> {
    this.#exports ??= this.#part((headers) => readExports(this.#image, headers));
    return this.#exports;
  }

  get exportSymbols(): Value<SymbolTable> {
    this.#exportSymbols ??= this.#symbolsOf(this.exports);
    return this.#exportSymbols;
  }

  get codeView(): Value<CodeViewId> {
    this.#codeView ??= codeViewOf(this.#image, known(this.headers));
    return this.#codeView;
  }

  get version(): Value<VersionInfo> {
    this.#version ??= this.#part((headers) => readVersionInfo(this.#image, headers));
    return this.#version;
  }

  sectionAt(rva: Rva): Section | undefined {
    return sectionAt(this.sections, rva);
  }

  #part<T>(read: (headers: PeHeaders) => Value<T>): Value<T> {
    return isPresent(this.headers) ? read(this.headers.value) : this.headers;
  }

  #symbolsOf(exports: Present<readonly Export[]> | Absent): Value<SymbolTable> {
    if (!isPresent(exports)) return exports;
    return present(new ExportSymbols(exports.value, this.sections), exports.source, exports.complete);
  }
}

/**
 * The image at `base`. `sizeHint` is the loader's size in bytes (SizeOfImage of the module list);
 * 0 when unknown, then the header is believed.
 */
export function readImage(memory: MemoryReader, base: VirtualAddress, sizeHint: number): PeImage {
  return new LoadedImage(memory, base, sizeHint);
}
