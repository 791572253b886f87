import { OmapEntry, SectionHeader } from './generated/pdb-sections.layout.ts';
import { PdbError } from './pdb-error.ts';
import { cString } from './zero-terminated.ts';

export interface PdbSection {
  readonly name: string;
  /** RVA. */
  readonly virtualAddress: number;
  /** Bytes in memory. */
  readonly virtualSize: number;
  readonly isExecutable: boolean;
}

const EXECUTABLE = 0x20000000;

/** Reads a section header stream; a torn last header is an error. */
export function readSections(bytes: Uint8Array): PdbSection[] {
  if (bytes.length % SectionHeader.size !== 0)
    throw new PdbError('section_headers', 0, `${bytes.length} bytes are not whole headers`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sections: PdbSection[] = [];
  for (let at = 0; at < bytes.length; at += SectionHeader.size) {
    sections.push({
      name: cString(bytes, at, at + SectionHeader.name.size),
      virtualAddress: view.getUint32(at + SectionHeader.virtualAddress.offset, true),
      virtualSize: view.getUint32(at + SectionHeader.lenVirtual.offset, true),
      isExecutable: (view.getUint32(at + SectionHeader.characteristics.offset, true) & EXECUTABLE) !== 0,
    });
  }
  return sections;
}

/** Address map of an image that was reordered after linking. */
export class AddressMap {
  private readonly view: DataView;
  private readonly count: number;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = Math.floor(bytes.length / OmapEntry.size);
  }

  /** Where an RVA went, or undefined when it was dropped or lies below the map. */
  map(rva: number): number | undefined {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.word(middle, OmapEntry.rva.offset) <= rva) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return undefined;
    const to = this.word(low - 1, OmapEntry.rvaTo.offset);
    return to === 0 ? undefined : to + (rva - this.word(low - 1, OmapEntry.rva.offset));
  }

  private word(index: number, offset: number): number {
    return this.view.getUint32(index * OmapEntry.size + offset, true);
  }
}
