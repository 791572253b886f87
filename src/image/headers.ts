import {
  type DataDirectory,
  OPTIONAL_HEADER_OFFSET,
  PE_SIZES,
  type PeHeaderFields,
  readNtHeadersOffset,
  readPeHeader,
} from '../formats/pe.ts';
import { hex } from '../units/address.ts';
import { absent, present, type Value } from '../units/value.ts';
import type { ImageMemory } from './image-memory.ts';

const MACHINE_I386 = 0x14c;
const MAGIC_PE32 = 0x10b;

/** Index of a data directory. */
export const DIRECTORY = { export: 0, import: 1, resource: 2, debug: 6, importSlots: 12 } as const;

export interface PeHeaders {
  /** Seconds since 1970-01-01 UTC when the image was linked. */
  readonly timeDateStamp: number;
  readonly checkSum: number;
  /** Bytes, as the image claims. */
  readonly sizeOfImage: number;
  /** RVA of the entry point; 0 for none. */
  readonly entryPoint: number;
  readonly characteristics: number;
  readonly subsystem: number;
  readonly numberOfSections: number;
  /** RVA of the section table. */
  readonly sectionTable: number;
  readonly directories: readonly DataDirectory[];
}

/** The headers of a 32-bit image, or why there are none. */
export function readHeaders(image: ImageMemory): Value<PeHeaders> {
  const dos = image.read(0, PE_SIZES.dosHeader);
  if (dos === undefined) return image.absentAt(0, PE_SIZES.dosHeader, 'image header');
  const offset = readNtHeadersOffset(dos);
  if (offset === undefined) return absent('unreadable', `no MZ at image base ${hex(image.base)}`);
  const bytes = image.read(offset, PE_SIZES.ntHeaders32);
  if (bytes === undefined) return image.absentAt(offset, PE_SIZES.ntHeaders32, 'PE header');
  const fields = readPeHeader(bytes);
  if (fields === undefined) return absent('unreadable', `no PE signature at image offset ${hex(offset)}`);
  const wrong = unsupported(fields);
  if (wrong !== undefined) return absent('unsupported', wrong);
  return present(headersOf(fields, offset), 'header');
}

function unsupported(fields: PeHeaderFields): string | undefined {
  if (fields.machine !== MACHINE_I386) {
    return `image is for machine ${hex(fields.machine)}, not ${hex(MACHINE_I386)} (i386)`;
  }
  if (fields.magic !== MAGIC_PE32) return `optional header magic is ${hex(fields.magic)}, not 10b (PE32)`;
  return undefined;
}

function headersOf(fields: PeHeaderFields, offset: number): PeHeaders {
  return {
    timeDateStamp: fields.timeDateStamp,
    checkSum: fields.checkSum,
    sizeOfImage: fields.sizeOfImage,
    entryPoint: fields.entryPoint,
    characteristics: fields.characteristics,
    subsystem: fields.subsystem,
    numberOfSections: fields.numberOfSections,
    sectionTable: offset + OPTIONAL_HEADER_OFFSET + fields.sizeOfOptionalHeader,
    directories: fields.directories,
  };
}

/** A data directory that is there, or undefined when the image has none. */
export function directoryOf(headers: PeHeaders, index: number): DataDirectory | undefined {
  const directory = headers.directories[index];
  return directory === undefined || directory.rva === 0 ? undefined : directory;
}
