import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { Leaf, Member, Numeric, SymbolKind } from '../../src/formats/pdb-kinds.ts';

/** An enum of a ksy, turned round: name in capitals to number. */
function kinds(file: string, name: string): Record<string, number> {
  const spec = parse(readFileSync(resolve(import.meta.dirname, `../../ksy/${file}`), 'utf8'));
  return Object.fromEntries(
    Object.entries<string>(spec.enums[name]).map(([value, id]) => [id.toUpperCase(), Number(value)]),
  );
}

test.each([
  ['pdb_tpi.ksy', 'leaf_kind', Leaf],
  ['pdb_tpi.ksy', 'member_kind', Member],
  ['pdb_tpi.ksy', 'numeric_kind', Numeric],
  ['pdb_symbols.ksy', 'symbol_kind', SymbolKind],
])('%s lists the same %s as the reader', (file, name, known) => {
  expect(known).toEqual(kinds(file, name));
});
