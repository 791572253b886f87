import { describe, expect, test } from 'vitest';
import { readPdb } from '../../src/symbols/read-pdb.ts';
import {
  GUID,
  join,
  member,
  pascalString,
  publicSymbol,
  record,
  text,
  u16,
  u32,
  writePdb,
  zstring,
} from './pdb-writer.ts';

const ULONG = 0x22;
const UCHAR = 0x20;
const VOID = 0x03;
const field = (name: string, type: number, offset: number) =>
  member(0x150d, u16(3), u32(type), u16(offset), zstring(name));
const fieldList = (...members: Uint8Array[]) => record(0x1203, ...members);
const struct = (name: string, list: number, size: number, property = 0) =>
  record(0x1505, u16(0, property), u32(list, 0, 0), u16(size), zstring(name));
const union = (name: string, list: number, size: number) =>
  record(0x1506, u16(0, 0), u32(list), u16(size), zstring(name));

describe('identity', () => {
  test('GUID, the age to match with, and the age of the file', () => {
    const pdb = readPdb(writePdb({ age: 1, infoAge: 2 }), 'a.pdb');
    expect(pdb).toMatchObject({
      guid: GUID,
      age: 1,
      infoAge: 2,
      machine: 0x14c,
      description: `a.pdb ${GUID}1`,
    });
  });

  test.each([512, 1024, 4096])('block size %d', (blockSize) => {
    const types = Array.from({ length: 3000 }, () => fieldList(field('Spare', ULONG, 0)));
    const pdb = readPdb(writePdb({ blockSize, types: [...types, struct('_LAST', 0x1000, 4)] }));
    expect(pdb.layouts()?.struct('_LAST')?.fields.get('Spare')?.offset).toBe(0);
  });
});

