import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSession } from '../../src/analysis/open-session.ts';
import { safeLine } from '../../src/cli/line-sink.ts';
import { csvChunks } from '../../src/cli/tables/csv.ts';
import { ndjsonChunks } from '../../src/cli/tables/ndjson.ts';
import { parquetChunks } from '../../src/cli/tables/parquet.ts';
import { CommandError } from '../../src/commands/command.ts';
import { type Answer, answerLines, runCommandLine } from '../../src/commands/dispatch.ts';
import { jsonOf } from '../../src/commands/json.ts';
import { commands } from '../../src/commands/registry.ts';
import { type Cell, type Column, isTable } from '../../src/commands/table.ts';
import { hex8 } from '../../src/units/address.ts';
import { jsonText } from '../../src/units/json-text.ts';
import { runTask } from '../../src/units/task.ts';

const DUMPS = resolve(import.meta.dirname, '../../dumps');
/** What to run besides each command's own example. */
const MORE = [
  '!process 0 3',
  '!process -1 7',
  '!handle 0 3 8947ea58',
  '!handle 0 10',
  '!poolused 10f',
  '!poolfind Thre 0',
  '!pool @$thread 3',
  '!pool 10',
  '!poolval @$thread',
  '!holders',
  '!holders Process 1',
  '!holders @$proc',
  '!object @$proc',
  '!object 10',
  '!thread',
  '!vm 104',
  'lmv',
  'lmu',
  'dpp @$thread L20',
  'dt -r nt!_EPROCESS @$proc',
  'dt nt!_KTHREAD',
  'dt nt!_EPROCESS 0',
  'dt nt!_POOL*',
  'ln nt',
  'ln 10',
  'r',
  '~0s',
  'x nt!*Pool*',
  's -d @esp L20 0',
  'help',
  '!for_each_module ln @#Base',
  '!for_each_module .echo @#ModuleName',
];
const LINES = [...commands.map((command) => command.example), ...MORE];

/** Numbers that need not be addresses however large they are: sizes, counts, values of expressions. */
const PLAIN_NUMBERS = /^\?\.value$|\.value\.value$/;

/** Where in a JSON value a number could be an address of the kernel: those stand as hex text. */
function kernelNumbers(value: unknown, path: string): string[] {
  if (typeof value === 'number') return value >= 0x80000000 && !PLAIN_NUMBERS.test(path) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    kernelNumbers(one, Array.isArray(value) ? path : `${path}.${key}`),
  );
}

/** Whether a JSON value holds a list of records somewhere: such a result has rows. */
function hasRows(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const isList = Array.isArray(value) && value.length > 0;
  const isRecord = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one);
  return (isList && value.every(isRecord)) || Object.values(value).some(hasRows);
}

/** Whether a cell is of its column's type. */
function fits(cell: Cell, { type }: Column): boolean {
  if (cell === null) return true;
  if (type === 'number') return Number.isSafeInteger(cell);
  if (type === 'hex') return /^[0-9a-f]{8}$/.test(typeof cell === 'number' ? hex8(cell) : String(cell));
  return typeof cell === (type === 'text' ? 'string' : 'boolean');
}

/** Commands that answered on some dump: one whose example never works would be held to nothing. */
const answered = new Set<string>();

describe.each(['driver-paged-pool', 'process-thread-handles'])('%s', (name) => {
  const session = openSession(join(DUMPS, `${name}.dmp`));

  function answerOf(line: string): Answer | undefined {
    try {
      return runTask(runCommandLine(session, line));
    } catch (error) {
      // The examples' addresses are the article's: one of them is not in this dump. Other errors are ours.
      if (error instanceof CommandError) return undefined;
      throw error;
    }
  }

  test.each(LINES)('%s: text, JSON and tables', (line) => {
    const answer = answerOf(line);
    if (answer === undefined) return;
    answered.add(answer.command.name);
    const lines = [...answerLines(answer, { timeZone: 0 })];
    const odd = (text: string) => /\n|undefined|NaN|\[object/.test(text) || safeLine(text) !== text;
    expect(lines.filter(odd)).toEqual([]);
    expect(jsonText(jsonOf(answer))).not.toMatch(/\[object|undefined|NaN/);
    const data = JSON.parse(jsonText(jsonOf(answer)));
    expect([...new Set(kernelNumbers(data, answer.command.name))]).toEqual([]);
    const table = answer.command.table(answer.result);
    if (!isTable(table)) {
      expect({ none: table.none, rowsWithoutTable: hasRows(data) }).toEqual({
        none: expect.stringMatching(/^\w/),
        rowsWithoutTable: false,
      });
      return;
    }
    const rows = [...table.rows()];
    const wrong = rows.filter(
      (row) => row.length !== table.columns.length || !row.every((cell, i) => fits(cell, table.columns[i])),
    );
    expect(wrong).toEqual([]);
    const count = rows.length;
    expect([...ndjsonChunks(table)]).toHaveLength(count);
    expect([...csvChunks(table)].join('').split('\n').length).toBeGreaterThan(count);
    expect([...parquetChunks(table)].length).toBeGreaterThan(0);
  });
});

test('every command was seen at work', () => {
  expect(commands.map(({ name }) => name).filter((name) => !answered.has(name))).toEqual([]);
});
