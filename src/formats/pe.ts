import { Pe } from './generated/pe.js';
import {
  CodeViewNb10,
  CodeViewRsds,
  DebugDirectory,
  DosHeader,
  ExportDirectory,
  FixedFileInfo,
  ImportDescriptor,
  NtHeaders32,
  ResourceDataEntry,
  ResourceDirectory,
  ResourceDirectoryEntry,
  SectionHeader,
  VersionNode,
} from './generated/pe.layout.ts';
import { kaitaiStream } from './generated/stream.js';

/** Sizes in bytes of the structures, for who reads them from memory one by one. */
export const PE_SIZES = {
  dosHeader: DosHeader.size,
  ntHeaders32: NtHeaders32.size,
  sectionHeader: SectionHeader.size,
  importDescriptor: ImportDescriptor.size,
  exportDirectory: ExportDirectory.size,
  debugDirectory: DebugDirectory.size,
  /** Without the path that follows. */
  codeViewRsds: CodeViewRsds.age.offset + CodeViewRsds.age.size,
  codeViewNb10: CodeViewNb10.age.offset + CodeViewNb10.age.size,
  resourceDirectory: ResourceDirectory.size,
  resourceDirectoryEntry: ResourceDirectoryEntry.size,
  resourceDataEntry: ResourceDataEntry.size,
  versionNode: VersionNode.size,
  fixedFileInfo: FixedFileInfo.size,
} as const;

/** From the PE signature to the optional header. */
export const OPTIONAL_HEADER_OFFSET = NtHeaders32.optional.offset;

export interface DataDirectory {
  readonly rva: number;
  /** Bytes, as the image claims. */
  readonly size: number;
}

/** The headers as plain numbers, none of them checked against another. */
export interface PeHeaderFields {
  /** 0x14c for i386. */
  readonly machine: number;
  readonly numberOfSections: number;
  /** Seconds since 1970-01-01 UTC. */
  readonly timeDateStamp: number;
  readonly sizeOfOptionalHeader: number;
  readonly characteristics: number;
  /** 0x10b for a 32-bit image. */
  readonly magic: number;
  readonly entryPoint: number;
  readonly imageBase: number;
  readonly sectionAlignment: number;
  readonly sizeOfImage: number;
  readonly sizeOfHeaders: number;
  readonly checkSum: number;
  readonly subsystem: number;
  readonly directories: readonly DataDirectory[];
}

export interface SectionFields {
  readonly name: string;
  readonly virtualSize: number;
  readonly rva: number;
  readonly rawSize: number;
  readonly characteristics: number;
}

export interface CodeViewFields {
  readonly format: 'RSDS' | 'NB10';
  /** RSDS: 32 upper-case hex digits; NB10: the signature as eight. */
  readonly guid: string;
  readonly age: number;
  /** As the linker wrote it, with directories. */
  readonly path: string;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function textOf(bytes: Uint8Array, encoding: 'latin1' | 'utf8'): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString(encoding);
}

/** `e_lfanew`; undefined without the MZ signature or with fewer than 64 bytes. */
export function readNtHeadersOffset(bytes: Uint8Array): number | undefined {
  return attempt(() => new Pe.DosHeader(kaitaiStream(bytes)).ofsNtHeaders);
}

/** Headers from the PE signature on; undefined without it or when the bytes end early. */
export function readPeHeader(bytes: Uint8Array): PeHeaderFields | undefined {
  return attempt(() => {
    const { coff, optional } = new Pe.NtHeaders32(kaitaiStream(bytes));
    return {
      machine: coff.machine,
      numberOfSections: coff.numSections,
      timeDateStamp: coff.timeDateStamp,
      sizeOfOptionalHeader: coff.lenOptionalHeader,
      characteristics: coff.characteristics,
      magic: optional.magic,
      entryPoint: optional.rvaEntryPoint,
      imageBase: optional.imageBase,
      sectionAlignment: optional.sectionAlignment,
      sizeOfImage: optional.lenImage,
      sizeOfHeaders: optional.lenHeaders,
      checkSum: optional.checksum,
      subsystem: optional.subsystem,
      directories: optional.directories
        .slice(0, Math.min(optional.numDirectories, 16))
        .map(({ rva, len }) => ({ rva, size: len })),
    };
  });
}

/** One section header of 40 bytes. */
export function readSectionHeader(bytes: Uint8Array): SectionFields | undefined {
  return attempt(() => {
    const raw = new Pe.SectionHeader(kaitaiStream(bytes));
    return {
      name: textOf(raw.name, 'latin1'),
      virtualSize: raw.lenVirtual,
      rva: raw.rva,
      rawSize: raw.lenRaw,
      characteristics: raw.characteristics,
    };
  });
}

export interface ImportDescriptorFields {
  /** RVA of the table of names; 0 when the image has none. */
  readonly names: number;
  readonly moduleName: number;
  /** RVA of the slots that the loader filled in. */
  readonly slots: number;
}

export function readImportDescriptor(bytes: Uint8Array): ImportDescriptorFields | undefined {
  return attempt(() => {
    const raw = new Pe.ImportDescriptor(kaitaiStream(bytes));
    return { names: raw.rvaNames, moduleName: raw.rvaModuleName, slots: raw.rvaSlots };
  });
}

