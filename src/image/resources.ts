import {
  type DataDirectory,
  PE_SIZES,
  type ResourceEntryFields,
  readResourceData,
  readResourceDirectory,
  readResourceEntry,
} from '../formats/pe.ts';
import type { Rva } from '../units/address.ts';
import { type Absent, absent } from '../units/value.ts';
import type { ImageMemory } from './image-memory.ts';

const MAX_ENTRIES = 256;
/** Type, name, language: the tree has three levels. */
const LEVELS = 3;

/**
 * Data of the first resource of a type: follows the type's entry, then the first entry of each
 * level below. Offsets inside the tree are relative to the resources, the data's is an RVA.
 */
export function firstResource(image: ImageMemory, root: Rva, type: number): DataDirectory | Absent {
  let directory = root;
  for (let level = 0; level < LEVELS; level++) {
    const entry = pickEntry(image, directory, level === 0 ? type : undefined);
    if (entry === undefined) {
      return level === 0 && image.read(directory, PE_SIZES.resourceDirectory) !== undefined
        ? absent('unsupported', `image has no resource of type ${type}`)
        : image.absentAt(directory, PE_SIZES.resourceDirectory, 'resource directory');
    }
    if (!entry.isDirectory) return dataEntry(image, root + entry.offset);
    directory = root + entry.offset;
  }
  return absent('unreadable', 'resource tree is deeper than three levels');
}

function pickEntry(image: ImageMemory, rva: Rva, id: number | undefined): ResourceEntryFields | undefined {
  const bytes = image.read(rva, PE_SIZES.resourceDirectory);
  const counts = bytes && readResourceDirectory(bytes);
  if (counts === undefined) return undefined;
  const count = Math.min(counts.named + counts.ids, MAX_ENTRIES);
  for (let i = 0; i < count; i++) {
    const at = rva + PE_SIZES.resourceDirectory + i * PE_SIZES.resourceDirectoryEntry;
    const entryBytes = image.read(at, PE_SIZES.resourceDirectoryEntry);
    const entry = entryBytes && readResourceEntry(entryBytes);
    if (entry === undefined) return undefined;
    if (id === undefined || entry.id === id) return entry;
  }
  return undefined;
}

function dataEntry(image: ImageMemory, rva: Rva): DataDirectory | Absent {
  const bytes = image.read(rva, PE_SIZES.resourceDataEntry);
  const entry = bytes && readResourceData(bytes);
  return entry ?? image.absentAt(rva, PE_SIZES.resourceDataEntry, 'resource data entry');
}
