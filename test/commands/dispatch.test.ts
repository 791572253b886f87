import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSession } from '../../src/analysis/open-session.ts';
import { nearestCommand, runCommandLine } from '../../src/commands/dispatch.ts';
import { filteredTable } from '../../src/commands/filtered-table.ts';
import { foreignHint } from '../../src/commands/foreign-commands.ts';
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
    expect(findCommand('~*')?.name).toBe('~');
    expect(ask(session, '!sym noisy')).toEqual(ask(session, '!sym'));
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
      '$$ The article.\n!vm 5; .echo "a;b"  ;; lm ; * one more; of these\r\n* all of this; is a comment\n u 83184218-1 ; $$ and this\n';
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

describe('| findstr and options of both filters', () => {
  const names = (line: string) => ask(session, line).map((row) => row.split(/\s+/)[2]);

  test.each([
    ['lmo | findstr "SIoctl hal"', ['hal', 'SIoctl']],
    ['lmo | findstr /i sioctl', ['SIoctl']],
    ['lmo | findstr sioctl', []],
    ['lmo | findstr "^9.*SI"', ['SIoctl']],
    ['lmo | findstr /l "^9.*SI"', []],
    ['lmo | findstr /v "deferred module"', []],
    ['lmo | find /v "(deferred)"', ['module']],
    ['lmo | find /i "SIOCTL"', ['SIoctl']],
    ['lmo | find 9 | find /v win32k | find volmgrx', []],
    ['lmo | find 83 | find /v hal | find volm', ['volmgrx']],
    ['lm | findstr /c:"module name"', ['module']],
    ['lmo | findstr \\<nt\\>', ['nt']],
  ])('%s', (line, expected) => {
    expect(names(line)).toEqual(expected);
  });

  test('bars in quotes are text', () => {
    expect(ask(session, '.echo "a | find b"')).toEqual(['a | find b']);
  });

  test.each([
    ['lm | grep nt', "No filter 'grep'; '| find TEXT' and '| findstr WORDS' keep lines."],
    ['lm | find /n nt', "find: option '/n' is not known; /i and /v are."],
    ['lm | findstr "["', "findstr: '[' is no pattern; /l takes it as it stands."],
    ['lm | find ""', 'find needs a text to look for.'],
  ])('%s is refused', (line, message) => {
    expect(() => ask(session, line)).toThrow(message);
  });

  test('rows of tables are looked through as they are written: addresses as hex', () => {
    const table = filteredTable(answer('x nt!ExAllocatePool* | find 82f37bab'));
    const rows = isTable(table) ? [...table.rows()] : [];
    expect(rows).toEqual([[0x82f37bab, 'nt', 'ExAllocatePoolWithTag']]);
  });
});

describe("the debugger's commands that are not here", () => {
  test.each([
    ['!analyze -v', /^No command '!analyze': the report does that: run analyze-dump without -c/],
    ['!dd 1000', /^No command '!dd': physical memory is not shown; db, dd and dc/],
    ['.symfix', /-y PATH/],
    ['g', /a dump does not run/],
    ['!drivers', /lm lists the drivers/],
  ])('%s says what to use', (line, message) => {
    expect(() => ask(session, line)).toThrow(message);
  });

  test('what has a hint is no command, and the hints name commands that there are', () => {
    for (const name of ['!analyze', '!dd', '.symfix', '!stacks', '.foreach', 'g', 'dv', '!peb'])
      expect([name, findCommand(name)?.name, foreignHint(name)]).toEqual([
        name,
        undefined,
        expect.any(String),
      ]);
    const named = ['!vm', '!poolused', '!holders', 'k', 'lm', 'lmv', '~', '!process', '!object', 'dt', 'kv'];
    expect(named.filter((name) => findCommand(name) === undefined)).toEqual([]);
  });
});

test('d goes on as the last one did, db at first', () => {
  const fresh = openSession(join(resolve(import.meta.dirname, '../../dumps'), 'driver-paged-pool.dmp'));
  expect(ask(fresh, 'd 91967000')[0]).toMatch(/^91967000 {2}4d 5a /);
  expect(ask(fresh, 'dd 91967000 L1')).toEqual(['91967000  00005a4d']);
  expect(ask(fresh, 'd')[0]).toMatch(/^91967004 {2}[0-9a-f]{8} [0-9a-f]{8} /);
  ask(fresh, 'dps 91969010 L1');
  expect(ask(fresh, 'd 91969010 L1')).toEqual(['91969010  82f37bab nt!ExAllocatePoolWithTag']);
  fresh.close();
});

// 1: kd> .sympath
// Symbol search path is: <empty>
test('.sympath and .reload', () => {
  expect(ask(session, '.sympath')[0]).toBe('Symbol search path is: <empty>');
  expect(() => ask(session, '.sympath C:\\Symbols')).toThrow('-y PATH or _NT_SYMBOL_PATH');
  expect(ask(session, '.reload')[0]).toBe('Nothing to reload: symbols are read when they are needed.');
  expect(ask(session, '.reload /f nt')[0]).toBe('Symbols were looked for: nt.');
  expect(() => ask(session, '.reload nothere.sys')).toThrow("No module is called 'nothere.sys'");
});

// 1: kd> kn
//  # ChildEBP RetAddr
// 00 90003b20 00000000 nt!KeBugCheckEx+0x1e
test('letters of k go together', () => {
  const [plain] = ask(session, 'k').slice(1);
  expect(ask(session, 'kn').slice(0, 2)).toEqual([' # ChildEBP RetAddr', `00 ${plain}`]);
  expect(ask(session, 'kbn')[0]).toBe(' # ChildEBP RetAddr  Args to Child');
  expect(ask(session, 'kvn').slice(1)).toEqual(
    ask(session, 'kv')
      .slice(1)
      .map((row, i) => `0${i} ${row}`),
  );
  expect(ask(session, 'kL')).toEqual(ask(session, 'k'));
  expect(() => ask(session, 'kd')).toThrow("No command 'kd'");
});

describe('tags that are not found', () => {
  test('another case, or another pool, is told', () => {
    expect(ask(session, '!poolfind mskk').at(-1)).toBe(
      'No tag fits mskk; upper and lower case differ, and the kernel counts MSKK.',
    );
    expect(ask(session, '!poolfind MSKK').at(-1)).toBe('The paged pool has MSKK: !poolfind MSKK 1');
    expect(ask(session, '!poolused 2 mskk').at(-1)).toBe(
      'No tag fits mskk; upper and lower case differ, and the kernel counts MSKK.',
    );
    expect(askJson(session, '!poolfind MSKK')).toMatchObject({ elsewhere: [expect.any(String)] });
  });

  test('nothing is made up where there is nothing', () => {
    expect(ask(session, '!poolfind zzzz').join('\n')).not.toMatch(/fits|has zzzz/);
    expect(ask(session, '!poolfind MSKK 1').join('\n')).not.toMatch(/fits|pool has/);
    expect(ask(session, '!poolused 2 zzzz').join('\n')).not.toContain('fits');
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