describe('types', () => {
  test.each([19990903, 20040203])('version %d', (tpiVersion) => {
    const types = [fieldList(field('Flink', ULONG, 0), field('Blink', ULONG, 4)), struct('_LIST', 0x1000, 8)];
    const layout = readPdb(writePdb({ tpiVersion, types })).layouts()?.struct('_LIST');
    expect(layout).toMatchObject({ name: '_LIST', size: 8 });
    expect([...(layout?.fields.values() ?? [])]).toEqual([
      { name: 'Flink', offset: 0, size: 4, type: 'Uint4B' },
      { name: 'Blink', offset: 4, size: 4, type: 'Uint4B' },
    ]);
  });

  test('bit fields, pointers, arrays, functions, const', () => {
    const types = [
      record(0x1205, u32(ULONG), Uint8Array.of(1, 3)), // 1000: bit 3
      record(0x1002, u32(0x1009), u32(0x0a | (4 << 13))), // 1001: pointer to _NODE
      record(0x1503, u32(0x1001, ULONG), u16(28 * 4), zstring('')), // 1002: 28 of them
      record(0x1008, u32(0x12), Uint8Array.of(7, 0), u16(0), u32(0)), // 1003: long f(void)
      record(0x1002, u32(0x1003), u32(0x0a)), // 1004: pointer to it, size left out
      record(0x1001, u32(UCHAR), u16(1)), // 1005: const UCHAR
      struct('_NODE', 0, 0, 0x80), // 1006: declaration
      fieldList(
        field('Locked', 0x1000, 0),
        field('Children', 0x1002, 4),
        field('Routine', 0x1004, 0x74),
        field('Level', 0x1005, 0x78),
        field('Context', 0x0403, 0x7c),
        field('Inner', 0x1006, 0x80),
      ), // 1007
      struct('_BIG', 0x1007, 0x8004 & 0x7fff), // 1008, a small number
      struct('_NODE', 0x1000 + 10, 12), // 1009
      fieldList(field('Value', 0x13, 0)), // 100a
    ];
    const layout = readPdb(writePdb({ types })).layouts()?.struct('_BIG');
    expect([...(layout?.fields.values() ?? [])]).toEqual([
      { name: 'Locked', offset: 0, bits: { start: 3, count: 1 }, size: 4, type: 'Pos 3, 1 Bit' },
      { name: 'Children', offset: 4, size: 112, type: '[28] Ptr32 _NODE' },
      { name: 'Routine', offset: 0x74, size: 4, type: 'Ptr32     long' },
      { name: 'Level', offset: 0x78, size: 1, type: 'UChar' },
      { name: 'Context', offset: 0x7c, size: 4, type: 'Ptr32 Void' },
      // The declaration leads to the definition's size.
      { name: 'Inner', offset: 0x80, size: 12, type: '_NODE' },
    ]);
  });

  test('large numbers use a kind and a value', () => {
    const size = join(u16(0x8004), u32(0x12345));
    const offset = join(u16(0x8002), u16(0xfff0));
    const types = [
      fieldList(member(0x150d, u16(3), u32(ULONG), offset, zstring('Far'))),
      record(0x1505, u16(1, 0), u32(0x1000, 0, 0), size, zstring('_WIDE')),
    ];
    const layout = readPdb(writePdb({ types })).layouts()?.struct('_WIDE');
    expect(layout?.size).toBe(0x12345);
    expect(layout?.fields.get('Far')?.offset).toBe(0xfff0);
  });

  test('members of unnamed types are reachable, those of named ones are not repeated', () => {
    const types = [
      fieldList(field('Long', ULONG, 0), field('Short', 0x21, 2)), // 1000
      union('__unnamed', 0x1000, 4), // 1001
      fieldList(field('u', 0x1001, 8), field('', 0x1001, 12), field('Named', 0x1003, 16)), // 1002
      struct('_HEAD', 0x1000, 4), // 1003
      struct('_OUTER', 0x1002, 20), // 1004
    ];
    const layouts = readPdb(writePdb({ types })).layouts();
    expect([...(layouts?.struct('_OUTER')?.fields.values() ?? [])].map((f) => [f.name, f.offset])).toEqual([
      ['u', 8],
      ['Long', 12],
      ['Short', 14],
      ['Named', 16],
      ['u.Long', 8],
      ['u.Short', 10],
    ]);
    // Many types share that name: it answers nothing.
    expect(layouts?.struct('__unnamed')).toBeUndefined();
  });

  test('base classes, methods, static members and nested types', () => {
    const types = [
      fieldList(field('Base', ULONG, 4)), // 1000
      struct('CBase', 0x1000, 8), // 1001
      fieldList(
        member(0x1400, u16(3), u32(0x1001), u16(0)), // base class
        member(0x1409, u16(0), u32(0x0403)), // virtual function table
        member(0x150f, u16(2), u32(0), zstring('Overloaded')),
        member(0x1511, u16(0x10 | 3), u32(0), u32(8), zstring('Introducing')),
        member(0x1511, u16(3), u32(0), zstring('Plain')),
        member(0x150e, u16(3), u32(ULONG), zstring('Static')),
        member(0x1510, u16(0), u32(ULONG), zstring('Nested')),
        member(0x1401, u16(3), u32(0x1001), u32(0x0403), u16(4), u16(1)), // virtual base class
        field('Own', ULONG, 8),
      ), // 1002
      record(0x1504, u16(0, 0), u32(0x1002, 0, 0), u16(12), zstring('CDerived')), // 1003
    ];
    const layout = readPdb(writePdb({ types })).layouts()?.struct('CDerived');
    expect([...(layout?.fields.values() ?? [])].map((f) => [f.name, f.offset])).toEqual([
      ['Base', 4],
      ['__VFN_table', 0],
      ['Own', 8],
    ]);
  });

  test('a field list that goes on in another record', () => {
    const types = [
      fieldList(field('First', ULONG, 0), member(0x1404, u16(0), u32(0x1001))),
      fieldList(field('Second', ULONG, 4)),
      struct('_LONG', 0x1000, 8),
    ];
    const layout = readPdb(writePdb({ types })).layouts()?.struct('_LONG');
    expect([...(layout?.fields.keys() ?? [])]).toEqual(['First', 'Second']);
  });

  test('a field list that leads to itself is an error', () => {
    const types = [fieldList(member(0x1404, u16(0), u32(0x1000))), struct('_LOOP', 0x1000, 8)];
    const layouts = readPdb(writePdb({ types })).layouts();
    expect(() => layouts?.struct('_LOOP')).toThrow(
      /tpi.lf_index at offset 0x38: a field list leads back to itself/,
    );
  });

  test('a type that holds itself does not hang', () => {
    const types = [fieldList(field('Self', 0x1001, 0)), union('__unnamed_1', 0x1000, 4)];
    const layout = readPdb(writePdb({ types })).layouts()?.struct('__unnamed_1');
    expect(layout?.fields.get('Self.Self')?.offset).toBe(0);
  });

  test('names with a length byte', () => {
    const types = [
      record(0x1203, member(0x1405, u16(3), u32(ULONG), u16(4), pascalString('Old'))),
      record(0x1005, u16(1, 0), u32(0x1000, 0, 0), u16(8), pascalString('_ANCIENT')),
    ];
    const layout = readPdb(writePdb({ types, tpiVersion: 19990903 }))
      .layouts()
      ?.struct('_ANCIENT');
    expect(layout?.fields.get('Old')?.offset).toBe(4);
  });

  test('enumerations, negative and large values', () => {
    const constant = (name: string, ...value: Uint8Array[]) =>
      member(0x1502, u16(3), ...value, zstring(name));
    const types = [
      record(
        0x1203,
        constant('Zero', u16(0)),
        constant('Minus', u16(0x8000), Uint8Array.of(0xff)),
        constant('Large', u16(0x8004), u32(0x80000000)),
        constant('Beyond', u16(0x800a), u32(0xffffffff, 0xffffffff)),
      ),
      record(0x1507, u16(4, 0), u32(0x74, 0x1000), zstring('_KIND')),
    ];
    const found = readPdb(writePdb({ types })).layouts()?.enum('_KIND');
    expect(found?.size).toBe(4);
    expect([...(found?.constants ?? [])]).toEqual([
      ['Zero', 0],
      ['Minus', -1],
      // The underlying type is int: clang writes its negative values as unsigned numbers.
      ['Large', -0x80000000],
    ]);
  });

  test('a file without types has no layouts', () => {
    expect(readPdb(writePdb({})).layouts()).toBeUndefined();
  });

  test('an unknown version is refused', () => {
    expect(() => readPdb(writePdb({ tpiVersion: 1, types: [] })).layouts()).toThrow(/PDB tpi at offset 0x0/);
  });

  test.each([
    ['void*', 0x0403, 'Ptr32 Void', 4],
    ['64-bit pointer', 0x0620, 'Ptr64 UChar', 8],
    ['HRESULT', 0x08, 'HRESULT', 4],
    ['void', VOID, 'Void', undefined],
  ])('%s', (_, type, shown, size) => {
    const types = [fieldList(field('X', type, 0)), struct('_S', 0x1000, 8)];
    const found = readPdb(writePdb({ types })).layouts()?.struct('_S')?.fields.get('X');
    expect([found?.type, found?.size]).toEqual([shown, size]);
  });
});

