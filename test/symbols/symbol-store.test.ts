import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { matchSymbols, SymbolFinder, type SymbolMatch } from '../../src/symbols/match-symbols.ts';
import { GUID, member, publicSymbol, record, u16, u32, writePdb, zstring } from './pdb-writer.ts';

const OTHER = 'F'.repeat(32);
const request = { pdbName: 'driver.pdb', guid: GUID, age: 1 };
const pdbOf = (guid: string, symbol = '_Start@0') =>
  writePdb({ guid, symbols: [publicSymbol(symbol, 1, 0, 2)], types: [struct()] });
const struct = () => record(0x1506, u16(0, 0), u32(0), u16(4), zstring('_THING'));

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
function put(bytes: Uint8Array | string, ...parts: string[]): string {
  mkdirSync(dirname(at(...parts)), { recursive: true });
  writeFileSync(at(...parts), bytes);
  return at(...parts);
}
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'symbol-store-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function pathOf(match: SymbolMatch): string | undefined {
  return match.found ? match.path : undefined;
}

describe('where a PDB is found', () => {
  test.each([
    ['in a store', ['driver.pdb', `${GUID}1`, 'driver.pdb']],
    ['in a store, in another case', ['DRIVER.PDB', `${GUID.toLowerCase()}1`, 'Driver.pdb']],
    ['in a two-tier store', ['dr', 'driver.pdb', `${GUID}1`, 'driver.pdb']],
    ['loose in a folder', ['driver.pdb']],
    ['loose, in another case', ['DRIVER.pdb']],
    ['in symbols/sys', ['symbols', 'sys', 'driver.pdb']],
    ['in dll', ['dll', 'driver.pdb']],
  ])('%s', (_, parts) => {
    const path = put(pdbOf(GUID), ...parts);
    const match = matchSymbols(request, root);
    expect(pathOf(match)).toBe(path);
    expect(match.found && match.file.symbols().lookup('Start')?.rva).toBe(0x1000);
  });

  test('through file.ptr', () => {
    const elsewhere = put(pdbOf(GUID), 'archive', 'one.bin');
    put(`PATH:${elsewhere}\r\n`, 'store', 'driver.pdb', `${GUID}1`, 'file.ptr');
    expect(pathOf(matchSymbols(request, at('store')))).toBe(elsewhere);
  });

  test('file.ptr with a message', () => {
    put('MSG: private symbols', 'driver.pdb', `${GUID}1`, 'file.ptr');
    expect(matchSymbols(request, root).attempts).toEqual([
      { where: root, why: 'file.ptr says "MSG: private symbols"' },
    ]);
  });

  test('as the path itself, even under another name', () => {
    const path = put(pdbOf(GUID), 'renamed.pdb');
    expect(pathOf(matchSymbols(request, path))).toBe(path);
  });

  test('in the elements of a path, in order', () => {
    put(pdbOf(OTHER), 'a', 'driver.pdb');
    const second = put(pdbOf(GUID), 'b', 'driver.pdb', `${GUID}1`, 'driver.pdb');
    const path = `${at('none')};${at('a')};srv*${at('b')}*http://127.0.0.1:9/x;cache*${at('c')}`;
    const match = matchSymbols(request, path);
    expect(pathOf(match)).toBe(second);
    expect(match.attempts).toEqual([
      { where: at('none'), why: 'no such folder or file' },
      { where: at('a', 'driver.pdb'), why: `its id is ${OTHER}1, the image wants ${GUID}1` },
    ]);
  });

  test.each(['windows/driver.pdb', 'driver.pdb', '.'])('a Volatility file in %s', (folder) => {
    const isf = JSON.stringify({
      metadata: { windows: { pdb: { GUID, age: 1 } } },
      symbols: { Start: { address: 8 } },
    });
    const path = put(isf, folder, `${GUID.toLowerCase()}-1.json`);
    const match = matchSymbols(request, root);
    expect(pathOf(match)).toBe(path);
    expect(match.found && match.file.source).toBe('isf');
  });
});

