import { absenceOf, describeFault } from '../memory/fault.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { addVa, hex, PAGE_SHIFT, PAGE_SIZE, type Rva, type VirtualAddress } from '../units/address.ts';
import { type Absent, absent } from '../units/value.ts';

/** An image larger than this is not believed: the largest 32-bit driver is a tenth of it. */
const MAX_IMAGE_SIZE = 0x10000000;
const MAX_PAGES_KEPT = 1024;

/**
 * The bytes of one loaded image by RVA, a page at a time. Nothing outside the image is ever read,
 * whatever its tables claim, and a page that cannot be read is asked for once.
 */
export class ImageMemory {
  /** Bytes that belong to the image. */
  readonly size: number;
  readonly #pages = new Map<number, Uint8Array | undefined>();

  constructor(
    readonly memory: MemoryReader,
    readonly base: VirtualAddress,
    size: number,
  ) {
    this.size = Math.max(0, Math.min(size, MAX_IMAGE_SIZE, 0x100000000 - base));
  }

  /** One page of the image; undefined when it cannot be read. The base need not be page-aligned. */
  #page(index: number): Uint8Array | undefined {
    if (this.#pages.has(index)) return this.#pages.get(index);
    if (this.#pages.size >= MAX_PAGES_KEPT) this.#pages.clear();
    const start = index * PAGE_SIZE;
    const page = this.memory.readMaybe(addVa(this.base, start), Math.min(PAGE_SIZE, this.size - start));
    this.#pages.set(index, page);
    return page;
  }

  /** Exactly `length` bytes inside the image, or undefined. */
  read(rva: Rva, length: number): Uint8Array | undefined {
    if (!(rva >= 0 && length >= 0 && rva + length <= this.size)) return undefined;
    const first = this.#page(rva >>> PAGE_SHIFT);
    if (first === undefined) return undefined;
    const offset = rva % PAGE_SIZE;
    if (offset + length <= first.length) return first.subarray(offset, offset + length);
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const at = rva + done;
      const page = this.#page(at >>> PAGE_SHIFT);
      if (page === undefined) return undefined;
      const piece = page.subarray(at % PAGE_SIZE, (at % PAGE_SIZE) + length - done);
      bytes.set(piece, done);
      done += piece.length;
    }
    return bytes;
  }

  /** Little-endian word at `rva`, or undefined. */
  u32(rva: Rva): number | undefined {
    const bytes = this.read(rva, 4);
    return bytes && (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;
  }

  u16(rva: Rva): number | undefined {
    const bytes = this.read(rva, 2);
    return bytes && bytes[0] | (bytes[1] << 8);
  }

  /** Zero-terminated Latin-1 text of at most `max` characters; undefined when it does not end by then. */
  text(rva: Rva, max = 512): string | undefined {
    let text = '';
    for (let at = rva; at < rva + max; ) {
      if (!(at >= 0 && at < this.size)) return undefined;
      const page = this.#page(at >>> PAGE_SHIFT);
      if (page === undefined) return undefined;
      const end = Math.min(page.length, (at % PAGE_SIZE) + rva + max - at);
      for (let i = at % PAGE_SIZE; i < end; i++) {
        if (page[i] === 0) return text;
        text += String.fromCharCode(page[i]);
      }
      at += end - (at % PAGE_SIZE);
    }
    return undefined;
  }

  /** Why `what` at `rva` could not be had. */
  absentAt(rva: Rva, length: number, what: string): Absent {
    if (!(rva >= 0 && rva + length <= this.size)) {
      return absent(
        'unreadable',
        `${what}: RVA ${hex(rva)} lies outside the image of ${hex(this.size)} bytes`,
      );
    }
    for (let at = rva; at < rva + length; at = (Math.floor(at / PAGE_SIZE) + 1) * PAGE_SIZE) {
      const fault = this.memory.faultAt(addVa(this.base, at));
      if (fault !== undefined) return absent(absenceOf(fault), `${what}: ${describeFault(fault)}`);
    }
    return absent('unreadable', `${what} at RVA ${hex(rva)} makes no sense`);
  }
}
