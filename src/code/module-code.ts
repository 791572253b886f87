import type { PeImage } from '../image/pe-image.ts';
import type { MemoryReader } from '../memory/reader.ts';
import type { SymbolTable } from '../symbols/symbol-table.ts';
import { addVa, PAGE_SHIFT, PAGE_SIZE, pagesFor, type Rva, type VirtualAddress } from '../units/address.ts';

/** A module whose code is to be read. */
export interface CodeModule {
  /** As WinDbg calls it: `nt`, `SIoctl`. */
  readonly name: string;
  readonly base: VirtualAddress;
  /** Bytes. */
  readonly size: number;
  /** Where the image can be read: session space for win32k and its kind. */
  readonly memory: MemoryReader;
  readonly image: PeImage;
  /** Names better than the exports, when there are any. */
  readonly symbols?: SymbolTable;
}

export interface CodeRange {
  readonly start: Rva;
  /** First RVA after the range. */
  readonly end: Rva;
  readonly section: string;
  readonly isDiscardable: boolean;
}

/** An image is not read further than this. */
const MAX_LOADED = 0x4000000;

/** One module's bytes as far as they are in memory, and which of them are code. */
export class ModuleCode {
  /** The image from its base on; absent pages are zero. */
  readonly bytes: Uint8Array;
  readonly ranges: readonly CodeRange[];
  /** Pages of code sections, and how many of them could not be read; discarded INIT not counted. */
  readonly codePages: number;
  readonly missingCodePages: number;
  /** The sections could not be read, so the whole image is taken for code. */
  readonly isGuessed: boolean;
  readonly #present: Uint8Array;

  constructor(readonly module: CodeModule) {
    const size = Math.min(module.size, module.image.size, MAX_LOADED);
    this.bytes = new Uint8Array(size);
    this.#present = new Uint8Array(pagesFor(size));
    this.#load();
    this.isGuessed = 'absent' in module.image.headers;
    this.ranges = this.isGuessed
      ? [{ start: 0, end: size, section: 'image', isDiscardable: false }]
      : codeRanges(module.image, size);
    let pages = 0;
    let missing = 0;
    for (const { start, end, isDiscardable } of this.ranges) {
      if (isDiscardable) continue;
      for (let page = start >>> PAGE_SHIFT; page < pagesFor(end); page++) {
        pages++;
        if (this.#present[page] === 0) missing++;
      }
    }
    this.codePages = pages;
    this.missingCodePages = missing;
  }

  get base(): VirtualAddress {
    return this.module.base;
  }

  /** Page by page: a longer read would set room aside for all that follows a missing page, each time. */
  #load(): void {
    const { memory, base } = this.module;
    for (let at = 0; at < this.bytes.length; at += PAGE_SIZE) {
      const page = memory.readMaybe(addVa(base, at), Math.min(PAGE_SIZE, this.bytes.length - at));
      if (page === undefined) continue;
      this.bytes.set(page, at);
      this.#present[at >>> PAGE_SHIFT] = 1;
    }
  }

  /** The page that holds `rva` is in memory. */
  isPresent(rva: Rva): boolean {
    return this.#present[rva >>> PAGE_SHIFT] === 1;
  }

  /** First RVA at or after `rva` whose page is absent, at most `end`. */
  presentUntil(rva: Rva, end: Rva): Rva {
    let at = rva;
    while (at < end && this.isPresent(at)) at = ((at >>> PAGE_SHIFT) + 1) * PAGE_SIZE;
    return Math.min(at, end);
  }

  /** Lowest RVA, not below `start`, from which all pages up to `rva` are present. */
  presentSince(rva: Rva, start: Rva): Rva {
    let page = rva >>> PAGE_SHIFT;
    while (page > 0 && this.#present[page - 1] === 1) page--;
    return Math.max(page * PAGE_SIZE, start);
  }

  /** The code range that holds `rva`. */
  rangeAt(rva: Rva): CodeRange | undefined {
    return this.ranges.find((range) => rva >= range.start && rva < range.end);
  }

  /** Little-endian word; the bytes must lie inside the image. */
  u32(rva: Rva): number {
    const { bytes } = this;
    return (bytes[rva] | (bytes[rva + 1] << 8) | (bytes[rva + 2] << 16) | (bytes[rva + 3] << 24)) >>> 0;
  }
}

function codeRanges(image: PeImage, size: number): CodeRange[] {
  return image.sections
    .filter((section) => section.isCode && section.rva < size)
    .map(({ rva, size: length, name, isDiscardable }) => ({
      start: rva,
      end: Math.min(rva + length, size),
      section: name,
      isDiscardable,
    }));
}
