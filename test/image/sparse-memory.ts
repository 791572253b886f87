import { type Fault, MemoryFaultError } from '../../src/memory/fault.ts';
import type { MemoryReader, PartialRead } from '../../src/memory/reader.ts';

/** An address space of test bytes: what was not put there faults, page by page. */
export class SparseMemory implements MemoryReader {
  readonly pages = new Map<number, Uint8Array>();
  /** Reads so far, to show that hostile input does not cause millions. */
  reads = 0;

  constructor(readonly kind: 'paged-out' | 'not-in-dump' = 'paged-out') {}

  /** Puts bytes at `va`; the rest of the pages they touch reads as zero. */
  put(va: number, bytes: Uint8Array | readonly number[]): this {
    for (let i = 0; i < bytes.length; i++) {
      const at = (va + i) >>> 0;
      let page = this.pages.get(at >>> 12);
      if (page === undefined) {
        page = new Uint8Array(0x1000);
        this.pages.set(at >>> 12, page);
      }
      page[at & 0xfff] = bytes[i];
    }
    return this;
  }

  /** Takes the page of `va` away. */
  drop(va: number): this {
    this.pages.delete(va >>> 12);
    return this;
  }

  readPartial(va: number, length: number): PartialRead {
    this.reads++;
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const at = (va + done) >>> 0;
      const page = this.pages.get(at >>> 12);
      if (page === undefined) return { bytes: bytes.subarray(0, done), fault: this.#fault(at) };
      const piece = page.subarray(at & 0xfff, (at & 0xfff) + length - done);
      bytes.set(piece, done);
      done += piece.length;
    }
    return { bytes };
  }

  readExact(va: number, length: number): Uint8Array {
    const { bytes, fault } = this.readPartial(va, length);
    if (fault !== undefined) throw new MemoryFaultError(fault, length, bytes.length);
    return bytes;
  }

  readMaybe(va: number, length: number): Uint8Array | undefined {
    const { bytes, fault } = this.readPartial(va, length);
    return fault === undefined ? bytes : undefined;
  }

  u8(va: number): number | undefined {
    return this.readMaybe(va, 1)?.[0];
  }

  u16(va: number): number | undefined {
    const bytes = this.readMaybe(va, 2);
    return bytes && bytes[0] | (bytes[1] << 8);
  }

  u32(va: number): number | undefined {
    const bytes = this.readMaybe(va, 4);
    return bytes && (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;
  }

  faultAt(va: number): Fault | undefined {
    return this.pages.has(va >>> 12) ? undefined : this.#fault(va);
  }

  #fault(va: number): Fault {
    return this.kind === 'paged-out'
      ? { kind: 'paged-out', va, level: 'PTE', file: 0, page: 0x1234 }
      : { kind: 'not-in-dump', va, level: 'PTE', pfn: 0x5678 };
  }
}
