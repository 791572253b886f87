import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '../../src');

/** Files that are loaded with `entry`: what it imports, but neither types nor what is imported on demand. */
function loadedWith(...entries: string[]): Set<string> {
  const seen = new Set<string>();
  const waiting = entries.map((entry) => resolve(SRC, entry));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file) || !existsSync(file)) continue;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, names, from] of text.matchAll(
      /^(?:import|export) ((?!type )[^;]*?) from '(\.[^']+)';/gms,
    )) {
      // `import { type A, type B }` loads nothing.
      const isTypesOnly =
        /^\{[^}]*\}$/.test(names) &&
        names
          .slice(1, -1)
          .split(',')
          .filter((one) => one.trim() !== '')
          .every((one) => one.trim().startsWith('type '));
      if (!isTypesOnly) waiting.push(resolve(dirname(file), from));
    }
  }
  return new Set([...seen].map((file) => file.slice(SRC.length + 1)));
}

test('commands without symbols load no reader of symbol files', () => {
  const loaded = loadedWith('cli/main.ts', 'cli/run-script.ts', 'cli/run-report.ts');
  expect(loaded.has('commands/dispatch.ts')).toBe(true);
  for (const file of [
    'analysis/symbol-source.ts',
    'symbols/match-symbols.ts',
    'symbols/read-pdb.ts',
    'symbols/read-isf.ts',
    'symbols/fetch-symbols.ts',
    'formats/pdb.ts',
    'formats/cabinet.ts',
    'formats/xz.ts',
  ])
    expect([file, loaded.has(file)]).toEqual([file, false]);
  // They are there when a path is given.
  expect(loadedWith('analysis/symbol-source.ts').has('formats/pdb.ts')).toBe(true);
});
