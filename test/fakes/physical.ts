import { RunPageMap } from '../../src/dump/page-map.ts';
import { PhysicalMemory } from '../../src/dump/physical-memory.ts';
import type { FileSource } from '../../src/files/source.ts';

/** A file that is an array. */
export function bytesSource(bytes: Uint8Array): FileSource {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  return {
    path: 'memory',
    size: bytes.length,
    backend: 'pread',
    window: (offset) => (offset >= 0 && offset < bytes.length ? { start: 0, bytes, words } : undefined),
    read: (offset, length) => bytes.slice(offset, offset + length),
    close: () => undefined,
  };
}

/** Physical pages that a test writes by frame number; everything from frame 0 on is present. */
export class FakePhysical {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  readonly memory: PhysicalMemory;

  constructor(
    pages: number,
    present: readonly { basePage: number; pageCount: number }[] = [{ basePage: 0, pageCount: pages }],
  ) {
    this.bytes = new Uint8Array(pages * 4096);
    this.words = new Uint32Array(this.bytes.buffer);
    this.memory = new PhysicalMemory(bytesSource(this.bytes), new RunPageMap(present, 0));
  }

  /** Writes an eight-byte entry. */
  entry(pfn: number, index: number, low: number, high = 0): void {
    this.words[pfn * 1024 + index * 2] = low;
    this.words[pfn * 1024 + index * 2 + 1] = high;
  }

  /** Writes a four-byte entry. */
  word(pfn: number, index: number, value: number): void {
    this.words[pfn * 1024 + index] = value;
  }

  fill(pfn: number, byte: number): void {
    this.bytes.fill(byte, pfn * 4096, (pfn + 1) * 4096);
  }
}
