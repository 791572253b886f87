import { PE_SIZES, readSectionHeader, type SectionFields } from '../formats/pe.ts';
import { hex, type Rva } from '../units/address.ts';
import type { ImageMemory } from './image-memory.ts';

/** Bits of a section's characteristics, as the PE format names them. */
const CNT_CODE = 0x20;
const MEM_DISCARDABLE = 0x02000000;
const MEM_EXECUTE = 0x20000000;
const MEM_WRITE = 0x80000000;

/** The loader refuses images with more sections. */
const MAX_SECTIONS = 96;

export interface Section {
  readonly name: string;
  readonly rva: Rva;
  /** Bytes in memory, never past the end of the image or the start of the next section. */
  readonly size: number;
  /** Bytes as the header claims. */
  readonly declaredSize: number;
  readonly characteristics: number;
  /** Holds code: executable, or marked as code. */
  readonly isCode: boolean;
  readonly isWritable: boolean;
  /** Thrown away after start-up, as INIT is: its pages may hold anything or nothing. */
  readonly isDiscardable: boolean;
}

export interface SectionTable {
  /** In ascending RVA order, without overlaps. */
  readonly sections: readonly Section[];
  /** What the table claimed and was not believed. */
  readonly notes: readonly string[];
}

/** The section table, cut to what the image can hold. */
export function readSections(image: ImageMemory, tableRva: Rva, count: number): SectionTable {
  const notes: string[] = [];
  if (count > MAX_SECTIONS) notes.push(`${count} sections claimed, the first ${MAX_SECTIONS} were read`);
  const found: SectionFields[] = [];
  for (let i = 0; i < Math.min(count, MAX_SECTIONS); i++) {
    const bytes = image.read(tableRva + i * PE_SIZES.sectionHeader, PE_SIZES.sectionHeader);
    const fields = bytes && readSectionHeader(bytes);
    if (fields === undefined) {
      notes.push(`section header ${i} of ${count} cannot be read`);
      break;
    }
    found.push(fields);
  }
  found.sort((a, b) => a.rva - b.rva);
  return { sections: clampSections(found, image.size, notes), notes };
}

function clampSections(found: readonly SectionFields[], imageSize: number, notes: string[]): Section[] {
  const sections: Section[] = [];
  for (const [i, fields] of found.entries()) {
    const declaredSize = fields.virtualSize || fields.rawSize;
    if (fields.rva >= imageSize || declaredSize === 0) {
      notes.push(`section ${fields.name} at RVA ${hex(fields.rva)} holds nothing of the image`);
      continue;
    }
    const next = i + 1 < found.length ? Math.max(found[i + 1].rva, fields.rva) : imageSize;
    const size = Math.min(declaredSize, Math.min(next, imageSize) - fields.rva);
    if (size < declaredSize) {
      notes.push(`section ${fields.name} claims ${hex(declaredSize)} bytes, ${hex(size)} fit`);
    }
    if (size > 0) sections.push(describe(fields, size, declaredSize));
  }
  return sections;
}

function describe(fields: SectionFields, size: number, declaredSize: number): Section {
  const { name, rva, characteristics } = fields;
  return {
    name,
    rva,
    size,
    declaredSize,
    characteristics,
    isCode: (characteristics & (MEM_EXECUTE | CNT_CODE)) !== 0,
    isWritable: (characteristics & MEM_WRITE) !== 0,
    isDiscardable: (characteristics & MEM_DISCARDABLE) !== 0,
  };
}

/** The section that holds `rva`, or undefined for the headers and for gaps. */
export function sectionAt(sections: readonly Section[], rva: Rva): Section | undefined {
  return sections.find((section) => rva >= section.rva && rva < section.rva + section.size);
}
