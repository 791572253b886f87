import { describe, expect, it } from 'vitest';
import { readImage } from '../../src/image/pe-image.ts';
import { known } from '../../src/units/value.ts';
import {
  ascii,
  buildExports,
  buildImage,
  buildImports,
  CODE,
  DATA,
  READ_ONLY,
  u32le,
} from './image-builder.ts';
import { SparseMemory } from './sparse-memory.ts';

const BASE = 0x8b000000;

/** Small xorshift generator, so that a failing round can be repeated from its seed. */
function random(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** An image with every part: code, imports, exports, a debug record and resources. */
function richImage(): Uint8Array {
  const imports = buildImports(
    [
      {
        module: 'ntoskrnl.exe',
        functions: [
          { name: 'DbgPrint', target: 1 },
          { ordinal: 3, target: 2 },
        ],
      },
    ],
    0x2000,
    0x2400,
  );
  const exports = buildExports(
    [
      { name: 'A', rva: 0x1000 },
      { name: 'B', forwarder: 'nt.B' },
    ],
    0x3000,
  );
  const record = [...Buffer.from('RSDS'), ...new Array(16).fill(7), ...u32le(1), ...ascii('a.pdb')];
  const debug = [...[0, 0, 0, 2, record.length, 0x3500, 0].flatMap(u32le)];
  const resources = [0, 0, 0, 0x10000, 16, 0x80000018, 0, 0, 0, 0x10000, 1, 0x80000000].flatMap(u32le);
  const image = buildImage({
    sizeOfImage: 0x5000,
    directories: {
      0: [0x3000, exports.length],
      1: [0x2000, 40],
      2: [0x4000, 0x100],
      6: [0x3400, debug.length],
      12: [0x2400, imports.slots.length],
    },
    sections: [
      { name: '.text', rva: 0x1000, bytes: new Uint8Array(0x1000), characteristics: CODE },
      { name: '.data', rva: 0x2000, bytes: imports.descriptors, characteristics: DATA },
      { name: '.edata', rva: 0x3000, bytes: exports, characteristics: READ_ONLY },
      { name: '.rsrc', rva: 0x4000, bytes: resources, characteristics: READ_ONLY },
    ],
  });
  image.set(imports.slots, 0x2400);
  image.set(debug, 0x3400);
  image.set(record, 0x3500);
  return image;
}

function readEverything(memory: SparseMemory, size: number): number {
  const image = readImage(memory, BASE, size);
  const parts = [
    image.headers,
    image.imports,
    image.exports,
    image.exportSymbols,
    image.codeView,
    image.version,
  ];
  for (const part of parts) expect('value' in part || 'absent' in part).toBe(true);
  let end = 0;
  for (const section of image.sections) {
    expect(section.rva).toBeGreaterThanOrEqual(end);
    end = section.rva + section.size;
    expect(end).toBeLessThanOrEqual(image.size);
  }
  return memory.reads;
}

describe('hostile images', () => {
  it('survives 4000 rounds of mutated tables with bounded reading', { timeout: 60_000 }, () => {
    const clean = richImage();
    for (let round = 0; round < 4000; round++) {
      const next = random(0x9e3779b1 * (round + 1));
      const bytes = clean.slice();
      // Headers and tables, not the zeros between them.
      const hot = [
        0x3c, 0x80, 0x90, 0xd0, 0xf8, 0x120, 0x178, 0x1a0, 0x2000, 0x2040, 0x3000, 0x3028, 0x3400, 0x3500,
        0x4000,
      ];
      for (let i = 0; i <= next(6); i++) {
        const at = hot[next(hot.length)] + next(32);
        const value = [0, 1, 0x7f, 0x80, 0xff, next(256)][next(6)];
        bytes.fill(value, at, at + [1, 2, 4][next(3)]);
      }
      const memory = new SparseMemory().put(BASE, bytes);
      if (next(3) === 0) memory.drop(BASE + next(5) * 0x1000);
      const size = next(4) === 0 ? 0 : 0x5000;
      expect(readEverything(memory, size), `round ${round}`).toBeLessThan(80_000);
    }
  });

  it('cuts sections that overlap, lie outside or claim four gigabytes', () => {
    const bytes = buildImage({
      sizeOfImage: 0x4000,
      sections: [
        { name: 'huge', rva: 0x1000, bytes: [1], virtualSize: 0xffffffff },
        { name: 'over', rva: 0x2000, bytes: [1], virtualSize: 0x1800 },
        { name: 'same', rva: 0x2000, bytes: [1], virtualSize: 0x1800 },
        { name: 'last', rva: 0x3000, bytes: [1], virtualSize: 0x9000 },
      ],
    });
    const table = new DataView(bytes.buffer);
    const image = readImage(new SparseMemory().put(BASE, bytes), BASE, 0x4000);
    expect(image.sections.map((s) => [s.name, s.rva, s.size])).toEqual([
      ['huge', 0x1000, 0x1000],
      ['same', 0x2000, 0x1000],
      ['last', 0x3000, 0x1000],
    ]);
    expect(image.notes.some((note) => note.includes('huge claims ffffffff bytes, 1000 fit'))).toBe(true);

    // NumberOfSections 65535: 96 at most are looked at.
    table.setUint16(0x86, 0xffff, true);
    const many = readImage(new SparseMemory().put(BASE, bytes), BASE, 0x4000);
    expect(many.sections.length).toBeLessThanOrEqual(96);
    expect(many.notes[0]).toContain('65535 sections claimed');
  });

  it('ends on import descriptors that lead back to themselves', () => {
    // Names and slots of the one descriptor are the descriptor table; it never ends with a zero.
    const descriptor = [0x1000, 1, 1, 0x1000, 0x1000].flatMap(u32le);
    const bytes = buildImage({
      sizeOfImage: 0x200000,
      directories: { 1: [0x1000, 0xffffffff] },
      sections: [{ name: '.text', rva: 0x1000, bytes: [] }],
    });
    for (let at = 0x1000; at + 20 <= bytes.length; at += 20) bytes.set(descriptor, at);
    const memory = new SparseMemory().put(BASE, bytes);
    const imports = readImage(memory, BASE, 0x200000).imports;
    expect(imports).toMatchObject({ complete: false });
    expect(known(imports)!.length).toBeLessThanOrEqual(16384);
  });

  it('ends on a resource directory that points to itself', () => {
    const self = [0, 0, 0, 0x10000, 16, 0x80000000].flatMap(u32le);
    const bytes = buildImage({
      sizeOfImage: 0x2000,
      directories: { 2: [0x1000, self.length] },
      sections: [{ name: '.rsrc', rva: 0x1000, bytes: self, characteristics: READ_ONLY }],
    });
    const { version } = readImage(new SparseMemory().put(BASE, bytes), BASE, 0x2000);
    expect(version).toMatchObject({ absent: 'unreadable' });
  });

  it('reads no more than 256 MiB of an image whose header claims four gigabytes', () => {
    const bytes = buildImage({ sizeOfImage: 0x1000, sections: [] });
    new DataView(bytes.buffer).setUint32(0x80 + 24 + 56, 0xfffff000, true);
    expect(readImage(new SparseMemory().put(BASE, bytes), BASE, 0).size).toBe(0x10000000);
    // A base near the top of the address space leaves less.
    expect(readImage(new SparseMemory().put(0xffff0000, bytes), 0xffff0000, 0).size).toBe(0x10000);
  });
});
