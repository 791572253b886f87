import { type DebugInformation, readDebugInformation } from './pdb-dbi.ts';
import { FpoTable, FrameTable } from './pdb-frames.ts';
import { type PdbIdentity, readPdbInfo, readStringTable } from './pdb-info.ts';
import { MsfFile } from './pdb-msf.ts';
import { AddressMap, type PdbSection, readSections } from './pdb-sections.ts';
import { type SymbolRole, visitSymbols } from './pdb-symbols.ts';
import { TypeRecords } from './pdb-types.ts';

const INFO_STREAM = 1;
const TYPE_STREAM = 2;
const DEBUG_STREAM = 3;
/** In front of a module's symbol records. */
const MODULE_SIGNATURE_SIZE = 4;

/**
 * Called for each symbol with a place in the image. `isFunction`: its record says so; `inCode`: it lies
 * in an executable section.
 */
export type PlacedSymbolVisitor = (
  role: SymbolRole,
  name: string,
  rva: number,
  isFunction: boolean,
  inCode: boolean,
) => void;

/**
 * A program database, opened: identity is read at once, everything else when asked for. All methods
 * throw PdbError on damage.
 */
export class PdbFile {
  readonly identity: PdbIdentity;
  readonly debug: DebugInformation | undefined;
  private knownSections?: readonly PdbSection[];

  private constructor(private readonly msf: MsfFile) {
    this.identity = readPdbInfo(msf.stream(INFO_STREAM));
    this.debug = msf.length(DEBUG_STREAM) > 0 ? readDebugInformation(msf.stream(DEBUG_STREAM)) : undefined;
  }

  static open(bytes: Uint8Array): PdbFile {
    return new PdbFile(MsfFile.open(bytes));
  }

  /** Undefined when the file has no type stream. */
  types(): TypeRecords | undefined {
    return this.msf.length(TYPE_STREAM) > 0 ? TypeRecords.read(this.msf.stream(TYPE_STREAM)) : undefined;
  }

  /** Sections of the image as it is loaded. */
  get sections(): readonly PdbSection[] {
    this.knownSections ??= readSections(this.optional(this.debug?.debug.sectionHeaders));
    return this.knownSections;
  }

  /** Old frame data; addresses count in the image before any reordering. */
  fpo(): FpoTable {
    return new FpoTable(this.optional(this.debug?.debug.fpo));
  }

  /** New frame data; addresses count in the image before any reordering. */
  frames(): FrameTable {
    const strings = this.optional(this.identity.namedStreams.get('/names'));
    return new FrameTable(
      this.optional(this.debug?.debug.frameData),
      strings.length > 0 ? readStringTable(strings) : strings,
    );
  }

  /** From an RVA in the image to the RVA before reordering; undefined when the image was not reordered. */
  toSource(): AddressMap | undefined {
    return this.addressMap(this.debug?.debug.omapToSource);
  }

  /** Visits publics, globals and the modules' own symbols; absolute and dropped ones are left out. */
  visitSymbols(visit: PlacedSymbolVisitor): void {
    const fromSource = this.addressMap(this.debug?.debug.omapFromSource);
    const original = this.debug?.debug.originalSectionHeaders;
    const sections =
      fromSource !== undefined && original !== undefined
        ? readSections(this.msf.stream(original))
        : this.sections;
    const place = (role: SymbolRole, name: string, section: number, offset: number, isFunction: boolean) => {
      const header = sections[section - 1];
      if (header === undefined) return;
      const before = header.virtualAddress + offset;
      const rva = fromSource === undefined ? before : fromSource.map(before);
      if (rva === undefined || rva > 0xffffffff) return;
      visit(role, name, rva, isFunction, header.isExecutable);
    };
    visitSymbols(this.optional(this.debug?.symbolRecordStream), 0, 'symbols', place);
    const seen = new Set<number>();
    for (const { stream, length } of this.debug?.modules ?? []) {
      if (seen.has(stream)) continue;
      seen.add(stream);
      const records = this.msf.stream(stream).subarray(0, length);
      visitSymbols(records, MODULE_SIGNATURE_SIZE, `module symbols (stream ${stream})`, place);
    }
  }

  private addressMap(stream: number | undefined): AddressMap | undefined {
    const bytes = this.optional(stream);
    return bytes.length > 0 ? new AddressMap(bytes) : undefined;
  }

  private optional(stream: number | undefined): Uint8Array {
    return stream === undefined ? new Uint8Array(0) : this.msf.stream(stream);
  }
}
