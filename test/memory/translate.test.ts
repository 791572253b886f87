import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../src/memory/address-space.ts';
import { MemoryFaultError } from '../../src/memory/fault.ts';
import { PageTables } from '../../src/memory/page-tables.ts';
import { CLASSIC, PAE } from '../../src/memory/paging-mode.ts';
import { FakePhysical } from '../fakes/physical.ts';

// Frames of the fake machine: 1 holds the PDPT, 2 the directory of 80000000-BFFFFFFF, 3 a page table.
const PDPT = 1;
const DIRECTORY = 2;
const TABLE = 3;

function paeMachine(pages = 64): FakePhysical {
  const physical = new FakePhysical(pages);
  physical.entry(PDPT, 2, (DIRECTORY << 12) | 1);
  physical.entry(DIRECTORY, 0, (TABLE << 12) | 0x63);
  return physical;
}

function paeSpace(physical: FakePhysical): AddressSpace {
  const tables = new PageTables(physical.memory, PAE);
  return new AddressSpace(tables, tables.topTable(PDPT * 4096) as Uint32Array);
}

describe('PAE translation', () => {
  it('reads a valid page', () => {
    const physical = paeMachine();
    physical.entry(TABLE, 5, (9 << 12) | 0x63);
    physical.fill(9, 0xab);
    expect(paeSpace(physical).u32(0x80005010)).toBe(0xabababab);
  });

  it('keeps frames above 4 GiB and ignores the no-execute bit', () => {
    // PTE 8000000112345063: frame 112345, which a 32-bit AND would cut to 12345.
    const physical = paeMachine();
    physical.entry(TABLE, 5, 0x12345063, 0x80000001);
    expect(paeSpace(physical).frame(0x80005000)).toEqual({ state: 0, pfn: 0x112345 });
    expect(paeSpace(physical).faultAt(0x80005000)).toMatchObject({ kind: 'not-in-dump', pfn: 0x112345 });
  });

  it('walks a 2 MB page', () => {
    const physical = paeMachine(1024);
    // 512 frames from 200h on; bit 7 makes the directory entry a large page.
    physical.entry(DIRECTORY, 1, (0x200 << 12) | 0xe3);
    physical.fill(0x200 + 0x123, 0x5a);
    expect(paeSpace(physical).u8(0x80200000 + 0x123 * 4096 + 7)).toBe(0x5a);
  });

  it('tells the software entries of Windows 7 apart', () => {
    const physical = paeMachine();
    physical.entry(TABLE, 1, (9 << 12) | 0x880); // transition: bit 11, PFN 9
    physical.fill(9, 0x11);
    physical.entry(TABLE, 2, 0x00000084, 0x1234); // page file 2, page 1234h
    physical.entry(TABLE, 3, 0x00000080); // protection only: demand zero
    physical.entry(TABLE, 4, 0x00000400, 0x80006008); // prototype entry at 80006008
    physical.entry(TABLE, 6, (10 << 12) | 0x63);
    physical.entry(10, 1, (9 << 12) | 0x61);
    physical.entry(TABLE, 7, 0x00000400, 0xffffffff); // prototype to be found in the VAD
    const space = paeSpace(physical);
    expect(space.u8(0x80001000)).toBe(0x11);
    expect(space.faultAt(0x80002000)).toEqual({
      kind: 'paged-out',
      va: 0x80002000,
      level: 'PT',
      file: 2,
      page: 0x1234,
    });
    expect(space.faultAt(0x80003000)).toEqual({ kind: 'demand-zero', va: 0x80003000, level: 'PT' });
    expect(space.u8(0x80004000)).toBe(0x11);
    expect(space.faultAt(0x80007000)).toMatchObject({ kind: 'prototype', at: 0xffffffff });
    expect(space.faultAt(0x80005000)).toMatchObject({ kind: 'not-mapped', level: 'PT' });
    expect(space.faultAt(0x80400000)).toMatchObject({ kind: 'not-mapped', level: 'PD' });
    expect(space.faultAt(0x10000000)).toMatchObject({ kind: 'not-mapped', level: 'PDPT' });
  });

  it('follows a prototype entry that names itself no further', () => {
    const physical = paeMachine();
    physical.entry(TABLE, 4, 0x00000400, 0x80004008);
    expect(paeSpace(physical).faultAt(0x80004000)).toMatchObject({ kind: 'prototype' });
  });

  it('says that a table is not in the dump', () => {
    const physical = paeMachine();
    physical.entry(DIRECTORY, 2, (0x999 << 12) | 0x63);
    expect(paeSpace(physical).faultAt(0x80400000)).toMatchObject({
      kind: 'not-in-dump',
      level: 'PD',
      pfn: 0x999,
    });
  });

  it('reads a transition page table', () => {
    const physical = paeMachine();
    physical.entry(DIRECTORY, 3, (TABLE << 12) | 0x880);
    physical.entry(TABLE, 5, (9 << 12) | 0x63);
    physical.fill(9, 0x77);
    expect(paeSpace(physical).u8(0x80605000)).toBe(0x77);
  });
});

describe('classic translation', () => {
  function classicSpace(physical: FakePhysical): AddressSpace {
    const tables = new PageTables(physical.memory, CLASSIC);
    return new AddressSpace(tables, tables.topTable(DIRECTORY * 4096) as Uint32Array);
  }

  it('walks 10-10-12 and 4 MB pages', () => {
    const physical = new FakePhysical(2048);
    physical.word(DIRECTORY, 0x200, (TABLE << 12) | 0x63);
    physical.word(TABLE, 5, (9 << 12) | 0x63);
    physical.word(DIRECTORY, 0x201, (0x400 << 12) | 0xe3);
    physical.fill(9, 0x21);
    physical.fill(0x400 + 0x3ff, 0x22);
    const space = classicSpace(physical);
    expect(space.u8(0x80005000)).toBe(0x21);
    expect(space.u8(0x80400000 + 0x3ff000)).toBe(0x22);
  });

  it('reads the page file number and offset of a four-byte entry', () => {
    const physical = new FakePhysical(16);
    physical.word(DIRECTORY, 0x200, (TABLE << 12) | 0x63);
    physical.word(TABLE, 1, (0x345 << 12) | 0x82);
    expect(classicSpace(physical).faultAt(0x80001000)).toMatchObject({
      kind: 'paged-out',
      file: 1,
      page: 0x345,
    });
  });
});

