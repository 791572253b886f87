import { expect, test } from 'vitest';
import { answerChunks } from '../../src/cli/json-answer.ts';
import { defineCommand } from '../../src/commands/command.ts';
import type { Answer } from '../../src/commands/dispatch.ts';
import { LazyList } from '../../src/commands/lazy-list.ts';

/** An answer with one list inside another, as `!process 0 7` has them, and something behind them. */
function listing(count: number): Answer {
  function* items() {
    for (let i = 0; i < count; i++) yield { i, inner: [i, i + 1] };
  }
  const command = defineCommand({
    name: '!list',
    summary: 'A list',
    parameters: [],
    example: '!list',
    run: () => ({}),
    text: () => [],
    json: () => ({ items: new LazyList(items), behind: 'the list' }),
    table: () => ({ none: 'a list' }),
  });
  return { command, result: {}, filters: [], forcedSymbols: [] };
}

function written(isPart: boolean, stopped: () => boolean) {
  return JSON.parse([...answerChunks('!list', listing(1000), isPart, stopped)].join(''));
}

test('a whole answer does not speak of parts', () => {
  const { command, result, ...rest } = written(false, () => false);
  expect(command).toBe('!list');
  expect(result.items).toHaveLength(1000);
  expect(rest).toEqual({});
});

test('stopped in the middle the document is finished, marked, and what stands behind the list is there', () => {
  let asked = 0;
  const { result, incomplete } = written(false, () => ++asked > 10);
  expect(result.items).toEqual(Array.from({ length: 10 }, (_, i) => ({ i, inner: [i, i + 1] })));
  expect(result.behind).toBe('the list');
  expect(incomplete).toBe(true);
});

test('work that was stopped is marked although all it found is written', () => {
  const { result, incomplete } = written(true, () => false);
  expect(result.items).toHaveLength(1000);
  expect(incomplete).toBe(true);
});
