import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { type HeaderFields, type Summary, writeHeader, writeSummary } from './dump-header.ts';
import { PAGE, type PhysicalMemory, type Run } from './physical-memory.ts';

/** Writes the pages behind the header, into memory or into a sparse file. */

export interface DumpFacts {
  size: number;
  type: 1 | 2;
  pages: number;
  first_page_offset: number;
  bitmap_bits: number | null;
  required_dump_space: number;
}

export type HeaderBase = Omit<HeaderFields, 'runs' | 'dumpType' | 'requiredSpace'>;

/** A dump that is ready to be written: its first bytes, and which frames follow in which order. */
export class DumpLayout {
  readonly facts: DumpFacts;
  readonly head: Uint8Array;
  readonly #memory: PhysicalMemory;
  readonly #runs: readonly Run[];
  readonly #kernelOnly: boolean;

  constructor(memory: PhysicalMemory, kind: 'complete' | 'kernel', header: HeaderBase) {
    this.#memory = memory;
    this.#runs = memory.runs();
    this.#kernelOnly = kind === 'kernel';
    const end = Math.max(...this.#runs.map((r) => r.base + r.count));
    const summary = this.#kernelOnly ? writeSummary(end, (pfn) => this.#present(pfn)) : undefined;
    const pages = summary?.pages ?? this.#runs.reduce((sum, r) => sum + r.count, 0);
    const first = summary?.firstPage ?? PAGE;
    const size = first + pages * PAGE;
    this.facts = {
      size,
      type: summary ? 2 : 1,
      pages,
      first_page_offset: first,
      bitmap_bits: summary?.bits ?? null,
      required_dump_space: size,
    };
    const dumpType = this.facts.type;
    this.head = this.#headBytes({ ...header, runs: this.#runs, dumpType, requiredSpace: size }, summary);
  }

  #headBytes(header: HeaderFields, summary?: Summary): Uint8Array {
    const bytes = new Uint8Array(PAGE + (summary?.bytes.length ?? 0));
    bytes.set(writeHeader(header));
    if (summary) bytes.set(summary.bytes, PAGE);
    return bytes;
  }

  #present(pfn: number): boolean {
    return this.#memory.useOf(pfn) === 'kernel';
  }

  /** Frames in file order. */
  *frames(): Generator<number> {
    for (const run of this.#runs) {
      for (let pfn = run.base; pfn < run.base + run.count; pfn++) {
        if (!this.#kernelOnly || this.#present(pfn)) yield pfn;
      }
    }
  }

  toBytes(): Uint8Array {
    const bytes = new Uint8Array(this.facts.size);
    bytes.set(this.head);
    let at = this.facts.first_page_offset;
    for (const pfn of this.frames()) {
      this.#memory.render(pfn, bytes.subarray(at, at + PAGE));
      at += PAGE;
    }
    return bytes;
  }

  /** Writes megabyte by megabyte; stretches of zeros stay holes. */
  toFile(path: string): void {
    const file = openSync(path, 'w');
    const buffer = new Uint8Array(256 * PAGE);
    let used = 0;
    let at = this.facts.first_page_offset;
    let dirty = false;
    const flush = () => {
      if (dirty) writeSync(file, buffer, 0, used, at);
      if (dirty) buffer.fill(0);
      at += used;
      used = 0;
      dirty = false;
    };
    try {
      writeSync(file, this.head, 0, this.head.length, 0);
      for (const pfn of this.frames()) {
        dirty = this.#memory.render(pfn, buffer.subarray(used, used + PAGE)) || dirty;
        used += PAGE;
        if (used === buffer.length) flush();
      }
      flush();
      ftruncateSync(file, this.facts.size);
    } finally {
      closeSync(file);
    }
  }
}