describe('reads', () => {
  const physical = paeMachine();
  for (let i = 0; i < 4; i++) physical.entry(TABLE, 0x10 + i, ((20 - i) << 12) | 0x63);
  for (let pfn = 17; pfn <= 20; pfn++) {
    for (let i = 0; i < 4096; i++) physical.bytes[pfn * 4096 + i] = (pfn * 7 + i * 13) & 0xff;
  }
  const space = paeSpace(physical);
  // What the four pages hold, in virtual order: frames 20, 19, 18, 17.
  const expected = new Uint8Array(4 * 4096);
  for (let i = 0; i < 4; i++)
    expected.set(physical.bytes.subarray((20 - i) * 4096, (21 - i) * 4096), i * 4096);

  it('gives the same bytes wherever a read starts and however many pages it crosses', () => {
    fc.assert(
      fc.property(fc.nat(4 * 4096 - 1), fc.nat(4 * 4096), (start, length) => {
        const wanted = Math.min(length, 4 * 4096 - start);
        expect(space.readExact(0x80010000 + start, wanted)).toEqual(expected.slice(start, start + wanted));
      }),
    );
  });

  it('reads unaligned words across pages', () => {
    fc.assert(
      fc.property(fc.nat(4 * 4096 - 4), (start) => {
        const view = new DataView(expected.buffer);
        expect(space.u32(0x80010000 + start)).toBe(view.getUint32(start, true));
      }),
    );
  });

  it('keeps its three contracts at the end of what is mapped', () => {
    const { bytes, fault } = space.readPartial(0x80013ff0, 64);
    expect(bytes).toEqual(expected.slice(-16));
    expect(fault).toMatchObject({ kind: 'not-mapped', va: 0x80014000 });
    expect(space.readMaybe(0x80013ff0, 64)).toBeUndefined();
    expect(() => space.readExact(0x80013ff0, 64)).toThrow(MemoryFaultError);
    expect(() => space.readExact(0x80013ff0, 64)).toThrow(/80014000 is not mapped.*16 of 64 bytes/);
  });

  it('calls a range unused that no entry is for, and none whose table is missing', () => {
    expect(space.isUnused(0x80014000, 0x80200000)).toBe(true);
    expect(space.isUnused(0x80013000, 0x80200000)).toBe(false);
    expect(space.isUnused(0x80200000, 0x100000000)).toBe(true);
    const torn = paeMachine();
    torn.entry(DIRECTORY, 1, (0x7fff << 12) | 0x63);
    expect(paeSpace(torn).isUnused(0x80200000, 0x80400000)).toBe(false);
  });

  it('visits exactly the mapped pages', () => {
    const seen: number[] = [];
    space.scanPages(0x80000000, 0x100000000, (va, state, pfn) => seen.push(va, state, pfn));
    expect(seen).toEqual([0x80010000, 0, 20, 0x80011000, 0, 19, 0x80012000, 0, 18, 0x80013000, 0, 17]);
  });
});

describe('translation of random page tables', () => {
  it('never throws and agrees with a walk by the book', () => {
    const word = fc.integer({ min: 0, max: 0xffffffff });
    // Prototype entries have tests of their own; here their bit stays clear in invalid entries.
    const entry = word.map((low) => ((low & 1) === 1 ? low : (low & ~0x400) >>> 0));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(511), entry, fc.nat(1)), { maxLength: 40 }),
        word,
        (entries, va) => {
          const physical = paeMachine();
          for (const [index, low, high] of entries) physical.entry(TABLE, index, low, high);
          for (const [index, low, high] of entries) physical.entry(DIRECTORY, index % 8, low, high);
          const space = paeSpace(physical);
          const address = (0x80000000 | (va & 0x00ffffff)) >>> 0;
          expect(space.u8(address)).toBe(byTheBook(physical, address));
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** The Intel manual's walk, valid entries and the transition form only; undefined for everything else. */
function byTheBook(physical: FakePhysical, va: number): number | undefined {
  const read = (address: bigint): bigint | undefined => {
    if (address + 8n > BigInt(physical.bytes.length)) return undefined;
    return new DataView(physical.bytes.buffer).getBigUint64(Number(address), true);
  };
  const frame = (entry: bigint) => entry & 0x3ffffff000n;
  const usable = (entry: bigint) => (entry & 1n) === 1n || (entry & 0xc00n) === 0x800n;
  const pde = read(BigInt(DIRECTORY) * 4096n + BigInt((va >>> 21) & 511) * 8n);
  if (pde === undefined || !usable(pde)) return undefined;
  if ((pde & 0x81n) === 0x81n) return byteAt(physical, (frame(pde) & ~0x1fffffn) + BigInt(va & 0x1fffff));
  const pte = read(frame(pde) + BigInt((va >>> 12) & 511) * 8n);
  if (pte === undefined) return undefined;
  return usable(pte) ? byteAt(physical, frame(pte) + BigInt(va & 0xfff)) : undefined;
}

function byteAt(physical: FakePhysical, address: bigint): number | undefined {
  return address < BigInt(physical.bytes.length) ? physical.bytes[Number(address)] : undefined;
}
