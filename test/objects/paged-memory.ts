import { newPageCursor, type PageCursor } from '../../src/dump/physical-memory.ts';
import type { Fault } from '../../src/memory/fault.ts';
import { PageState } from '../../src/memory/page-state.ts';
import type { MemoryReader, PartialRead } from '../../src/memory/reader.ts';

/** Whole pages that a test writes; everything else is not mapped. Reads like an address space. */
export class PagedMemory implements MemoryReader {
  private readonly pages = new Map<number, Uint8Array<ArrayBuffer>>();

  /** Makes the pages of a range exist, filled with zeros. */
  map(va: number, bytes = 1): this {
    for (let page = va >>> 12; page <= (va + bytes - 1) >>> 12; page++) this.pageOf(page);
    return this;
  }

  bytes(va: number, bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) this.pageOf((va + i) >>> 12)[(va + i) & 0xfff] = bytes[i];
    return this;
  }

  /** Writes 32-bit words one after the other. */
  words(va: number, ...values: number[]): this {
    for (const [i, value] of values.entries()) {
      this.bytes(va + i * 4, [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]);
    }
    return this;
  }

  /** Writes a UNICODE_STRING at `va` and its characters at `buffer`. */
  unicode(va: number, text: string, buffer: number): this {
    this.words(va, (text.length * 2) | ((text.length * 2 + 2) << 16), buffer);
    return this.bytes(buffer, Buffer.from(text, 'utf16le')).map(buffer, text.length * 2 + 2);
  }

  page(va: number, cursor: PageCursor): PageState {
    const page = this.pages.get(va >>> 12);
    if (page === undefined) return PageState.notMapped;
    cursor.bytes = page;
    cursor.words = new Uint32Array(page.buffer);
    cursor.index = 0;
    return PageState.valid;
  }

  readPartial(va: number, length: number): PartialRead {
    const read: number[] = [];
    for (let i = 0; i < length; i++) {
      const byte = this.u8(va + i);
      if (byte === undefined) return { bytes: Uint8Array.from(read), fault: this.faultAt(va + i) };
      read.push(byte);
    }
    return { bytes: Uint8Array.from(read) };
  }

  readMaybe(va: number, length: number): Uint8Array | undefined {
    const { bytes, fault } = this.readPartial(va, length);
    return fault === undefined ? bytes : undefined;
  }

  readExact(va: number, length: number): Uint8Array {
    const bytes = this.readMaybe(va, length);
    if (bytes === undefined) throw new Error('not mapped');
    return bytes;
  }

  u8(va: number): number | undefined {
    return this.pages.get((va >>> 0) >>> 12)?.[va & 0xfff];
  }

  u16(va: number): number | undefined {
    const [low, high] = [this.u8(va), this.u8(va + 1)];
    return low === undefined || high === undefined ? undefined : low | (high << 8);
  }

  u32(va: number): number | undefined {
    const [low, high] = [this.u16(va), this.u16(va + 2)];
    return low === undefined || high === undefined ? undefined : (low | (high << 16)) >>> 0;
  }

  faultAt(va: number): Fault | undefined {
    const isThere = this.page(va, newPageCursor()) === PageState.valid;
    return isThere ? undefined : { kind: 'not-mapped', va: va >>> 0, level: 'PT' };
  }

  private pageOf(page: number): Uint8Array<ArrayBuffer> {
    let found = this.pages.get(page);
    if (found === undefined) {
      found = new Uint8Array(4096);
      this.pages.set(page, found);
    }
    return found;
  }
}