describe('what is not found', () => {
  test('names what to fetch and the servers that were not asked', () => {
    expect(matchSymbols(request, `${root};srv*${root}*https://host/symbols`)).toEqual({
      found: false,
      attempts: [{ where: root, why: `no driver.pdb ${GUID}1` }],
      storePath: `driver.pdb/${GUID}1/driver.pdb`,
      servers: ['https://host/symbols'],
    });
  });

  test('a damaged file is passed over, with its problem', () => {
    put('rubbish', 'a', 'driver.pdb', `${GUID}1`, 'driver.pdb');
    const good = put(pdbOf(GUID), 'b', 'driver.pdb');
    const match = matchSymbols(request, `${at('a')};${at('b')}`);
    expect(pathOf(match)).toBe(good);
    expect(match.attempts[0].why).toMatch(/PDB msf.magic at offset 0x0: not a program database/);
  });

  test('damage that shows only when symbols are read', () => {
    const bytes = writePdb({ guid: GUID, symbols: [publicSymbol('_A', 1, 0).with(0, 0xff)] });
    put(bytes, 'driver.pdb');
    expect(matchSymbols(request, root)).toMatchObject({
      found: false,
      attempts: [{ why: expect.stringContaining('symbols.len_record') }],
    });
  });

  test.each(['../driver.pdb/..', '..', 'x\\..\\..', 'nul'])('a PDB name like %j looks nowhere', (pdbName) => {
    put(pdbOf(GUID), 'driver.pdb');
    const match = matchSymbols({ ...request, pdbName }, at('sub'));
    expect(match).toMatchObject({
      found: false,
      attempts: [{ why: expect.stringContaining('is not a file name') }],
    });
  });

  test('an image without an id has no store path', () => {
    const match = matchSymbols({ pdbName: 'driver.pdb' }, root);
    expect(match.found || match.storePath).toBeUndefined();
    expect(match.attempts[0].why).toBe('the image gives no GUID and age');
  });
});

describe('force', () => {
  test('takes a PDB of another build and says so', () => {
    const path = put(pdbOf(OTHER), 'driver.pdb');
    expect(matchSymbols(request, root).found).toBe(false);
    const match = matchSymbols(request, root, { force: true });
    expect(match).toMatchObject({ found: true, forced: true, path });
    expect(match.found && match.file.symbols().description).toBe(
      `driver.pdb ${OTHER}1 (forced: the image wants ${GUID}1)`,
    );
  });

  test("takes one that lies in the right one's place of a store", () => {
    const path = put(pdbOf(OTHER), 'driver.pdb', `${GUID}1`, 'driver.pdb');
    expect(matchSymbols(request, root).found).toBe(false);
    expect(matchSymbols(request, root, { force: true })).toMatchObject({ found: true, forced: true, path });
  });

  test('still prefers the right one', () => {
    put(pdbOf(OTHER), 'a', 'driver.pdb');
    const right = put(pdbOf(GUID), 'b', 'driver.pdb');
    expect(matchSymbols(request, `${at('a')};${at('b')}`, { force: true })).toMatchObject({
      forced: false,
      path: right,
    });
  });

  test('does not give one module the symbols of another', () => {
    const path = put(pdbOf(OTHER), 'other.pdb');
    expect(matchSymbols(request, path, { force: true }).found).toBe(false);
  });

  test('serves an image without an id', () => {
    put(pdbOf(OTHER), 'driver.pdb');
    const match = matchSymbols({ pdbName: 'driver.pdb' }, root, { force: true });
    expect(match).toMatchObject({ found: true, forced: true });
  });

  test('kernels stand in for each other', () => {
    const path = put(pdbOf(OTHER), 'ntkrnlpa.pdb');
    const match = matchSymbols({ ...request, pdbName: 'ntkrpamp.pdb' }, path, { force: true });
    expect(match).toMatchObject({ found: true, forced: true });
  });
});

