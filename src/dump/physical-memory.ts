import type { FileSource } from '../files/source.ts';
import { PAGE_SIZE, type Pfn, type PhysicalAddress, physicalToPfn } from '../units/address.ts';
import type { PageMap } from './page-map.ts';

/**
 * Where one page's bytes are, without a copy. Loops keep one cursor and move it: `words[index]` is
 * the first word of the page, `bytes[index * 4]` its first byte. Use it before moving on.
 */
export interface PageCursor {
  words: Uint32Array;
  bytes: Uint8Array;
  /** Word position of the page's start. */
  index: number;
}

export function newPageCursor(): PageCursor {
  return { words: new Uint32Array(0), bytes: new Uint8Array(0), index: 0 };
}

/** Physical memory as far as the dump holds it. */
export class PhysicalMemory {
  constructor(
    private readonly source: FileSource,
    readonly pages: PageMap,
  ) {}

  /** The whole page is in the file. */
  has(pfn: Pfn): boolean {
    const offset = this.pages.locate(pfn);
    return offset >= 0 && offset + PAGE_SIZE <= this.source.size;
  }

  /** The dump describes the page, but the file ends before it. */
  isBeyondFile(pfn: Pfn): boolean {
    return this.pages.locate(pfn) + PAGE_SIZE > this.source.size;
  }

  /** Moves the cursor to a page; false, and the cursor untouched, when the dump does not hold it. */
  page(pfn: Pfn, cursor: PageCursor): boolean {
    const offset = this.pages.locate(pfn);
    if (offset < 0 || offset + PAGE_SIZE > this.source.size) return false;
    const window = this.source.window(offset);
    if (window === undefined) return false;
    const index = (offset - window.start) >>> 2;
    if (index + PAGE_SIZE / 4 > window.words.length) return false;
    cursor.words = window.words;
    cursor.bytes = window.bytes;
    cursor.index = index;
    return true;
  }

  /** Copies from physical memory; fewer bytes than asked when a page is missing. */
  read(address: PhysicalAddress, length: number): Uint8Array {
    const out = new Uint8Array(length);
    const cursor = newPageCursor();
    let done = 0;
    while (done < length) {
      if (!this.page(physicalToPfn(address + done), cursor)) return out.slice(0, done);
      const within = (address + done) % PAGE_SIZE;
      const count = Math.min(PAGE_SIZE - within, length - done);
      const start = cursor.index * 4 + within;
      out.set(cursor.bytes.subarray(start, start + count), done);
      done += count;
    }
    return out;
  }
}