describe('symbols', () => {
  test('addresses come from sections; absolute ones are left out', () => {
    const symbols = [
      publicSymbol('_DriverEntry@8', 1, 0x10, 2),
      publicSymbol('_Data@4', 2, 4),
      publicSymbol('___safe_se_handler_count', 0, 3),
      publicSymbol('_Outside', 9, 0),
    ];
    const table = readPdb(writePdb({ symbols, sections: [0x1000, 0x5000] })).symbols();
    expect([...table]).toEqual([
      { name: 'DriverEntry', rva: 0x1010, isFunction: true },
      { name: 'Data@4', rva: 0x5004 },
    ]);
  });

  test('x64 names are not decorated', () => {
    const symbols = [publicSymbol('__C_specific_handler', 1, 0, 2), publicSymbol('_foo@4', 1, 1, 2)];
    const table = readPdb(writePdb({ symbols, machine: 0x8664 })).symbols();
    expect([...table].map(({ name }) => name)).toEqual(['__C_specific_handler', '_foo@4']);
  });

  test('records with a length byte, data and procedures of a module', () => {
    const symbols = [
      record(0x1009, u32(2, 0x20), u16(1), pascalString('_Old@4')),
      record(0x110d, u32(0x22, 8), u16(2), zstring('GlobalData')),
      record(0x110c, u32(0x22, 12), u16(2), zstring('LocalData')),
      record(0x1108, u32(0x22), zstring('NotAnAddress')),
    ];
    const procedure = join(u32(0, 0, 0, 16, 0, 0, 0x1000, 0x40), u16(1), Uint8Array.of(0));
    const moduleSymbols = [record(0x110f, procedure, zstring('StaticFunction')), record(6)];
    expect([...readPdb(writePdb({ symbols, moduleSymbols })).symbols()]).toEqual([
      { name: 'Old', rva: 0x1020, isFunction: true },
      { name: 'StaticFunction', rva: 0x1040, isFunction: true },
      { name: 'GlobalData', rva: 0x5008 },
      { name: 'LocalData', rva: 0x500c },
    ]);
  });

  test('nearest: functions win ties, string literals never', () => {
    const symbols = [
      publicSymbol('_Alias', 1, 0x10),
      publicSymbol('_Function@0', 1, 0x10, 2),
      publicSymbol('??_C@_03BLEJJJBH@sin?$AA@', 1, 0x18),
      publicSymbol('_Later@0', 1, 0x30, 2),
    ];
    const table = readPdb(writePdb({ symbols })).symbols();
    expect(table.nearest(0x1020)).toEqual({
      symbol: { name: 'Function', rva: 0x1010, isFunction: true },
      displacement: 0x10,
      next: { name: 'Later', rva: 0x1030, isFunction: true },
    });
    expect(table.at(0x1010).map(({ name }) => name)).toEqual(['Function', 'Alias']);
    expect(table.at(0x1018)).toEqual([]);
    expect(table.nearest(0x100f)).toBeUndefined();
    expect(table.nearest(0x9000)?.next).toBeUndefined();
    expect(table.lookup('function')?.rva).toBe(0x1010);
    expect(table.lookup('??_C@_03BLEJJJBH@sin?$AA@')?.rva).toBe(0x1018);
  });

  test('a public name wins over a static one of the same name', () => {
    const symbols = [record(0x110c, u32(0x22, 0), u16(2), zstring('Name')), publicSymbol('_Name', 2, 8)];
    expect(readPdb(writePdb({ symbols })).symbols().lookup('Name')?.rva).toBe(0x5008);
  });

  test('a reordered image: original sections, then the address map', () => {
    const symbols = [
      publicSymbol('_Moved@0', 1, 0x10, 2),
      publicSymbol('_Dropped@0', 1, 0x40, 2),
      publicSymbol('_Below@0', 1, 0, 2),
    ];
    const pdb = readPdb(
      writePdb({
        symbols,
        sections: [0x8000, 0x9000],
        originalSections: [0x1000, 0x5000],
        omapFromSource: [
          [0x1008, 0x8100],
          [0x1040, 0],
        ],
        omapToSource: [[0x8100, 0x1008]],
        fpo: fpoRow(0x1000, 0x20),
      }),
    );
    expect([...pdb.symbols()]).toEqual([{ name: 'Moved', rva: 0x8108, isFunction: true }]);
    // Frame data counts in the image before it was reordered.
    expect(pdb.fpoAt(0x8108)?.rva).toBe(0x1000);
    expect(pdb.fpoAt(0x1008)).toBeUndefined();
  });
});

