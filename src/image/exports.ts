import type { DataDirectory, ExportDirectoryFields } from '../formats/pe.ts';
import { PE_SIZES, readExportDirectory } from '../formats/pe.ts';
import type { Rva } from '../units/address.ts';
import { absent, present, type Value } from '../units/value.ts';
import { DIRECTORY, directoryOf, type PeHeaders } from './headers.ts';
import type { ImageMemory } from './image-memory.ts';

const MAX_EXPORTS = 65536;
const MAX_NAME = 512;

export interface Export {
  readonly ordinal: number;
  /** Undefined for an export by ordinal only. */
  readonly name?: string;
  /** RVA of the function or variable; of the forwarder's text when there is one. */
  readonly rva: Rva;
  /** `HAL.KeQueryPerformanceCounter`: the export lives in another module. */
  readonly forwarder?: string;
}

/** The export directory: named exports in the order of the name table, then those by ordinal only. */
export function readExports(image: ImageMemory, headers: PeHeaders): Value<readonly Export[]> {
  const place = directoryOf(headers, DIRECTORY.export);
  if (place === undefined) return present([], 'header');
  const bytes = image.read(place.rva, PE_SIZES.exportDirectory);
  const directory = bytes && readExportDirectory(bytes);
  if (directory === undefined) return image.absentAt(place.rva, PE_SIZES.exportDirectory, 'export directory');
  const functions = Math.min(directory.numberOfFunctions, MAX_EXPORTS);
  if (functions > 0 && image.u32(directory.functions) === undefined) {
    return image.absentAt(directory.functions, 4, 'export address table');
  }
  return collect(image, place, directory, functions);
}

function collect(
  image: ImageMemory,
  place: DataDirectory,
  directory: ExportDirectoryFields,
  functions: number,
): Value<readonly Export[]> {
  const exports: Export[] = [];
  const named = new Uint8Array(functions);
  let complete = functions === directory.numberOfFunctions;
  const push = (index: number, name: string | undefined) => {
    const rva = index < functions ? image.u32(directory.functions + index * 4) : undefined;
    if (rva === undefined || rva >= image.size) complete = false;
    else if (rva !== 0) exports.push(describe(image, place, directory.ordinalBase + index, name, rva));
  };
  for (let i = 0; i < Math.min(directory.numberOfNames, MAX_EXPORTS); i++) {
    const index = image.u16(directory.nameOrdinals + i * 2);
    const nameRva = image.u32(directory.names + i * 4);
    const name = nameRva === undefined ? undefined : image.text(nameRva, MAX_NAME);
    if (index === undefined || name === undefined) complete = false;
    else {
      named[index] = 1;
      push(index, name);
    }
  }
  for (let index = 0; index < functions; index++) if (named[index] === 0) push(index, undefined);
  if (exports.length === 0 && !complete)
    return absent('unreadable', 'export directory lists nothing readable');
  return present(exports, 'header', complete);
}

function describe(
  image: ImageMemory,
  place: DataDirectory,
  ordinal: number,
  name: string | undefined,
  rva: Rva,
): Export {
  // An address inside the export directory itself is the text of a forwarder.
  const isForwarder = rva >= place.rva && rva < place.rva + place.size;
  const forwarder = isForwarder ? image.text(rva, MAX_NAME) : undefined;
  return { ordinal, name, rva, ...(forwarder === undefined ? {} : { forwarder }) };
}
