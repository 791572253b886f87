import { describe, expect, test } from 'vitest';
import { readIsf } from '../../src/symbols/read-isf.ts';
import { readPdb } from '../../src/symbols/read-pdb.ts';
import { hasShared, readShared } from './shared.ts';

const PDB = 'dumps/symbols/ntkrpamp.pdb/33A75C3DD9A1439191CC51BE4D6FBC432/ntkrpamp.pdb';
const ISF = 'dumps/isf/windows/ntkrpamp.pdb/33A75C3DD9A1439191CC51BE4D6FBC43-2.json.xz';

describe.skipIf(!hasShared(PDB, ISF))('one kernel, its PDB and its Volatility file', () => {
  const has = hasShared(PDB, ISF);
  const pdb = has ? readPdb(readShared(PDB)) : undefined!;
  const isf = has ? readIsf(readShared(ISF)) : undefined!;

  test('same identity', () => {
    expect(isf).toMatchObject({ guid: pdb.guid, age: pdb.age, machine: 0x14c, database: 'ntkrpamp.pdb' });
  });

  test('same structures, field by field, with sizes, bits and type texts', () => {
    const names = [...pdb.layouts()!.structNames()].sort();
    expect([...isf.layouts().structNames()].sort()).toEqual(names);
    expect(names).toHaveLength(1053);
    for (const name of names) {
      const left = pdb.layouts()!.struct(name)!;
      const right = isf.layouts().struct(name)!;
      expect({ ...right, fields: sorted(right.fields) }).toEqual({ ...left, fields: sorted(left.fields) });
    }
  });

  test('same enumerations', () => {
    for (const name of pdb.layouts()!.enumNames()) {
      const left = pdb.layouts()!.enum(name)!;
      const right = isf.layouts().enum(name)!;
      expect([right.size, sorted(right.constants)]).toEqual([left.size, sorted(left.constants)]);
    }
  });

  test('same names at the same addresses', () => {
    // A Volatility file does not say which cdecl names are functions.
    const plain = (table: Iterable<{ name: string; rva: number }>) =>
      Array.from(table, ({ name, rva }) => `${rva} ${name}`).sort();
    expect(plain(isf.symbols())).toEqual(plain(pdb.symbols()));
    expect(pdb.symbols().size).toBe(6884);
  });
});

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort((a, b) => (a[0] < b[0] ? -1 : 1));
}