/** rva, code size, 3 local dwords, 2 parameter dwords, prolog 4, 3 registers, SEH, uses EBP, trap frame */
function fpoRow(rva: number, size: number): Uint8Array {
  return join(u32(rva, size, 3), u16(2, 0x04 | (3 << 8) | (1 << 11) | (1 << 12) | (1 << 14)));
}

describe('frame data', () => {
  test('an FPO row', () => {
    const pdb = readPdb(writePdb({ fpo: join(fpoRow(0x1000, 0x10), fpoRow(0x1010, 4)) }));
    expect(pdb.fpoAt(0x1012)).toEqual({
      rva: 0x1010,
      codeSize: 4,
      localBytes: 12,
      parameterBytes: 8,
      prologBytes: 4,
      savedRegisters: 3,
      hasSeh: true,
      usesBp: true,
      frame: 'trap',
    });
    expect(pdb.fpoAt(0x1014)).toBeUndefined();
    expect(pdb.fpoAt(0xfff)).toBeUndefined();
    expect(pdb.frames()).toBeDefined();
  });

  test('a FRAMEDATA row: the innermost block, with its program', () => {
    const names = '\0$T0 $ebp =\0$T0 $esp =\0';
    const row = (rva: number, size: number, program: number, flags: number) =>
      join(u32(rva, size, 60, 16, 8, program), u16(22, 12), u32(flags));
    // Out of order on purpose.
    const frameData = join(row(0x1040, 0x10, 12, 0), row(0x1000, 0x100, 1, 5));
    const pdb = readPdb(writePdb({ frameData, names }));
    expect(pdb.frameDataAt(0x1048)).toEqual({
      rva: 0x1040,
      codeSize: 16,
      localBytes: 60,
      parameterBytes: 16,
      maxStackBytes: 8,
      prologBytes: 22,
      savedRegisterBytes: 12,
      hasSeh: false,
      hasEh: false,
      isFunctionStart: false,
      program: '$T0 $esp =',
    });
    // Past the inner block the function's own row counts again.
    expect(pdb.frameDataAt(0x1060)).toMatchObject({
      rva: 0x1000,
      hasSeh: true,
      isFunctionStart: true,
      program: '$T0 $ebp =',
    });
    expect(pdb.frameDataAt(0x1100)).toBeUndefined();
  });

  test('a file without frame data', () => {
    const pdb = readPdb(writePdb({}));
    expect(pdb.frames()).toBeUndefined();
    expect(pdb.fpoAt(0x1000)).toBeUndefined();
    expect(pdb.frameDataAt(0x1000)).toBeUndefined();
  });
});

