import { PE_SIZES, readImportDescriptor } from '../formats/pe.ts';
import { addVa, type Rva, type VirtualAddress } from '../units/address.ts';
import { absent, present, type Value } from '../units/value.ts';
import { DIRECTORY, directoryOf, type PeHeaders } from './headers.ts';
import type { ImageMemory } from './image-memory.ts';

const MAX_MODULES = 256;
const MAX_IMPORTS = 16384;
const MAX_NAME = 512;
const BY_ORDINAL = 0x80000000;

export interface Import {
  /** Name of the exporting module as linked (`ntoskrnl.exe`); undefined when it cannot be read. */
  readonly module?: string;
  /** Function name; undefined for an import by ordinal and where the name is gone. */
  readonly name?: string;
  readonly ordinal?: number;
  /** Where the loader put the function's address. */
  readonly slot: VirtualAddress;
  /** The address in the slot now; undefined when the slot cannot be read. */
  readonly target?: VirtualAddress;
}

/**
 * What the image imports. Names come from the import descriptors, addresses from the slots. Where
 * the descriptors are gone with INIT, the slots of the import address table remain, nameless.
 */
export function readImports(image: ImageMemory, headers: PeHeaders): Value<readonly Import[]> {
  const directory = directoryOf(headers, DIRECTORY.import);
  if (directory === undefined) return present([], 'header');
  const imports: Import[] = [];
  const complete = readDescriptors(image, directory.rva, imports);
  const slots = directoryOf(headers, DIRECTORY.importSlots);
  const seen = new Set(imports.map((entry) => entry.slot));
  if (slots !== undefined) addNamelessSlots(image, slots.rva, slots.size, seen, imports);
  if (imports.length > 0) return present(imports, 'header', complete);
  if (complete) return absent('unreadable', 'import directory lists no function');
  return image.absentAt(directory.rva, PE_SIZES.importDescriptor, 'import directory');
}

/** False when a descriptor or a table behind it could not be read, or a bound was met. */
function readDescriptors(image: ImageMemory, rva: Rva, imports: Import[]): boolean {
  let complete = true;
  for (let i = 0; i < MAX_MODULES; i++) {
    const bytes = image.read(rva + i * PE_SIZES.importDescriptor, PE_SIZES.importDescriptor);
    const descriptor = bytes && readImportDescriptor(bytes);
    if (descriptor === undefined) return false;
    if (descriptor.moduleName === 0 && descriptor.slots === 0) return complete;
    const module = image.text(descriptor.moduleName, MAX_NAME);
    if (!readThunks(image, descriptor, module, imports)) complete = false;
    if (imports.length >= MAX_IMPORTS) return false;
  }
  return false;
}

function readThunks(
  image: ImageMemory,
  { names, slots }: { names: Rva; slots: Rva },
  module: string | undefined,
  imports: Import[],
): boolean {
  for (let offset = 0; imports.length < MAX_IMPORTS; offset += 4) {
    const target = image.u32(slots + offset);
    const thunk = names === 0 ? undefined : image.u32(names + offset);
    // The names' table ends with a zero; without names the slots end with one.
    const last = names === 0 ? target : thunk;
    if (last === 0) return true;
    if (last === undefined && target === undefined) return false;
    if (slots + offset + 4 > image.size) return false;
    const slot = addVa(image.base, slots + offset);
    imports.push({ module, ...nameOf(image, thunk), slot, target });
    // A names' table that goes on past its readable part cannot say where the slots end.
    if (names !== 0 && thunk === undefined) return false;
  }
  return false;
}

function nameOf(image: ImageMemory, thunk: number | undefined): { name?: string; ordinal?: number } {
  if (thunk === undefined) return {};
  if (thunk >= BY_ORDINAL) return { ordinal: thunk & 0xffff };
  // Two bytes of hint precede the name.
  return { name: image.text(thunk + 2, MAX_NAME) };
}

function addNamelessSlots(
  image: ImageMemory,
  rva: Rva,
  size: number,
  seen: ReadonlySet<VirtualAddress>,
  imports: Import[],
): void {
  const end = Math.min(rva + size, image.size);
  for (let at = rva; at + 4 <= end && imports.length < MAX_IMPORTS; at += 4) {
    const slot = addVa(image.base, at);
    if (seen.has(slot)) continue;
    const target = image.u32(at);
    // Zero ends each module's run of slots.
    if (target !== undefined && target !== 0) imports.push({ slot, target });
  }
}
