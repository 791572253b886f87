import { expect, test } from 'vitest';
import type { Session } from '../../src/analysis/session.ts';
import { SymbolSource } from '../../src/analysis/symbol-source.ts';
import { buildDump } from '../builder/build.ts';
import { ask, askJson, sessionOf } from '../fakes/session.ts';
import { withFolder } from '../fakes/symbol-folder.ts';

const built = buildDump({ name: 'driver-paged-pool', scale: 0.0005, kind: 'kernel', lean: true });
const system = built.truth.processes.find((process) => process.pid === 4)!.eprocess.toString(16);

const base = (name: string) => ({ kind: 'base', name });
const named = (kind: string, name: string) => ({ kind, name });
const bit = (start: number, count: number) => ({
  kind: 'bitfield',
  bit_position: start,
  bit_length: count,
  type: base('unsigned long'),
});

/** Types by hand, for the real places of fields in _EPROCESS of Windows 7. */
const TYPES = {
  base_types: {
    pointer: { size: 4, signed: false, kind: 'int', endian: 'little' },
    'unsigned char': { size: 1, signed: false, kind: 'char', endian: 'little' },
    long: { size: 4, signed: true, kind: 'int', endian: 'little' },
    'unsigned long': { size: 4, signed: false, kind: 'int', endian: 'little' },
    void: { size: 0, signed: false, kind: 'void', endian: 'little' },
  },
  enums: { _COUNTS: { size: 4, base: 'long', constants: { Two: 2, Four: 4, None: 0 } } },
  user_types: {
    _EPROCESS: {
      kind: 'struct',
      size: 0x2c0,
      fields: {
        Flags: { offset: 0xb4, type: base('unsigned long') },
        UniqueProcessId: { offset: 0xb4, type: { kind: 'pointer', subtype: base('void') } },
        Count: { offset: 0xb4, type: named('enum', '_COUNTS') },
        Third: { offset: 0xb4, type: bit(2, 1) },
        Low: { offset: 0xb4, type: bit(0, 2) },
        Inside: { offset: 0xb4, type: named('struct', '_INSIDE') },
        u: { offset: 0xb4, type: named('union', '__unnamed_1') },
        ImageFileName: { offset: 0x16c, type: { kind: 'array', count: 15, subtype: base('unsigned char') } },
        Words: { offset: 0x16c, type: { kind: 'array', count: 2, subtype: base('unsigned long') } },
      },
    },
    _INSIDE: { kind: 'struct', size: 4, fields: { Signed: { offset: 0, type: base('long') } } },
    __unnamed_1: { kind: 'union', size: 4, fields: { Whole: { offset: 0, type: base('unsigned long') } } },
  },
};

const session = openTyped();
const plain = sessionOf(built.bytes);

function openTyped(): Session {
  const isf = { ...built.isf, ...TYPES } as unknown as {
    metadata: { windows: { pdb: { GUID: string; age: number } } };
  };
  const { GUID, age } = isf.metadata.windows.pdb;
  const file = new TextEncoder().encode(JSON.stringify(isf));
  return withFolder(new Map([[`windows/ntkrpamp.pdb/${GUID}-${age}.json`, file]]), (path) =>
    sessionOf(built.bytes, { symbols: new SymbolSource({ path }) }),
  );
}

test('fields that share a place: whole ones before bits, wider ones first, then by name', () => {
  expect(ask(session, 'dt nt!_EPROCESS')).toEqual([
    'nt!_EPROCESS',
    '   +0x0b4 Count            : _COUNTS',
    '   +0x0b4 Flags            : Uint4B',
    '   +0x0b4 Inside           : _INSIDE',
    '   +0x0b4 UniqueProcessId  : Ptr32 Void',
    '   +0x0b4 u                : __unnamed_1',
    '   +0x0b4 Low              : Pos 0, 2 Bits',
    '   +0x0b4 Third            : Pos 2, 1 Bit',
    '   +0x16c ImageFileName    : [15] UChar',
    '   +0x16c Words            : [2] Uint4B',
  ]);
});

test('values: number, pointer, enumeration, bits, text; process 4 is called System', () => {
  expect(ask(session, `dt _EPROCESS ${system}`)).toEqual([
    'nt!_EPROCESS',
    '   +0x0b4 Count            : 4 ( Four )',
    '   +0x0b4 Flags            : 0x4',
    '   +0x0b4 Inside           : _INSIDE',
    '   +0x0b4 UniqueProcessId  : 0x00000004 Void',
    '   +0x0b4 u                : __unnamed_1',
    '   +0x0b4 Low              : 0y00 (0x0)',
    '   +0x0b4 Third            : 0y1 (0x1)',
    '   +0x16c ImageFileName    : [15]  "System"',
    '   +0x16c Words            : [2] Uint4B',
  ]);
});

