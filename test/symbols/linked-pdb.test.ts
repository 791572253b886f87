import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pdb, readPdb } from '../../src/symbols/read-pdb.ts';
import { findTool, run } from './tools.ts';

const clang = findTool('clang');
const linker = findTool('lld-link');

const SOURCE = `
typedef struct _LINKS { struct _LINKS *Flink, *Blink; } LINKS;
typedef enum _STATE { Idle, Busy = 5, Gone = -1 } STATE;
typedef struct _BLOCK {
  unsigned short PreviousSize : 9;
  unsigned short PoolIndex : 7;
  unsigned short BlockSize : 9;
  unsigned short PoolType : 7;
  union { unsigned long Tag; unsigned char Letters[4]; };
  union { long Long; struct { short Low, High; } Halves; } u;
  LINKS Entry;
  STATE State;
  long (*Routine)(void *);
  unsigned __int64 Ticks;
  unsigned short Name[16];
} BLOCK;
BLOCK TheBlock = { 1 };
static int counter = 7;
static __declspec(noinline) int Hidden(int x) { counter += x; return counter; }
__declspec(noinline) int __stdcall Standard(int a, int b) { return Hidden(a) + b; }
__declspec(noinline) int __fastcall Fast(int a) { return Hidden(a) * 3; }
__declspec(noinline) int Plain(int a) { return Hidden(a) + TheBlock.u.Long; }
int __stdcall Entry(void *a, int b, void *c) { return Standard(b, 1) + Fast(b) + Plain(b); }
`;

describe.skipIf(clang === undefined || linker === undefined)('a PDB that lld wrote', () => {
  const folder = mkdtempSync(join(tmpdir(), 'linked-pdb-'));
  let pdb: Pdb;
  let image: Buffer;
  let map: string;

  beforeAll(() => {
    writeFileSync(join(folder, 'block.c'), SOURCE);
    run(
      clang!,
      ['-target', 'i686-pc-windows-msvc', '-O1', '-g', '-gcodeview', '-c', 'block.c', '-o', 'block.obj'],
      folder,
    );
    const options = [
      '/dll',
      '/entry:Entry',
      '/nodefaultlib',
      '/debug',
      '/machine:x86',
      '/out:block.dll',
      '/pdb:block.pdb',
    ];
    run(linker!, [...options, '/map:block.map', 'block.obj'], folder);
    pdb = readPdb(readFileSync(join(folder, 'block.pdb')), 'block.pdb');
    image = readFileSync(join(folder, 'block.dll'));
    map = readFileSync(join(folder, 'block.map'), 'utf8');
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('GUID and age are those in the image', () => {
    const at = image.indexOf('RSDS');
    const part = (start: number, length: number) =>
      Buffer.from(image.subarray(at + start, at + start + length))
        .reverse()
        .toString('hex')
        .toUpperCase();
    const tail = image
      .subarray(at + 12, at + 20)
      .toString('hex')
      .toUpperCase();
    expect(pdb.guid).toBe(part(4, 4) + part(8, 2) + part(10, 2) + tail);
    expect(pdb.age).toBe(image.readUInt32LE(at + 20));
    expect(pdb.machine).toBe(0x14c);
  });

  test.each(['Standard', 'Fast', 'Plain', 'Entry', 'TheBlock'])('%s lies where the map says', (name) => {
    const decorated = { Standard: '_Standard@8', Fast: '@Fast@4', Entry: '_Entry@12' }[name] ?? `_${name}`;
    const line = map.split('\n').find((text) => text.split(/\s+/).includes(decorated));
    const [, address] = /\s((?:[0-9a-f]{8}){1,2})\s/.exec(line ?? '') ?? [];
    expect(pdb.symbols().lookup(name)?.rva).toBe(Number.parseInt(address, 16) - 0x10000000);
  });

  test('a static function has a name too', () => {
    const hidden = pdb.symbols().lookup('Hidden');
    expect(hidden?.isFunction).toBe(true);
    expect(pdb.symbols().nearest((hidden?.rva ?? 0) + 3)?.symbol.name).toBe('Hidden');
  });

  test('the structure as the compiler laid it out', () => {
    const layout = pdb.layouts()?.struct('_BLOCK');
    expect(layout?.size).toBe(0x48);
    const shown = [...(layout?.fields.values() ?? [])].map(
      ({ name, offset, type }) => `${offset.toString(16)} ${name} ${type}`,
    );
    expect(shown.filter((line) => !/ u /.test(line) && !line.includes('Halves '))).toEqual([
      '0 PreviousSize Pos 0, 9 Bits',
      '0 PoolIndex Pos 9, 7 Bits',
      '2 BlockSize Pos 0, 9 Bits',
      '2 PoolType Pos 9, 7 Bits',
      '4 Tag Uint4B',
      '4 Letters [4] UChar',
      'c Entry _LINKS',
      '14 State _STATE',
      '18 Routine Ptr32     long',
      '20 Ticks Uint8B',
      '28 Name [16] Uint2B',
      '8 u.Long Int4B',
      '8 u.Halves.Low Int2B',
      'a u.Halves.High Int2B',
    ]);
  });

  test('the enumeration', () => {
    expect([...(pdb.layouts()?.enum('_STATE')?.constants ?? [])]).toEqual([
      ['Idle', 0],
      ['Busy', 5],
      ['Gone', -1],
    ]);
  });
});
