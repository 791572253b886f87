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
import type { Cell, Column } from '../../src/commands/table.ts';
import { hex8 } from '../../src/units/address.ts';
import { jsonText } from '../../src/units/json-text.ts';
import { runTask } from '../../src/units/task.ts';

const DUMPS = resolve(import.meta.dirname, '../../dumps');
/** What to run besides each command's own example. */
const MORE = [
  '!process 0 3',
  '!handle 0 3 8947ea58',
  '!poolused 4',
  '!poolfind Thre 0',
  'lmv',
  'dpp @$thread L20',
  'kv',
];
const LINES = [...commands.map((command) => command.example), ...MORE];

/** Whether a cell is of its column's type. */
function fits(cell: Cell, { type }: Column): boolean {
  if (cell === null) return true;
  if (type === 'number') return Number.isSafeInteger(cell);
  if (type === 'hex') return /^[0-9a-f]{8}$/.test(typeof cell === 'number' ? hex8(cell) : String(cell));
  return typeof cell === (type === 'text' ? 'string' : 'boolean');
}

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
    const lines = [...answerLines(answer, { timeZone: 0 })];
    const odd = (text: string) => /\n|undefined|NaN|\[object/.test(text) || safeLine(text) !== text;
    expect(lines.filter(odd)).toEqual([]);
    expect(jsonText(jsonOf(answer))).not.toMatch(/\[object|undefined|NaN/);
    const table = answer.command.table?.(answer.result);
    if (table === undefined) return;
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