describe('damage is named with field and offset', () => {
  const whole = writePdb({ symbols: [publicSymbol('_A', 1, 0)], types: [struct('_S', 0, 4)] });
  const broken = (at: number, ...bytes: number[]) => {
    const copy = whole.slice();
    copy.set(bytes, at);
    return copy;
  };

  test.each([
    ['nothing', new Uint8Array(0), /msf.magic at offset 0x0: not a program database/],
    ['another file', text('MZ'.repeat(50)), /msf.magic at offset 0x0: not a program database/],
    ['the format before', text('Microsoft C/C++ program database 2.00\r\n\x1aJG'), /PDB 2.00 file/],
    ['only the magic', whole.slice(0, 32), /msf.superblock at offset 0x0/],
    ['block size', broken(32, 7), /msf.superblock at offset 0x0: .*lenBlock|msf.superblock at offset 0x0/],
    [
      'directory length',
      broken(44, 0xff, 0xff, 0xff, 0x7f),
      /msf.len_directory at offset 0x2c: longer than the file/,
    ],
    [
      'block map',
      broken(52, 0xff, 0xff),
      /msf.block_map_block at offset 0x34: block 65535 is outside the file/,
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => readPdb(bytes)).toThrow(message);
  });

  test('a symbol record that is longer than the stream', () => {
    const symbols = [publicSymbol('_A', 1, 0).with(0, 0xff)];
    expect(() => readPdb(writePdb({ symbols })).symbols()).toThrow(
      /symbols.len_record at offset 0x0: 255 bytes do not fit the stream/,
    );
  });

  test('a type record that ends inside its fields', () => {
    expect(() => readPdb(writePdb({ types: [record(0x1505, u16(1, 0))] })).layouts()).toThrow(
      /tpi.record 0x1000 at offset 0x3c: ends 12 bytes too early/,
    );
  });

  test('an unknown member kind', () => {
    const types = [record(0x1203, u16(0x7777), u16(0)), struct('_S', 0x1000, 4)];
    expect(() => readPdb(writePdb({ types })).layouts()?.struct('_S')).toThrow(
      /tpi.lf_fieldlist at offset 0x3c: unknown member kind 0x7777/,
    );
  });
});
