import { gzipSync } from 'node:zlib';
import { compressSync } from '@napi-rs/lzma/xz';
import { describe, expect, test } from 'vitest';
import { unpackXz } from '../../src/formats/xz.ts';
import { isSymbolProblem, openSymbolFile } from '../../src/symbols/open-symbol-file.ts';
import { readIsf } from '../../src/symbols/read-isf.ts';
import { Random } from '../builder/random.ts';
import { exercise } from './exercise-symbols.ts';
import { hasShared, readShared } from './shared.ts';

const GUID = 'abcdef0123456789abcdef0123456789';
const pdb = { GUID, age: 3, database: 'driver.pdb', machine_type: 332 };
const base = (name: string) => ({ kind: 'base', name });

const FILE = {
  metadata: { format: '6.1.0', windows: { pdb } },
  base_types: {
    pointer: { size: 4, signed: false, kind: 'int', endian: 'little' },
    'unsigned long': { size: 4, signed: false, kind: 'int', endian: 'little' },
    'unsigned char': { size: 1, signed: false, kind: 'char', endian: 'little' },
    'long long': { size: 8, signed: true, kind: 'int', endian: 'little' },
    wchar: { size: 2, signed: true, kind: 'int', endian: 'little' },
    void: { size: 0, signed: true, kind: 'void', endian: 'little' },
  },
  enums: { _KIND: { size: 4, base: 'unsigned long', constants: { Two: 2, One: 1, Minus: -1 } } },
  user_types: {
    _THING: {
      kind: 'struct',
      size: 64,
      fields: {
        z_first: { offset: 0, type: base('unsigned long') },
        bits: {
          offset: 4,
          type: { kind: 'bitfield', bit_position: 3, bit_length: 2, type: base('unsigned long') },
        },
        next: { offset: 8, type: { kind: 'pointer', subtype: { kind: 'struct', name: '_THING' } } },
        name: { offset: 12, type: { kind: 'array', count: 4, subtype: base('wchar') } },
        u: { offset: 20, type: { kind: 'union', name: '__unnamed_1' } },
        callback: { offset: 28, type: { kind: 'pointer', subtype: { kind: 'function' } } },
        kind: { offset: 32, type: { kind: 'enum', name: '_KIND' } },
        merged: { offset: 40, anonymous: true, type: { kind: 'union', name: '__unnamed_1' } },
        odd: { offset: -4, type: base('unsigned long') },
      },
    },
    __unnamed_1: { kind: 'union', size: 8, fields: { Quad: { offset: 0, type: base('long long') } } },
  },
  symbols: {
    DriverEntry: { address: 0x1000, linkage_name: '_DriverEntry@8' },
    _data: { address: 0x2000, linkage_name: '__data' },
    '??_C@_03BLEJJJBH@sin?$AA@': { address: 0x1004 },
    negative: { address: -1 },
    far: { address: 2 ** 40 },
    text: { address: '1' },
  },
};

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('a Volatility 3 symbol file', () => {
  test.each([
    ['plain', encode(FILE)],
    ['gzip', new Uint8Array(gzipSync(encode(FILE)))],
    ['xz', new Uint8Array(compressSync(encode(FILE)))],
  ])('%s', (_, bytes) => {
    const isf = readIsf(bytes, 'driver.json');
    expect(isf).toMatchObject({ guid: GUID.toUpperCase(), age: 3, machine: 332, source: 'isf' });
    expect(isf.description).toBe(`driver.json ${GUID.toUpperCase()}3`);
    expect([...isf.symbols()]).toEqual([
      { name: 'DriverEntry', rva: 0x1000, isFunction: true },
      { name: '??_C@_03BLEJJJBH@sin?$AA@', rva: 0x1004 },
      { name: '_data', rva: 0x2000 },
    ]);
  });

  test('fields in order of offset, with sizes and texts; a negative offset is left out', () => {
    const layout = readIsf(encode(FILE)).layouts().struct('_THING');
    expect(layout?.size).toBe(64);
    expect([...(layout?.fields.values() ?? [])]).toEqual([
      { name: 'z_first', offset: 0, size: 4, type: 'Uint4B' },
      { name: 'bits', offset: 4, size: 4, bits: { start: 3, count: 2 }, type: 'Pos 3, 2 Bits' },
      { name: 'next', offset: 8, size: 4, type: 'Ptr32 _THING' },
      { name: 'name', offset: 12, size: 8, type: '[4] Wchar' },
      { name: 'u', offset: 20, size: 8, type: '__unnamed_1' },
      { name: 'callback', offset: 28, size: 4, type: 'Ptr32     <function>' },
      { name: 'kind', offset: 32, size: 4, type: '_KIND' },
      { name: 'Quad', offset: 40, size: 8, type: 'Int8B' },
      { name: 'u.Quad', offset: 20, size: 8, type: 'Int8B' },
    ]);
  });

  test('names of prototypes find nothing', () => {
    const layouts = readIsf(encode(FILE)).layouts();
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(layouts.struct(name)).toBeUndefined();
      expect(layouts.enum(name)).toBeUndefined();
    }
  });

  test('a file that kept the linker’s names', () => {
    const symbols = {
      '_DriverEntry@8': { address: 16 },
      '@Fast@4': { address: 32 },
      _Data: { address: 48 },
      $x: { address: 64 },
    };
    const names = Array.from(readIsf(encode({ ...FILE, symbols })).symbols(), ({ name }) => name);
    expect(names).toEqual(['DriverEntry', 'Fast', 'Data', '$x']);
  });

  test('structures that lie in each other without end are stopped', () => {
    const type = { kind: 'struct', name: '_THING' };
    const fields = Object.fromEntries(
      Array.from('abcdefgh', (name) => [name, { offset: 0, anonymous: true, type }]),
    );
    const file = { ...FILE, user_types: { _THING: { kind: 'struct', size: 64, fields } } };
    expect(() => readIsf(encode(file)).layouts().struct('_THING')).toThrow(/more than 65536 fields/);
  });

  test.each([
    ['a byte order mark', '\ufeff'],
    ['blank lines', '\r\n\t '],
  ])('%s in front', (_, front) => {
    const bytes = new TextEncoder().encode(front + JSON.stringify(FILE));
    expect(openSymbolFile(bytes, 'driver.json')).toMatchObject({ source: 'isf', age: 3 });
  });

  test('enumerations', () => {
    expect([...(readIsf(encode(FILE)).layouts().enum('_KIND')?.constants ?? [])]).toEqual([
      ['Minus', -1],
      ['One', 1],
      ['Two', 2],
    ]);
  });

  test.each([
    ['not JSON', new TextEncoder().encode('{"a":'), /isf: not JSON: /],
    ['a list', encode([]), /not a JSON object/],
    ['a Linux file', encode({ metadata: { linux: {} } }), /metadata.windows.pdb.GUID is missing/],
    ['a bad GUID', encode({ metadata: { windows: { pdb: { GUID: '../..' } } } }), /GUID is missing/],
    ['cut xz', new Uint8Array(compressSync(encode(FILE))).subarray(0, 60), /xz: /],
    ['cut gzip', new Uint8Array(gzipSync(encode(FILE))).subarray(0, 60), /gzip: /],
    ['deep nesting', new TextEncoder().encode('['.repeat(1_000_000)), /not JSON|not a JSON object/],
  ])('%s', (_, bytes, message) => {
    expect(() => readIsf(bytes)).toThrow(message);
  });
});

