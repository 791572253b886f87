import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { safeLine } from '../../src/cli/line-sink.ts';
import { csvChunks } from '../../src/cli/tables/csv.ts';
import { ndjsonChunks } from '../../src/cli/tables/ndjson.ts';
import { CommandError } from '../../src/commands/command.ts';
import { type Answer, answerLines, runCommandLine } from '../../src/commands/dispatch.ts';
import { jsonOf } from '../../src/commands/json.ts';
import { commands } from '../../src/commands/registry.ts';
import { isTable } from '../../src/commands/table.ts';
import { jsonChunks } from '../../src/units/json-text.ts';
import { runTask } from '../../src/units/task.ts';
import { sessionOf } from '../fakes/session.ts';

const DUMPS = resolve(import.meta.dirname, '../../dumps');
const MORE = ['!process 0 7', 'lmv', '!handle 0 3 0', '!poolused 4', '!object 8947ea58', '!vm'];
const LINES = [...commands.map((command) => command.example), ...MORE];
/** Anything but the tab that a terminal would obey, or that turns the reading direction. */
const OBEYED = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;

/** The dump with names of processes, drivers and tags replaced by what drives a terminal. */
function poisoned(name: string): Uint8Array {
  const bytes = readFileSync(join(DUMPS, `${name}.dmp`));
  const replace = (from: string, to: string, encoding: 'latin1' | 'utf16le') => {
    const old = Buffer.from(from, encoding);
    const evil = Buffer.from(to.slice(0, from.length).padEnd(from.length, '!'), encoding);
    for (let at = bytes.indexOf(old); at >= 0; at = bytes.indexOf(old, at + 1)) evil.copy(bytes, at);
  };
  replace('TestApp', '\u001b[2J\u009bA', 'latin1');
  replace('TestApp', '\u001b]0;\u0007\u202e', 'utf16le');
  replace('csrss.exe', '\u001b[31m\u0085\u007f\n\r', 'latin1');
  replace('SIoctl', '\u001b[2J\u202eX', 'utf16le');
  replace('explorer', '\u001b[1;1Hx\u200f', 'utf16le');
  replace('KnownDlls', '\u009b2J\u2028\ud800\n\u0000\u001bc', 'utf16le');
  replace('MSKK', '\u001b[7m', 'latin1');
  return bytes;
}

describe.each(['driver-paged-pool', 'process-thread-handles'])('%s with hostile names', (name) => {
  const session = sessionOf(poisoned(name));

  function answerOf(line: string): Answer | string {
    try {
      return runTask(runCommandLine(session, line));
    } catch (error) {
      if (error instanceof CommandError) return error.message;
      throw error;
    }
  }

  test.each(LINES)('%s', (line) => {
    const answer = answerOf(line);
    // Messages pass the last guard only; what a command prints must be safe before it.
    if (typeof answer === 'string') {
      expect(safeLine(answer)).not.toMatch(OBEYED);
      return;
    }
    expect([...answerLines(answer, { timeZone: 0 })].filter((text) => OBEYED.test(text))).toEqual([]);
    expect([...jsonChunks(jsonOf(answer))].filter((chunk) => OBEYED.test(chunk))).toEqual([]);
    const table = answer.command.table(answer.result);
    if (!isTable(table)) return;
    const cells = [...csvChunks(table), ...ndjsonChunks(table)].flatMap((chunk) => chunk.split('\n'));
    expect(cells.filter((text) => OBEYED.test(text))).toEqual([]);
  });

  test('the names are there, spelled out', () => {
    const shown = ['!process 0 0', 'lm'].flatMap((line) => [
      ...answerLines(answerOf(line) as Answer, { timeZone: 0 }),
    ]);
    expect(shown.join('\n')).toContain('\\x1b[');
  });
});
