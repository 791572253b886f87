import { describe, expect, it } from 'vitest';
import { readImage } from '../../src/image/pe-image.ts';
import { isPresent, known } from '../../src/units/value.ts';
import {
  ascii,
  buildExports,
  buildImage,
  buildImports,
  CODE,
  DATA,
  INIT_CODE,
  READ_ONLY,
  u32le,
} from './image-builder.ts';
import { SparseMemory } from './sparse-memory.ts';

const BASE = 0x91967000;

// lmva 9196b324 of the article: 91967000 9196f000 SIoctl, 4BC2E9C4, 000106CF, 00008000.
function sioctl(): { memory: SparseMemory; slotOf: ReadonlyMap<string, number> } {
  const imports = buildImports(
    [
      {
        module: 'ntoskrnl.exe',
        functions: [
          { name: 'IofCompleteRequest', target: 0x82e50001 },
          { name: 'ExAllocatePoolWithTag', target: 0x82f37bab },
          { ordinal: 7, target: 0x82e60000 },
        ],
      },
      { module: 'HAL.dll', functions: [{ name: 'KeGetCurrentIrql', target: 0x83227010 }] },
    ],
    0x6000,
    0x2008,
  );
  const bytes = buildImage({
    sizeOfImage: 0x8000,
    timeDateStamp: 0x4bc2e9c4,
    checkSum: 0x106cf,
    entryPoint: 0x6100,
    directories: { 1: [0x6000, 60], 12: [0x2008, imports.slots.length] },
    sections: [
      { name: '.text', rva: 0x1000, bytes: [0xc3] },
      { name: '.rdata', rva: 0x2000, bytes: new Uint8Array(0x100), characteristics: READ_ONLY },
      { name: '.data', rva: 0x3000, bytes: [1], characteristics: DATA, virtualSize: 0x800 },
      { name: 'PAGE', rva: 0x4000, bytes: [0xc3], characteristics: CODE },
      { name: 'INIT', rva: 0x6000, bytes: imports.descriptors, characteristics: INIT_CODE },
    ],
  });
  bytes.set(imports.slots, 0x2008);
  return { memory: new SparseMemory().put(BASE, bytes), slotOf: imports.slotOf };
}

