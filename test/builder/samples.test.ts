import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDump, type Scenario } from './build.ts';

const DUMPS = path.resolve(import.meta.dirname, '../../dumps');
const KERNEL = 'symbols/windows/ntkrpamp.pdb/9D2A47C1B35E4F08A6D4720E1C83BF55-2.json';

/** The recipes of dumps/README.md. */
const SAMPLES: readonly Scenario[] = [
  { name: 'driver-paged-pool', scale: 0.003, kind: 'kernel', lean: true },
  { name: 'process-thread-handles', scale: 0.00075, kind: 'kernel', lean: true },
];

describe.each(SAMPLES)('$name', (scenario) => {
  const built = buildDump(scenario);
  const file = (end: string) => readFileSync(path.join(DUMPS, `${scenario.name}.${end}`));

  test('comes out of the builder to the byte', () => {
    expect(Buffer.from(built.bytes).equals(file('dmp'))).toBe(true);
    expect(JSON.parse(JSON.stringify(built.truth))).toEqual(JSON.parse(file('truth.json').toString()));
  });

  test('stands in the README with its size and hash', () => {
    const readme = readFileSync(path.join(DUMPS, 'README.md'), 'utf8');
    const hash = createHash('sha256').update(file('dmp')).digest('hex');
    expect(readme).toContain(`${built.bytes.length.toLocaleString('en-US')} | \`${hash}\``);
  });

  test('is served by the bundled kernel symbols', () => {
    const symbols = JSON.parse(readFileSync(path.join(DUMPS, KERNEL), 'utf8'));
    expect(built.isf).toEqual(symbols);
  });
});
