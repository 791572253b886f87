import { type CodeViewFields, PE_SIZES, readCodeView, readDebugDirectory } from '../formats/pe.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { PAGE_SIZE, type Rva, type VirtualAddress } from '../units/address.ts';
import { absent, known, present, type Value } from '../units/value.ts';
import { DIRECTORY, directoryOf, type PeHeaders, readHeaders } from './headers.ts';
import { ImageMemory } from './image-memory.ts';

const TYPE_CODE_VIEW = 2;
const MAX_ENTRIES = 32;
const MAX_PATH = 1024;
const RSDS = 0x53445352;
/** A scan reads at most this much of the image. */
const MAX_SCAN = 0x2000000;

/** Which PDB belongs to an image. */
export interface CodeViewId {
  readonly format: 'RSDS' | 'NB10';
  /** RSDS: GUID as 32 upper-case hex digits; NB10: signature as eight. */
  readonly guid: string;
  readonly age: number;
  /** Path as the linker wrote it. */
  readonly path: string;
  /** Last part of the path: the name under which a symbol store keeps the PDB. */
  readonly pdbName: string;
}

/** The CodeView record by way of the debug directory, or by a scan when that page is missing. */
export function codeViewOf(image: ImageMemory, headers: PeHeaders | undefined): Value<CodeViewId> {
  const directory = headers && directoryOf(headers, DIRECTORY.debug);
  if (headers !== undefined && directory === undefined) {
    return absent('no-symbol', 'image has no debug directory');
  }
  const entries = directory ? Math.min(Math.floor(directory.size / PE_SIZES.debugDirectory), MAX_ENTRIES) : 0;
  for (let i = 0; directory !== undefined && i < entries; i++) {
    const bytes = image.read(directory.rva + i * PE_SIZES.debugDirectory, PE_SIZES.debugDirectory);
    const entry = bytes && readDebugDirectory(bytes);
    if (entry?.type !== TYPE_CODE_VIEW) continue;
    const record = recordAt(image, entry.rva);
    if (record !== undefined) return present(record, 'header');
  }
  const scanned = scanForRsds(image);
  if (scanned !== undefined) return present(scanned, 'scan');
  return image.absentAt(directory?.rva ?? 0, PE_SIZES.debugDirectory, 'debug directory');
}

/** The CodeView record alone, for who needs no more of the image; `size` in bytes. */
export function readCodeViewId(
  memory: MemoryReader,
  base: VirtualAddress,
  size: number,
): CodeViewId | undefined {
  const image = new ImageMemory(memory, base, size);
  return known(codeViewOf(image, known(readHeaders(image))));
}

/** A record at `rva`, read up to the end of the path or of the readable bytes. */
function recordAt(image: ImageMemory, rva: Rva): CodeViewId | undefined {
  for (const head of [PE_SIZES.codeViewRsds, PE_SIZES.codeViewNb10]) {
    const path = image.text(rva + head, MAX_PATH);
    const bytes = path === undefined ? undefined : image.read(rva, head + path.length + 1);
    const fields = bytes && readCodeView(bytes);
    if (fields !== undefined && headLength(fields) === head) return describe(fields);
  }
  return undefined;
}

function headLength(fields: CodeViewFields): number {
  return fields.format === 'RSDS' ? PE_SIZES.codeViewRsds : PE_SIZES.codeViewNb10;
}

function describe(fields: CodeViewFields): CodeViewId {
  return {
    ...fields,
    pdbName: fields.path.slice(Math.max(...['\\', '/'].map((c) => fields.path.lastIndexOf(c))) + 1),
  };
}

/** Looks at every 4-byte boundary of the readable pages for `RSDS` with a path that ends in `.pdb`. */
function scanForRsds(image: ImageMemory): CodeViewId | undefined {
  const end = Math.min(image.size, MAX_SCAN);
  for (let start = 0; start < end; start += PAGE_SIZE) {
    const page = image.read(start, Math.min(PAGE_SIZE, image.size - start));
    if (page === undefined) continue;
    for (let i = 0; i + 4 <= page.length; i += 4) {
      if (page[i] !== 0x52 || word(page, i) !== RSDS) continue;
      const record = recordAt(image, start + i);
      if (record !== undefined && /^[\x20-\x7e]+\.pdb$/i.test(record.path)) return record;
    }
  }
  return undefined;
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}
