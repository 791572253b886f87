import { resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { safeFileName, storePath, symbolKey } from '../../src/symbols/symbol-key.ts';

const guid = '684da42a-30cc-450f-81c5-35b4d18944b1';

test('the path in a symbol store', () => {
  const key = symbolKey({ pdbName: 'ntkrpamp.pdb', guid, age: 2 });
  if ('refused' in key) throw new Error(key.refused);
  expect(storePath(key)).toBe('ntkrpamp.pdb/684DA42A30CC450F81C535B4D18944B12/ntkrpamp.pdb');
});

test('the age is written in hex', () => {
  expect(symbolKey({ pdbName: 'a.pdb', guid, age: 26 })).toMatchObject({
    id: '684DA42A30CC450F81C535B4D18944B11A',
  });
});

describe('names that a dump may not use', () => {
  test.each([
    '',
    '.',
    '..',
    '...',
    'a/..',
    'a\\..',
    '../',
    'c:',
    'x\0.pdb',
    'a\nb.pdb',
    'con',
    'NUL.pdb',
    'com1.pdb',
    'LPT9',
    'a*b.pdb',
    'what?.pdb',
    'trailing.',
    'trailing ',
    ' leading',
    '\ud800.pdb',
    'x'.repeat(300),
  ])('%j', (name) => {
    expect(safeFileName(name)).toBeUndefined();
    expect(symbolKey({ pdbName: name, guid, age: 1 })).toHaveProperty('refused');
  });

  test.each([
    ['d:\\build\\x86fre\\ntkrpamp.pdb', 'ntkrpamp.pdb'],
    ['../../../etc/passwd', 'passwd'],
    ['console.pdb', 'console.pdb'],
    ['日本語.pdb', '日本語.pdb'],
  ])('of %j only the last part is used', (path, name) => {
    expect(safeFileName(path)).toBe(name);
  });
});

test('no name leads out of a store', () => {
  const store = resolve('/var/store');
  const odd = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('..', '.', '/', '\\', ':', 'a', '\0', 'nul', '~', ' '), { maxLength: 12 })
      .map((a) => a.join('')),
  );
  fc.assert(
    fc.property(odd, (pdbName) => {
      const key = symbolKey({ pdbName, guid, age: 1 });
      if ('refused' in key) return;
      const target = resolve(store, storePath(key));
      expect(target.startsWith(store + sep)).toBe(true);
      expect(target.split(sep)).toHaveLength(store.split(sep).length + 3);
    }),
    { numRuns: 2000 },
  );
});

test.each(['', '12', `${'0'.repeat(31)}g`, '../../../../../../../../etc/pas'])(
  'the GUID %j is refused',
  (bad) => {
    expect(symbolKey({ pdbName: 'a.pdb', guid: bad, age: 1 })).toHaveProperty('refused');
  },
);

test.each([-1, 1.5, Number.NaN, 2 ** 32])('the age %d is refused', (age) => {
  expect(symbolKey({ pdbName: 'a.pdb', guid, age })).toHaveProperty('refused');
});