describe('readImage', () => {
  it('reads the identity that lmv shows', () => {
    const image = readImage(sioctl().memory, BASE, 0x8000);
    expect(known(image.headers)).toMatchObject({
      timeDateStamp: 0x4bc2e9c4,
      checkSum: 0x106cf,
      sizeOfImage: 0x8000,
    });
    expect(image.size).toBe(0x8000);
    expect(image.notes).toEqual([]);
  });

  it('tells code, writable and discardable sections apart', () => {
    const { sections } = readImage(sioctl().memory, BASE, 0x8000);
    expect(sections.map((s) => [s.name, s.rva, s.isCode, s.isWritable, s.isDiscardable])).toEqual([
      ['.text', 0x1000, true, false, false],
      ['.rdata', 0x2000, false, false, false],
      ['.data', 0x3000, false, true, false],
      ['PAGE', 0x4000, true, false, false],
      ['INIT', 0x6000, true, true, true],
    ]);
  });

  it('names imports through the descriptors and takes addresses from the slots', () => {
    const image = readImage(sioctl().memory, BASE, 0x8000);
    expect(image.imports).toMatchObject({ complete: true });
    // ln poi(...) of the article: the slot of ExAllocatePoolWithTag holds 82f37bab.
    expect(known(image.imports)?.slice(0, 3)).toEqual([
      { module: 'ntoskrnl.exe', name: 'IofCompleteRequest', slot: 0x91969008, target: 0x82e50001 },
      { module: 'ntoskrnl.exe', name: 'ExAllocatePoolWithTag', slot: 0x9196900c, target: 0x82f37bab },
      { module: 'ntoskrnl.exe', ordinal: 7, slot: 0x91969010, target: 0x82e60000 },
    ]);
    expect(known(image.imports)?.[3]).toMatchObject({ module: 'HAL.dll', name: 'KeGetCurrentIrql' });
  });

  it('keeps nameless slots when INIT is gone', () => {
    const { memory, slotOf } = sioctl();
    memory.drop(BASE + 0x6000);
    const { imports } = readImage(memory, BASE, 0x8000);
    expect(imports).toMatchObject({ complete: false });
    expect(known(imports)?.map(({ slot, target }) => [slot, target])).toEqual([
      [BASE + slotOf.get('IofCompleteRequest')!, 0x82e50001],
      [BASE + slotOf.get('ExAllocatePoolWithTag')!, 0x82f37bab],
      [BASE + slotOf.get('#7')!, 0x82e60000],
      [BASE + slotOf.get('KeGetCurrentIrql')!, 0x83227010],
    ]);
    expect(known(imports)?.every((entry) => entry.name === undefined)).toBe(true);
  });

  it('keeps names when the page of the slots is gone', () => {
    const { memory } = sioctl();
    memory.drop(BASE + 0x2000);
    const entry = known(readImage(memory, BASE, 0x8000).imports)?.[1];
    expect(entry).toEqual({
      module: 'ntoskrnl.exe',
      name: 'ExAllocatePoolWithTag',
      slot: 0x9196900c,
      target: undefined,
    });
  });

  it('says why when the header page is paged out', () => {
    const { memory } = sioctl();
    const image = readImage(memory.drop(BASE), BASE, 0x8000);
    expect(image.headers).toMatchObject({ absent: 'paged-out' });
    expect(image.imports).toMatchObject({ absent: 'paged-out' });
    expect(image.sections).toEqual([]);
  });

  it('refuses images of another machine and 64-bit headers', () => {
    const x64 = buildImage({ sections: [], sizeOfImage: 0x1000, machine: 0x8664 });
    expect(readImage(new SparseMemory().put(BASE, x64), BASE, 0x1000).headers).toMatchObject({
      absent: 'unsupported',
    });
    const plus = buildImage({ sections: [], sizeOfImage: 0x1000, magic: 0x20b });
    expect(readImage(new SparseMemory().put(BASE, plus), BASE, 0x1000).headers).toMatchObject({
      absent: 'unsupported',
    });
    const text = new SparseMemory().put(BASE, ascii('not an image'));
    expect(readImage(text, BASE, 0x1000).headers).toMatchObject({ absent: 'unreadable' });
  });
});

describe('exports', () => {
  function exporter(): SparseMemory {
    const exports = buildExports(
      [
        { name: 'ExAllocatePoolWithTag', rva: 0x1000 },
        { name: 'ExFreePoolWithTag', rva: 0x1040 },
        { name: 'ExFreePool', rva: 0x1040 },
        { name: 'NlsMbCodePageTag', rva: 0x3010 },
        { name: 'KeQueryPerformanceCounter', forwarder: 'HAL.KeQueryPerformanceCounter' },
      ],
      0x2000,
    );
    const bytes = buildImage({
      sizeOfImage: 0x4000,
      directories: { 0: [0x2000, exports.length] },
      sections: [
        { name: '.text', rva: 0x1000, bytes: new Uint8Array(0x100) },
        { name: '.edata', rva: 0x2000, bytes: exports, characteristics: READ_ONLY },
        { name: '.data', rva: 0x3000, bytes: new Uint8Array(0x100), characteristics: DATA },
      ],
    });
    return new SparseMemory().put(BASE, bytes);
  }

  it('lists names, ordinals and forwarders', () => {
    const exports = known(readImage(exporter(), BASE, 0x4000).exports)!;
    expect(exports.map((e) => [e.ordinal, e.name, e.forwarder ?? e.rva])).toEqual([
      [1, 'ExAllocatePoolWithTag', 0x1000],
      [2, 'ExFreePool', 0x1040],
      [3, 'ExFreePoolWithTag', 0x1040],
      [4, 'KeQueryPerformanceCounter', 'HAL.KeQueryPerformanceCounter'],
      [5, 'NlsMbCodePageTag', 0x3010],
    ]);
  });

  it('finds the nearest export below and the next above', () => {
    const symbols = known(readImage(exporter(), BASE, 0x4000).exportSymbols)!;
    expect(symbols.source).toBe('exports');
    expect(symbols.size).toBe(4);
    expect(symbols.nearest(0xfff)).toBeUndefined();
    expect(symbols.nearest(0x103f)).toMatchObject({
      symbol: { name: 'ExAllocatePoolWithTag' },
      displacement: 0x3f,
      next: { rva: 0x1040 },
    });
    expect(
      symbols
        .at(0x1040)
        .map((s) => s.name)
        .sort(),
    ).toEqual(['ExFreePool', 'ExFreePoolWithTag']);
    expect(symbols.at(0x1041)).toEqual([]);
    expect(symbols.lookup('NlsMbCodePageTag')).toEqual({
      name: 'NlsMbCodePageTag',
      rva: 0x3010,
      isFunction: false,
    });
  });
});