test('options behind the address, fields by a pattern, a type in any case', () => {
  expect(ask(session, `dt nt!_eprocess ${system} -r1 In* imageF*`)).toEqual([
    'nt!_EPROCESS',
    '   +0x0b4 Inside           : _INSIDE',
    '      +0x0b4 Signed           : 0n4',
    '   +0x16c ImageFileName    : [15]  "System"',
  ]);
  expect(ask(session, 'dt counts')).toContain('   Four = 0n4');
});

test('structures inside with -r, arrays with -a', () => {
  expect(ask(session, `dt -r -a EPROCESS ${system} Inside u Words`)).toEqual([
    'nt!_EPROCESS',
    '   +0x0b4 Inside           : _INSIDE',
    '      +0x0b4 Signed           : 0n4',
    '   +0x0b4 u                : __unnamed_1',
    '      +0x0b4 Whole            : 0x4',
    '   +0x16c Words            : [2] Uint4B',
    // S y s t, e m
    '      +0x16c [00]             : 0x74737953',
    '      +0x170 [01]             : 0x6d65',
  ]);
});

test('fields by their names, through structures inside', () => {
  expect(ask(session, `dt _EPROCESS ${system} inside.signed u.Whole`)).toEqual([
    'nt!_EPROCESS',
    '   +0x0b4 Signed           : 0n4',
    '   +0x0b4 Whole            : 0x4',
  ]);
});

test('an enumeration, and names by a pattern', () => {
  expect(ask(session, 'dt nt!_COUNTS')).toEqual([
    'nt!_COUNTS',
    '   None = 0n0',
    '   Two = 0n2',
    '   Four = 0n4',
  ]);
  expect(ask(session, 'dt nt!_count*')).toEqual(['          nt!_COUNTS']);
  expect(ask(session, 'dt _inside?')).toEqual([]);
});

test('JSON says which symbols the layout is of', () => {
  const { GUID } = (built.isf as { metadata: { windows: { pdb: { GUID: string } } } }).metadata.windows.pdb;
  expect(askJson(session, `dt _EPROCESS ${system} UniqueProcessId`)).toEqual({
    module: 'nt',
    name: '_EPROCESS',
    size: 0x2c0,
    layouts: `${GUID}-2.json ${GUID}2`,
    address: system,
    fields: [
      {
        name: 'UniqueProcessId',
        offset: 0xb4,
        bits: null,
        type: 'Ptr32 Void',
        value: { kind: 'pointer', value: '00000004' },
      },
    ],
  });
  // What the symbols do not describe is of the built-in layouts.
  expect(askJson(session, 'dt _KTHREAD')).toMatchObject({ layouts: 'built-in win7_sp1_x86' });
});

test('built-in layouts have no types: bytes show as what they are', () => {
  expect(ask(plain, `dt _EPROCESS ${system} UniqueProcessId`)).toEqual([
    'nt!_EPROCESS',
    '   +0x0b4 UniqueProcessId  : 0x00000004 (dword)',
  ]);
});

test('what cannot be read is not made up', () => {
  expect(ask(session, 'dt _INSIDE 1000')).toEqual([
    'nt!_INSIDE',
    '   +0x000 Signed           : ????????',
    expect.stringMatching(/^ {3}\?{8} \(not in this dump: 00001000 lies in page frame /),
  ]);
});

test('what is not there is told', () => {
  expect(() => ask(session, 'dt _INSIDE 1000 Nothing')).toThrow("_INSIDE has no field 'Nothing'");
  expect(() => ask(session, 'dt _INSIDE 1000 +')).toThrow('Numeric expression missing');
  expect(() => ask(session, 'dt _NOTHING')).toThrow('Symbol _NOTHING not found in');
  expect(() => ask(session, 'dt nowhere!_EPROCESS')).toThrow("No module is called 'nowhere'.");
  expect(() => ask(session, 'dt SIoctl!_EPROCESS')).toThrow("No types of SIoctl are known; '!sym' tells");
  expect(() => ask(session, 'dt -q _EPROCESS')).toThrow("dt: unknown option '-q'");
});