describe('the cache of parsed symbols', () => {
  const cacheFiles = () => readdirSync(at('cache', 'parsed')).map((name) => at('cache', 'parsed', name));
  const look = () => matchSymbols(request, at('store'), { cache: at('cache') });

  function everything(match: SymbolMatch) {
    if (!match.found) throw new Error(JSON.stringify(match));
    const { file } = match;
    const layouts = file.layouts();
    return {
      id: [file.guid, file.age, file.machine, file.source, file.description],
      symbols: [...file.symbols()],
      structs: Array.from(layouts?.structNames() ?? [], (name) => layouts?.struct(name)),
      enums: Array.from(layouts?.enumNames() ?? [], (name) => layouts?.enum(name)),
      frame: file.frames()?.fpoAt(0x1000),
    };
  }

  const rich = () =>
    writePdb({
      guid: GUID,
      symbols: [publicSymbol('_Start@0', 1, 0, 2), publicSymbol('_data', 2, 0)],
      types: [
        record(0x1205, u32(0x22), Uint8Array.of(3, 5)),
        record(
          0x1203,
          member(0x150d, u16(3), u32(0x1000), u16(4), zstring('Bits')),
          member(0x150d, u16(3), u32(0x22), u16(8), zstring('Long')),
        ),
        record(0x1505, u16(1, 0), u32(0x1001, 0, 0), u16(12), zstring('_THING')),
        record(0x1203, member(0x1502, u16(3), u16(7), zstring('Seven'))),
        record(0x1507, u16(1, 0), u32(0x74, 0x1003), zstring('_KIND')),
      ],
      fpo: new Uint8Array([...u32(0x1000, 16, 0), ...u16(0, 0)]),
    });

  test('gives the same as the file itself', () => {
    put(rich(), 'store', 'driver.pdb');
    const first = look();
    const second = look();
    expect([first.found && first.fromCache, second.found && second.fromCache]).toEqual([false, true]);
    expect(everything(second)).toEqual(everything(first));
    expect(everything(second).structs[0]?.fields.get('Bits')).toEqual({
      name: 'Bits',
      offset: 4,
      size: 4,
      bits: { start: 5, count: 3 },
      type: 'Pos 5, 3 Bits',
    });
  });

  test('is named after id, size and reader version', () => {
    put(rich(), 'store', 'driver.pdb');
    look();
    expect(cacheFiles()).toEqual([at('cache', 'parsed', `${GUID}1-${rich().length}-v1.symbols`)]);
  });

  test('a changed symbol file of the same size and id is read again', () => {
    put(pdbOf(GUID, '_Start@0'), 'store', 'driver.pdb');
    look();
    put(pdbOf(GUID, '_Sturt@0'), 'store', 'driver.pdb');
    const match = look();
    expect(match).toMatchObject({ found: true, fromCache: false });
    expect(match.found && match.file.symbols().lookup('Sturt')).toBeDefined();
  });

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, -9)],
    [
      'a changed byte',
      (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('"Start"', '"Stort"'), 'latin1'),
    ],
    ['empty', () => Buffer.alloc(0)],
    [
      'another version',
      (bytes: Buffer) =>
        Buffer.from(bytes.toString('latin1').replace('"version":1', '"version":0'), 'latin1'),
    ],
    ['no JSON', () => Buffer.from('{}\n')],
  ])('an entry that is damaged is not believed: %s', (_, damage) => {
    put(pdbOf(GUID), 'store', 'driver.pdb');
    look();
    const [entry] = cacheFiles();
    writeFileSync(entry, damage(readFileSync(entry)));
    const match = look();
    expect(match).toMatchObject({ found: true, fromCache: false });
    expect(match.found && match.file.symbols().lookup('Start')).toBeDefined();
    // It was written anew.
    expect(look()).toMatchObject({ fromCache: true });
  });

  test('a folder that cannot be written is no problem', () => {
    put(pdbOf(GUID), 'store', 'driver.pdb');
    put('a file in the way', 'cache');
    expect(look()).toMatchObject({ found: true, fromCache: false });
  });

  test('forced symbols are never kept', () => {
    put(pdbOf(OTHER), 'store', 'driver.pdb');
    matchSymbols(request, at('store'), { cache: at('cache'), force: true });
    expect(() => cacheFiles()).toThrow(/ENOENT/);
  });
});

test('one finder serves many modules', () => {
  put(pdbOf(GUID), 'a.pdb');
  put(pdbOf(OTHER), 'b.pdb');
  cpSync(at('a.pdb'), at('c.pdb'));
  const finder = new SymbolFinder(`${at('a.pdb')};${at('b.pdb')}`);
  expect(pathOf(finder.match({ pdbName: 'b.pdb', guid: OTHER, age: 1 }))).toBe(at('b.pdb'));
  expect(pathOf(finder.match({ pdbName: 'a.pdb', guid: GUID, age: 1 }))).toBe(at('a.pdb'));
  expect(pathOf(finder.match({ pdbName: 'a.pdb', guid: GUID, age: 2 }))).toBeUndefined();
});
