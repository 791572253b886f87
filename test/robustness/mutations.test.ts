import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDump } from '../builder/build.ts';
import { Random } from '../builder/random.ts';
import type { Truth } from '../builder/truth.ts';
import { mutate } from './mutator.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { type Target, targetsOf } from './targets.ts';

/** More on demand: `ANALYZE_DUMP_MUTATIONS=1000000 npx vitest run test/robustness/mutations.test.ts`. */
const MUTATIONS = Number(process.env.ANALYZE_DUMP_MUTATIONS ?? 20_400);
const SEED = Number(process.env.ANALYZE_DUMP_SEED ?? 1);
const SHARES = 122;
const SAMPLES = ['driver-paged-pool', 'process-thread-handles'];
const folder = resolve(import.meta.dirname, '../../dumps');

/** Damages the target again and again; an error names the round, so that it can be had again. */
function hammer(bytes: Uint8Array, target: Target, rounds: number): Record<Outcome, number> {
  const tally = { answered: 0, told: 0, refused: 0 };
  for (let round = 0; round < rounds; round++) {
    const undo = mutate(bytes, target, new Random(SEED * 1_000_003 + round));
    try {
      tally[outcomeOf(bytes, target.commands)]++;
    } catch (error) {
      throw new Error(`${target.name}, round ${round}, seed ${SEED}`, { cause: error });
    } finally {
      undo();
    }
  }
  return tally;
}

describe.each(SAMPLES)('%s', (name) => {
  const bytes = new Uint8Array(readFileSync(`${folder}/${name}.dmp`));
  const truth: Truth = JSON.parse(readFileSync(`${folder}/${name}.truth.json`, 'utf8'));

  test.each(targetsOf(bytes, truth))('$name', { timeout: 60_000 + 60 * MUTATIONS }, (target) => {
    expect(outcomeOf(bytes, target.commands)).toBe('answered');
    const rounds = Math.ceil((MUTATIONS * target.weight) / SHARES / SAMPLES.length);
    const tally = hammer(bytes, target, rounds);
    expect(tally.answered + tally.told + tally.refused).toBe(rounds);
    // The damage is undone each time: the last dump is the first one.
    expect(outcomeOf(bytes, target.commands)).toBe('answered');
  });
});

test('the run table of a complete dump', { timeout: 60_000 + 60 * MUTATIONS }, () => {
  const { bytes } = buildDump({ name: 'healthy', scale: 0, kind: 'complete', lean: true });
  // Counts and the first runs, of which there are three.
  const pieces = [
    [0x64, 8],
    [0x6c, 24],
  ] as const;
  const target = { name: 'run table', pieces, commands: ['lm', '!process 0 0'], weight: 0 };
  expect(outcomeOf(bytes, target.commands)).toBe('answered');
  const rounds = Math.ceil(MUTATIONS / SHARES);
  const tally = hammer(bytes, target, rounds);
  expect(tally.answered + tally.told + tally.refused).toBe(rounds);
});