describe('xz', () => {
  test('a bomb is refused before it is unpacked', () => {
    // Stream header, block header (LZMA2, 16 MiB dictionary), chunks of 7 bytes that each promise 2 MiB.
    const header = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 1, 0, 0, 0, 0];
    const block = [2, 0, 0x21, 1, 0x16, 0, 0, 0, 0, 0, 0, 0];
    const chunks = Array.from({ length: 600 }, () => [0xff, 0xff, 0xff, 0, 0, 0x5d, 0]).flat();
    const bomb = Uint8Array.of(...header, ...block, ...chunks, 0, 0, 0);
    expect(bomb.length).toBeLessThan(5000);
    expect(() => unpackXz(bomb, 1_000_000_000)).toThrow('xz: more than 1000000000 bytes when unpacked');
  });

  test.each([0, 1, 65_536, 70_000])('%d random bytes, stored in plain chunks', (length) => {
    const random = new Random(length);
    const plain = Uint8Array.from({ length }, () => random.below(256));
    expect(Buffer.compare(unpackXz(new Uint8Array(compressSync(plain)), length), plain)).toBe(0);
  });
});

test('2,000 mutated files read or say why', { timeout: 60_000 }, () => {
  const random = new Random(4);
  for (const whole of [encode(FILE), new Uint8Array(compressSync(encode(FILE)))]) {
    for (let round = 0; round < 1000; round++) {
      const mutant = whole.slice();
      for (let left = 1 + random.below(4); left > 0; left--)
        mutant[random.below(mutant.length)] = random.below(256);
      try {
        exercise(readIsf(mutant));
      } catch (error) {
        if (!isSymbolProblem(error)) throw new Error(`round ${round}`, { cause: error });
      }
    }
  }
});

describe.skipIf(!hasShared('data/isf'))('files of real kernels', () => {
  test('Windows 10 19041.804 x64', () => {
    const isf = readIsf(
      readShared('data/isf/ntkrnlmp_10.0.19041.804_5278AFF86C341677D7D7835C85B7B844-1.json.xz'),
    );
    expect(isf).toMatchObject({ guid: '5278AFF86C341677D7D7835C85B7B844', age: 1, machine: 0x8664 });
    expect(isf.symbols().size).toBeGreaterThan(39_000);
    expect(isf.layouts().struct('_MMPFN')?.size).toBe(48);
    expect(isf.layouts().struct('_MMPFN')?.fields.get('ListEntry')?.type).toBe('_LIST_ENTRY');
  });

  test('Windows 7 SP1 x64', () => {
    const isf = readIsf(
      readShared('data/isf/ntkrnlmp_win7sp1_6.1.7601.24540_339E74133576439CBCDF7E0229DA3773-1.json.xz'),
    );
    expect(isf.guid).toBe('339E74133576439CBCDF7E0229DA3773');
    expect(isf.layouts().struct('_EPROCESS')?.fields.get('UniqueProcessId')?.type).toBe('Ptr64 Void');
  });
});
