import { describe, expect, test } from 'vitest';
import { PdbFile } from '../../src/formats/pdb.ts';
import { readPdb } from '../../src/symbols/read-pdb.ts';
import { hasShared, readShared } from './shared.ts';

const FILE = 'data/pdb/ntkrnlpa-xpsp3-pae.pdb';
const OFFSETS = 'data/kernel-structure-offsets.json';

interface KnownStruct {
  readonly size: number;
  readonly fields: Record<string, number>;
  readonly bits?: Record<string, readonly [number, number]>;
}

describe.skipIf(!hasShared(FILE))('the PDB of ntkrnlpa.exe, XP SP3', () => {
  const bytes = hasShared(FILE) ? readShared(FILE) : new Uint8Array(0);
  const pdb = hasShared(FILE) ? readPdb(bytes, 'ntkrnlpa.pdb') : undefined!;

  test('the store key is made of the DBI age, not of the age of the file', () => {
    expect(pdb).toMatchObject({ guid: '30B5FB31AE7E4ACAABA750AA241FF331', age: 1, infoAge: 2 });
  });

  test('2,557 type records of version 19990903, 25 sections', () => {
    const types = PdbFile.open(bytes).types();
    expect([types?.version, types?.count]).toEqual([19990903, 2557]);
    // llvm-pdbutil dump -section-headers: 25 headers, .text at 600, POOLMI at 6BC00
    expect(pdb.sections).toHaveLength(25);
    expect(pdb.sections[1]).toMatchObject({ name: 'POOLMI', virtualAddress: 0x6bc00, virtualSize: 0x11d2 });
  });

  test('10,449 publics, three of them absolute', () => {
    let placed = 0;
    PdbFile.open(bytes).visitSymbols(() => placed++);
    expect(placed + 3).toBe(10_449);
  });

  test.each([
    ['PoolTrackTable', 0x85600],
    ['PoolBigPageTable', 0x855f4],
    ['MmPagedPoolInfo', 0x81420],
    ['ExPoolFailures', 0x855e8],
    ['KdDebuggerDataBlock', 0x6eae0],
    ['ExAllocatePoolWithTag', 0x6de80],
    ['PsActiveProcessHead', 0x83158],
    ['PsLoadedModuleList', 0x7cfc0],
  ])('%s lies at %i', (name, rva) => {
    expect(pdb.symbols().lookup(name)?.rva).toBe(rva);
    expect(pdb.symbols().nearest(rva + 1)?.displacement).toBe(1);
  });

  test.skipIf(!hasShared(OFFSETS))('structures are those of XP SP3 where PAE makes no difference', () => {
    const known: Record<string, { types: Record<string, KnownStruct> }> = JSON.parse(
      new TextDecoder().decode(readShared(OFFSETS)),
    );
    const differ = /^_(?:MMPTE|HARDWARE_PTE|MMPFN|MM_SESSION_SPACE|KPRCB)/;
    const layouts = pdb.layouts();
    let compared = 0;
    for (const [name, { size, fields, bits }] of Object.entries(known.xp_sp3_x86.types)) {
      const layout = differ.test(name) ? undefined : layouts?.struct(name);
      if (layout === undefined) continue;
      expect([name, layout.size]).toEqual([name, size]);
      for (const [field, offset] of Object.entries(fields)) {
        const found = layout.fields.get(field);
        expect([name, field, found?.offset]).toEqual([name, field, offset]);
        const range = bits?.[field];
        expect([name, field, found?.bits]).toEqual([
          name,
          field,
          range && { start: range[0], count: range[1] },
        ]);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(900);
  });

  test('_DRIVER_OBJECT as dt shows it', () => {
    // kd> dt nt!_DRIVER_OBJECT
    //    +0x02c DriverInit       : Ptr32     long
    //    +0x030 DriverStartIo    : Ptr32     void
    //    +0x038 MajorFunction    : [28] Ptr32     long
    const fields = pdb.layouts()?.struct('_DRIVER_OBJECT')?.fields;
    expect(fields?.get('DriverInit')).toEqual({
      name: 'DriverInit',
      offset: 0x2c,
      size: 4,
      type: 'Ptr32     long',
    });
    expect(fields?.get('DriverStartIo')?.type).toBe('Ptr32     void');
    expect(fields?.get('MajorFunction')).toMatchObject({ offset: 0x38, type: '[28] Ptr32     long' });
    expect(fields?.get('DeviceObject')?.type).toBe('Ptr32 _DEVICE_OBJECT');
    expect(fields?.get('DriverName')?.type).toBe('_UNICODE_STRING');
  });

  test('_MMPFN under PAE, with its unnamed unions opened', () => {
    const layout = pdb.layouts()?.struct('_MMPFN');
    expect(layout?.size).toBe(0x1c);
    expect(layout?.fields.get('u3.e2.ReferenceCount')?.offset).toBe(0xe);
    expect(layout?.fields.get('u4.PteFrame')).toMatchObject({ offset: 0x18, type: 'Pos 0, 26 Bits' });
  });

  test('enumerations', () => {
    expect(pdb.layouts()?.enum('_POOL_TYPE')?.constants.get('PagedPool')).toBe(1);
  });

  test('frame data: the first and an inner row as llvm-pdbutil prints them', () => {
    // 000095F6 |   44 |      0 |      8 |     0 |      5 |          0 | false | false |  true
    const program =
      '$T0 $ebp = $eip $T0 4 + ^ = $ebp $T0 ^ = $esp $T0 8 + = $L $T0 .cbSavedRegs - = $P $T0 4 + .cbParams + =';
    expect(pdb.frameDataAt(0x95f6)).toMatchObject({
      codeSize: 44,
      localBytes: 0,
      parameterBytes: 8,
      prologBytes: 5,
      program,
    });
    // 0000963E |  377 |     60 |     16 |     0 |      0 |         12 | ... $ebx $T0 68 - ^ =
    expect(pdb.frameDataAt(0x9640)).toMatchObject({
      rva: 0x963e,
      localBytes: 60,
      savedRegisterBytes: 12,
      isFunctionStart: false,
      program: `${program} $ebx $T0 68 - ^ =`,
    });
    // Old rows: 0005E7CB | 112 | 0 | 2 | 3 | 3 registers; 00066481 | 116 | Trap
    expect(pdb.fpoAt(0x5e7d0)).toMatchObject({
      rva: 0x5e7cb,
      parameterBytes: 8,
      prologBytes: 3,
      savedRegisters: 3,
      frame: 'fpo',
    });
    expect(pdb.fpoAt(0x66481)).toMatchObject({ codeSize: 116, frame: 'trap' });
  });
});
