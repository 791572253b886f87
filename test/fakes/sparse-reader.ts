import type { Fault } from '../../src/memory/fault.ts';
import type { MemoryReader, PartialRead } from '../../src/memory/reader.ts';

/** Memory of single bytes that a test writes; everything else is not mapped. */
export class SparseReader implements MemoryReader {
  private readonly bytes = new Map<number, number>();

  write(va: number, bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) this.bytes.set((va + i) >>> 0, bytes[i]);
    return this;
  }

  /** Writes 32-bit words one after the other. */
  words(va: number, ...values: number[]): this {
    for (const [i, value] of values.entries()) {
      this.write(va + i * 4, [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]);
    }
    return this;
  }

  utf16(va: number, text: string): this {
    return this.write(va, Buffer.from(text, 'utf16le'));
  }

  readPartial(va: number, length: number): PartialRead {
    const read: number[] = [];
    for (let i = 0; i < length; i++) {
      const byte = this.bytes.get((va + i) >>> 0);
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
    return this.bytes.get(va >>> 0);
  }

  u16(va: number): number | undefined {
    return this.little(va, 2);
  }

  u32(va: number): number | undefined {
    return this.little(va, 4);
  }

  faultAt(va: number): Fault | undefined {
    return this.bytes.has(va >>> 0) ? undefined : { kind: 'not-mapped', va: va >>> 0, level: 'PT' };
  }

  private little(va: number, size: number): number | undefined {
    let value = 0;
    for (let i = size - 1; i >= 0; i--) {
      const byte = this.u8(va + i);
      if (byte === undefined) return undefined;
      value = value * 256 + byte;
    }
    return value;
  }
}