export interface ExportDirectoryFields {
  readonly moduleName: number;
  readonly ordinalBase: number;
  readonly numberOfFunctions: number;
  readonly numberOfNames: number;
  /** RVAs of the three tables. */
  readonly functions: number;
  readonly names: number;
  readonly nameOrdinals: number;
}

export function readExportDirectory(bytes: Uint8Array): ExportDirectoryFields | undefined {
  return attempt(() => {
    const raw = new Pe.ExportDirectory(kaitaiStream(bytes));
    return {
      moduleName: raw.rvaModuleName,
      ordinalBase: raw.ordinalBase,
      numberOfFunctions: raw.numFunctions,
      numberOfNames: raw.numNames,
      functions: raw.rvaFunctions,
      names: raw.rvaNames,
      nameOrdinals: raw.rvaNameOrdinals,
    };
  });
}

export interface DebugDirectoryFields {
  /** 2 for CodeView. */
  readonly type: number;
  readonly size: number;
  readonly rva: number;
}

export function readDebugDirectory(bytes: Uint8Array): DebugDirectoryFields | undefined {
  return attempt(() => {
    const raw = new Pe.DebugDirectory(kaitaiStream(bytes));
    return { type: raw.type, size: raw.lenData, rva: raw.rvaData };
  });
}

/** Number of entries of a resource directory: the named ones come first, then those with ids. */
export function readResourceDirectory(bytes: Uint8Array): { named: number; ids: number } | undefined {
  return attempt(() => {
    const raw = new Pe.ResourceDirectory(kaitaiStream(bytes));
    return { named: raw.numNamedEntries, ids: raw.numIdEntries };
  });
}

export interface ResourceEntryFields {
  /** Undefined for an entry with a name. */
  readonly id?: number;
  readonly isDirectory: boolean;
  /** From the start of the resources. */
  readonly offset: number;
}

export function readResourceEntry(bytes: Uint8Array): ResourceEntryFields | undefined {
  return attempt(() => {
    const { nameOrId, ofsTarget } = new Pe.ResourceDirectoryEntry(kaitaiStream(bytes));
    return {
      id: nameOrId >= 0x80000000 ? undefined : nameOrId,
      isDirectory: ofsTarget >= 0x80000000,
      offset: ofsTarget & 0x7fffffff,
    };
  });
}

export function readResourceData(bytes: Uint8Array): DataDirectory | undefined {
  return attempt(() => {
    const raw = new Pe.ResourceDataEntry(kaitaiStream(bytes));
    return { rva: raw.rvaData, size: raw.lenData };
  });
}

/** Head of a version resource's node: its length and that of its value. */
export function readVersionNode(
  bytes: Uint8Array,
): { length: number; valueLength: number; isText: boolean } | undefined {
  return attempt(() => {
    const raw = new Pe.VersionNode(kaitaiStream(bytes));
    return { length: raw.lenNode, valueLength: raw.lenValue, isText: raw.isText === 1 };
  });
}

export interface FixedFileInfoFields {
  /** `6.1.7600.16385` */
  readonly fileVersion: string;
  readonly productVersion: string;
  readonly fileFlags: number;
  readonly fileFlagsMask: number;
  readonly fileOs: number;
  readonly fileType: number;
  readonly fileSubtype: number;
  /** FILETIME as two words; both zero in nearly every image. */
  readonly fileDate: { readonly low: number; readonly high: number };
}

export function readFixedFileInfo(bytes: Uint8Array): FixedFileInfoFields | undefined {
  return attempt(() => {
    const raw = new Pe.FixedFileInfo(kaitaiStream(bytes));
    const { fileFlags, fileFlagsMask, fileOs, fileType, fileSubtype } = raw;
    return {
      fileVersion: versionText(raw.fileVersionHigh, raw.fileVersionLow),
      productVersion: versionText(raw.productVersionHigh, raw.productVersionLow),
      fileFlags,
      fileFlagsMask,
      fileOs,
      fileType,
      fileSubtype,
      fileDate: { low: raw.fileDateLow, high: raw.fileDateHigh },
    };
  });
}

function versionText(high: number, low: number): string {
  return `${high >>> 16}.${high & 0xffff}.${low >>> 16}.${low & 0xffff}`;
}

/** A CodeView record of either format; undefined for any other. The path is cut at its zero. */
export function readCodeView(bytes: Uint8Array): CodeViewFields | undefined {
  return attempt(() => codeViewRsds(bytes)) ?? attempt(() => codeViewNb10(bytes));
}

function codeViewRsds(bytes: Uint8Array): CodeViewFields {
  const raw = new Pe.CodeViewRsds(kaitaiStream(bytes));
  const digits = (value: number, width: number) => value.toString(16).padStart(width, '0');
  const tail = Buffer.from(raw.guidData4).toString('hex');
  const guid = digits(raw.guidData1, 8) + digits(raw.guidData2, 4) + digits(raw.guidData3, 4) + tail;
  return { format: 'RSDS', guid: guid.toUpperCase(), age: raw.age, path: textOf(raw.path, 'utf8') };
}

function codeViewNb10(bytes: Uint8Array): CodeViewFields {
  const raw = new Pe.CodeViewNb10(kaitaiStream(bytes));
  const guid = raw.signature.toString(16).padStart(8, '0').toUpperCase();
  return { format: 'NB10', guid, age: raw.age, path: textOf(raw.path, 'latin1') };
}