describe('code view', () => {
  const GUID = [
    0xce, 0xb3, 0x08, 0x5b, 0xd6, 0x4e, 0x64, 0x41, 0x59, 0xb8, 0x71, 0x17, 0xc7, 0x11, 0xe7, 0x34,
  ];
  const rsds = [...Buffer.from('RSDS'), ...GUID, ...u32le(0x2a), ...ascii('c:\\build\\i386\\ntkrpamp.pdb')];

  function withDebug(record: readonly number[]): SparseMemory {
    const entry = [0, 0, 0, 2, record.length, 0x2000, 0].flatMap(u32le);
    const bytes = buildImage({
      sizeOfImage: 0x4000,
      directories: { 6: [0x1000, entry.length] },
      sections: [
        { name: '.rdata', rva: 0x1000, bytes: entry, characteristics: READ_ONLY },
        { name: '.text', rva: 0x2000, bytes: record },
      ],
    });
    return new SparseMemory().put(BASE, bytes);
  }

  it('reads an RSDS record: three little-endian numbers, then bytes in order', () => {
    const { codeView } = readImage(withDebug(rsds), BASE, 0x4000);
    expect(codeView).toEqual({
      value: {
        format: 'RSDS',
        guid: '5B08B3CE4ED6416459B87117C711E734',
        age: 0x2a,
        path: 'c:\\build\\i386\\ntkrpamp.pdb',
        pdbName: 'ntkrpamp.pdb',
      },
      source: 'header',
      complete: true,
    });
  });

  it('finds the record by its letters when the debug directory is paged out', () => {
    const { codeView } = readImage(withDebug(rsds).drop(BASE + 0x1000), BASE, 0x4000);
    expect(codeView).toMatchObject({ source: 'scan', value: { pdbName: 'ntkrpamp.pdb', age: 0x2a } });
  });

  it('reads an NB10 record', () => {
    const nb10 = [
      ...Buffer.from('NB10'),
      ...u32le(0),
      ...u32le(0x3b7d84a1),
      ...u32le(3),
      ...ascii('old.pdb'),
    ];
    const { codeView } = readImage(withDebug(nb10), BASE, 0x4000);
    expect(known(codeView)).toMatchObject({ format: 'NB10', guid: '3B7D84A1', age: 3, pdbName: 'old.pdb' });
  });

  it('is absent when record and directory are paged out', () => {
    const memory = withDebug(rsds)
      .drop(BASE + 0x1000)
      .drop(BASE + 0x2000);
    expect(readImage(memory, BASE, 0x4000).codeView).toMatchObject({ absent: 'paged-out' });
    expect(isPresent(readImage(sioctl().memory, BASE, 0x8000).codeView)).toBe(false);
  });
});
