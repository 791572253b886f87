import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSession } from '../../src/analysis/open-session.ts';
import { nearestCommand, runCommandLine } from '../../src/commands/dispatch.ts';
import { filteredTable } from '../../src/commands/filtered-table.ts';
import { commands, findCommand } from '../../src/commands/registry.ts';
import { isTable } from '../../src/commands/table.ts';
import { splitCommands, splitWords } from '../../src/commands/words.ts';
import { runTask } from '../../src/units/task.ts';
import { ask, askJson } from '../fakes/session.ts';

const session = openSession(join(resolve(import.meta.dirname, '../../dumps'), 'driver-paged-pool.dmp'));
const answer = (line: string) => runTask(runCommandLine(session, line));

describe('which command is meant', () => {
  test('names and aliases in any case, families by their pattern', () => {
    expect(findCommand('!THREAD')?.name).toBe('!thread');
    expect(findCommand('version')?.name).toBe('vertarget');
    expect(findCommand('lmva')?.name).toBe('lm');
    expect(findCommand('lm1m')?.name).toBe('lm');
    expect(findCommand('~1s')?.name).toBe('~');
    expect(findCommand('!nothing')).toBeUndefined();
  });

  test.each([
    ['!poolusd', '!poolused'],
    ['!pollfind', '!poolfind'],
    ['!thred', '!thread'],
    ['.fromats', '.formats'],
    ['xyzzy', undefined],
    ['!v', '!vm'],
    ['z', undefined],
  ])('%s is near %s', (typed, near) => {
    expect(nearestCommand(typed)).toBe(near);
  });

  test('an unknown command says so, and which it may have been', () => {
    expect(() => ask(session, '!poolusd 4')).toThrow("No command '!poolusd'; did you mean !poolused?");
    expect(() => ask(session, 'xyzzy')).toThrow("No command 'xyzzy'; 'help' lists the commands.");
    expect(() => ask(session, '')).toThrow('A command is missing.');
  });

  test('names differ from each other', () => {
    const names = commands
      .flatMap(({ name, aliases = [] }) => [name, ...aliases])
      .map((name) => name.toLowerCase());
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
});

describe('arguments', () => {
  test('what is missing or too much is said with the syntax', () => {
    expect(() => ask(session, '!poolfind')).toThrow(/needs Tag .* Syntax: !poolfind Tag \[PoolType\]/);
    expect(() => ask(session, '.bugcheck 1')).toThrow("Extra argument '1'. Syntax: .bugcheck");
    expect(() => ask(session, '!vm zz')).toThrow("Couldn't resolve error at 'zz'");
  });

  test('quotes keep blanks together', () => {
    expect(splitWords('a "b c" d"e')).toEqual(['a', 'b c', 'd"e']);
  });
});

describe('scripts', () => {
  test('semicolons and line ends part commands, comments are left out', () => {
    const script =
      '$$ The article.\n!vm 5; .echo "a;b"  ;; lm\r\n* all of this; is a comment\n u 83184218-1 ; $$ and this\n';
    expect(splitCommands(script)).toEqual(['!vm 5', '.echo "a;b"', 'lm', 'u 83184218-1']);
  });
});

describe('| find', () => {
  test('keeps the lines that hold the text', () => {
    const all = ask(session, 'lm');
    const found = ask(session, 'lm | find SIoctl');
    expect(found).toEqual(all.filter((line) => line.includes('SIoctl')));
    expect(found).toHaveLength(1);
    expect(ask(session, 'lm|find "module name"')).toEqual(['start    end        module name']);
    expect(ask(session, 'lm | find nothing of the kind')).toEqual([]);
  });

  test('is no operator of an expression, and the bar of an expression no filter', () => {
    expect(ask(session, '? f0 | f')).toEqual(['Evaluate expression: 255 = 000000ff']);
  });

  test('holds for JSON and tables too', () => {
    expect(askJson(session, 'lm | find SIoctl')).toEqual({ lines: [expect.stringContaining('SIoctl')] });
    const table = filteredTable(answer('lm | find SIoctl'));
    expect([...(isTable(table) ? table.rows() : [])]).toEqual([
      expect.arrayContaining(['SIoctl', 'SIoctl.sys']),
    ]);
  });
});

describe('help', () => {
  test('? alone and help list every command', () => {
    expect(ask(session, '?')).toEqual(ask(session, 'help'));
    const text = ask(session, 'help').join('\n');
    for (const { name, summary } of commands)
      expect(text).toContain(`  ${name}`) && expect(text).toContain(summary);
  });

  test('one command: syntax, flags, example, what differs', () => {
    const text = ask(session, '.hh !poolused').join('\n');
    expect(text).toMatch(/^!poolused \[Flags\] \[TagString\]\n/);
    expect(text).toContain('  0x4          largest use of paged pool first');
    expect(text).toContain('Example:  !poolused 4');
    expect(text).toContain('Unlike WinDbg:  ');
    expect(() => ask(session, 'help !nothing')).toThrow("No command '!nothing'.");
  });

  test.each(commands.map((command) => [command.name, command] as const))(
    '%s fits on a screen',
    (name, command) => {
      const lines = ask(session, `help ${name}`);
      expect(lines.length).toBeLessThanOrEqual(24);
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(command.summary.length).toBeLessThanOrEqual(60);
      expect(findCommand(command.example.split(' ')[0])?.name).toBe(name);
    },
  );
});

test('.echo', () => {
  expect(ask(session, '.echo "environment 1"')).toEqual(['environment 1']);
  expect(ask(session, '.echo a \u001b[2J b')).toEqual(['a \\x1b[2J b']);
  expect(ask(session, '.echo')).toEqual(['']);
});

test('.time is the end of vertarget', () => {
  expect(ask(session, '.time')).toEqual(ask(session, 'vertarget').slice(-2));
  expect(askJson(session, '.time')).toMatchObject({ upTimeMs: expect.any(Number) });
});
