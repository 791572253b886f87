import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDump } from '../builder/build.ts';
import { CLI, hasCli, runCli, sample } from './cli.ts';

const DUMP = sample('process-thread-handles');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!hasCli)('exit codes', () => {
  test('0: analysed', () => {
    expect(runCli([DUMP, '-c', 'vertarget']).status).toBe(0);
    expect(runCli(['-z', DUMP, '-c', 'vertarget']).status).toBe(0);
    expect(runCli(['--version'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^analyze-dump \d/),
    });
    expect(runCli(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('--fail-on') });
  });

  test('1: a finding at or above --fail-on', () => {
    expect(runCli([DUMP, '--fail-on', 'suspected', '--no-progress']).status).toBe(1);
    expect(runCli([DUMP, '--no-progress']).status).toBe(0);
  });

  test('0: that nothing stands out is no reason to fail', () => {
    const path = join(folder, 'healthy.dmp');
    writeFileSync(path, buildDump({ name: 'healthy', scale: 0, kind: 'kernel', lean: true }).bytes);
    const { status, stdout } = runCli([path, '--fail-on', 'suspected']);
    expect(stdout).toContain('Nothing stands out');
    expect(status).toBe(0);
  });

  test.each([
    [[], /no dump given/],
    [['x.dmp', 'y.dmp'], /too many arguments/],
    [['x.dmp', '-z', 'y.dmp'], /one dump at a time: y.dmp \(-z\) or x.dmp/],
    [[''], /no dump given/],
    [['x.dmp', '--nothing'], /unknown option '--nothing'/],
    [['x.dmp', '--tz', 'Mars'], /expected UTC/],
    [['x.dmp', '--lang', 'xx'], /Allowed choices/],
    [['x.dmp', '--csv', 'a.csv'], /--csv writes the table of a command/],
    [['x.dmp', '-c', 'lm', '--csv', '-', '--json'], /only one of --json, --csv - and --ndjson -/],
    [['x.dmp', '-c', 'lm', '--parquet', '-'], /--parquet needs a file/],
    [['x.dmp', '--html', '-', '--json'], /only one of --json and --html - can go/],
    [
      ['x.dmp', '--html', 'no/such/a.html'],
      /--html no\/such\/a.html: there is no folder no\/such; make it first/,
    ],
    [['x.dmp', '-c', 'lm', '--csv', 'no/a.csv'], /--csv no\/a.csv: there is no folder no/],
    [['x.dmp', '-c', 'lm', '--ndjson', '.'], /--ndjson \.: this is a folder/],
  ])('2: a mistake in the command line: %j', (args, message) => {
    const { status, stderr, stdout } = runCli(args);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
  });

  test('2: a command that failed, or a script that is not there', () => {
    expect(runCli([DUMP, '-c', '!nothing; .echo on'])).toMatchObject({
      status: 2,
      stdout: "No command '!nothing'; 'help' lists the commands.\non\n",
    });
    expect(runCli([DUMP, '-cf', join(folder, 'none')])).toMatchObject({ status: 2 });
  });

  test('3: no dump that this tool reads', () => {
    const path = join(folder, 'text.dmp');
    writeFileSync(path, 'This is no dump.'.repeat(1000));
    expect(runCli([path]).status).toBe(3);
    expect(runCli([join(folder, 'none.dmp')])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('no such file'),
    });
    expect(runCli([folder]).status).toBe(3);
  });

  test('4: a dump, but damaged beyond use', () => {
    const path = join(folder, 'cut.dmp');
    writeFileSync(path, readFileSync(DUMP));
    truncateSync(path, 0x3000);
    const { status, stderr } = runCli([path]);
    expect(status).toBe(4);
    expect(stderr).not.toMatch(/at .*\.js:\d+/);
  });
});

describe.skipIf(!hasCli)('scripts', () => {
  test('-cf runs a file with comments, -c comes behind', () => {
    const path = join(folder, 'script.txt');
    writeFileSync(path, '$$ numbers\n? 8ab94030 - 8ab94000 ; .echo two\n* comment\n');
    expect(runCli([DUMP, '-cf', path, '-c', '.echo three']).stdout).toBe(
      'Evaluate expression: 48 = 00000030\ntwo\nthree\n',
    );
  });

  test.each([
    ['UTF-8 with a mark', Buffer.from('\ufeff.echo \u00e4b\r\n? 10', 'utf8')],
    ['UTF-16, little end first', Buffer.from('\ufeff.echo \u00e4b\r\n? 10', 'utf16le')],
    ['UTF-16, big end first', Buffer.from('\ufeff.echo \u00e4b\r\n? 10', 'utf16le').swap16()],
  ])('-cf reads %s', (_name, bytes) => {
    const path = join(folder, 'marked.txt');
    writeFileSync(path, bytes);
    expect(runCli([DUMP, '-cf', path]).stdout).toBe('\u00e4b\nEvaluate expression: 16 = 00000010\n');
  });

  test('UTF-16 without its mark is refused, not misread', () => {
    const path = join(folder, 'unmarked.txt');
    writeFileSync(path, Buffer.from('lm\r\n', 'utf16le'));
    expect(runCli([DUMP, '-cf', path])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('byte order mark'),
    });
  });

  test('q ends it', () => {
    expect(runCli([DUMP, '-c', '.echo a; q; .echo b']).stdout).toBe('a\n');
  });

  test('--json is one line for each command', () => {
    const { stdout } = runCli([DUMP, '-c', '? 10; !nothing', '--json']);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { command: '? 10', result: { value: 16, hex: '00000010' } },
      { command: '!nothing', error: expect.stringContaining('No command') },
    ]);
  });

  test('.logopen keeps what is printed', () => {
    const path = join(folder, 'session.log');
    const { stdout } = runCli([DUMP, '-c', `.logopen ${path}; .echo kept; .logclose; .echo not`]);
    expect(stdout).toContain('kept\n');
    expect(readFileSync(path, 'utf8')).toBe(`Opened log file '${path}'\nkept\nClosing open log file\n`);
    expect(runCli([DUMP, '-c', `.logopen ${join(folder, 'no', 'such', 'log')}`])).toMatchObject({
      status: 2,
    });
  });
});

describe.skipIf(!hasCli)('.logclose', () => {
  test('without an open log says so', () => {
    expect(runCli([DUMP, '-c', '.logclose; .echo on'])).toMatchObject({
      status: 2,
      stdout: 'No log file is open.\non\n',
    });
  });
});

describe.skipIf(!hasCli)('--html', () => {
  test('- is the standard output, in place of the text; no file of that name is made', () => {
    const { stdout, status } = runCli([DUMP, '--html', '-', '--no-progress']);
    expect(status).toBe(0);
    expect(stdout.startsWith('<!doctype html>')).toBe(true);
    expect(stdout.trimEnd().endsWith('</html>')).toBe(true);
    expect(existsSync('-')).toBe(false);
  });
});

describe.skipIf(!hasCli || process.platform === 'win32')('pipes', () => {
  const shell = (script: string) =>
    spawnSync('bash', ['-c', script], {
      encoding: 'utf8',
      env: { ...process.env, NODE: process.execPath, CLI, DUMP, OUT: folder },
    });

  test('a reader that goes away ends the run quietly', () => {
    const run = shell(
      '"$NODE" "$CLI" "$DUMP" -c "!handle 0 3 8947ea58; !handle 0 3 8947ea58" | head -n 1; echo $PIPESTATUS',
    );
    expect(run.stderr).toBe('');
    expect(run.stdout.trim().endsWith('0')).toBe(true);
  });

  test('a file gets what a pipe gets', () => {
    shell(
      '"$NODE" "$CLI" "$DUMP" -c "!process 0 3; !poolfind Thre 0" > "$OUT/file"; "$NODE" "$CLI" "$DUMP" -c "!process 0 3; !poolfind Thre 0" | cat > "$OUT/pipe"',
    );
    const file = readFileSync(join(folder, 'file'), 'utf8');
    expect(file.length).toBeGreaterThan(10_000);
    expect(readFileSync(join(folder, 'pipe'), 'utf8')).toBe(file);
  });

  test('Ctrl-C ends a scan with 5, what was found before it printed', async () => {
    const scan = '!for_each_module s -a @#Base @#End "MSKK"; '.repeat(50);
    const { status, stdout, stderr } = await interrupted(['-c', `.echo started; ${scan}; .echo last`]);
    expect(status).toBe(5);
    expect(stdout.startsWith('started\n')).toBe(true);
    expect(stdout).not.toContain('last');
    expect(stderr).toMatch(/stopped: what stands above may not be all; \d+ more commands were not run/);
  });

  test('Ctrl-C leaves JSON that is whole documents, and an output that is said to be a part', async () => {
    const lists = 's -d @#Base @#End 0';
    const json = await interrupted(['--json', '-c', `.echo started; !for_each_module ${lists}; .echo last`]);
    expect(json.status).toBe(5);
    const answers = json.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ command }) => command)).not.toContain('.echo last');
    const table = await interrupted(['-c', `!for_each_module ${lists}`, '--ndjson', '-']);
    expect(table.status).toBe(5);
    expect(table.stderr).toContain('stopped: the standard output has only a part of the table');
  });

  /** A run that gets Ctrl-C as soon as it prints something. */
  async function interrupted(args: string[]) {
    const child = spawn(process.execPath, [CLI, DUMP, '--no-progress', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout.on('data', (chunk) => {
      if (stdout === '') child.kill('SIGINT');
      stdout += chunk;
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    return { status, stdout, stderr };
  }
});

describe.skipIf(!hasCli)('tables', () => {
  test('--csv, --ndjson and --parquet of the last command, which then prints nothing', () => {
    const paths = ['csv', 'ndjson', 'parquet'].map((end) => join(folder, `lm.${end}`));
    const [csv, ndjson, parquet] = paths;
    const { stdout, status } = runCli([
      DUMP,
      '-c',
      '.echo first; lm',
      '--csv',
      csv,
      '--ndjson',
      ndjson,
      '--parquet',
      parquet,
    ]);
    expect({ stdout, status }).toEqual({ stdout: 'first\n', status: 0 });
    const lines = readFileSync(csv, 'utf8').trim().split('\n');
    expect(lines[0]).toBe('start,end,module,file,path,timeDateStamp,checkSum,symbols');
    expect(lines[1]).toMatch(/^[0-9a-f]{8},[0-9a-f]{8},\w+,/);
    expect(readFileSync(ndjson, 'utf8').trim().split('\n')).toHaveLength(lines.length - 1);
    expect(readFileSync(parquet).subarray(0, 4).toString()).toBe('PAR1');
  });

  test('- is the standard output, which it has to itself', () => {
    const path = join(folder, 'other.csv');
    const piped = runCli([DUMP, '-c', 'vertarget; lm | find nt', '--csv', '-']);
    runCli([DUMP, '-c', 'lm | find nt', '--csv', path]);
    expect(piped.stdout).toBe(readFileSync(path, 'utf8'));
  });

  test('a command without a table, or one that failed, is said', () => {
    const path = join(folder, 'none.csv');
    expect(runCli([DUMP, '-c', '.echo a', '--csv', path])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('.echo has none, it gives a text'),
    });
    expect(runCli([DUMP, '-c', '!nothing', '--csv', path])).toMatchObject({ status: 2 });
    expect(existsSync(path)).toBe(false);
  });
});

describe.skipIf(!hasCli)('a prompt without a terminal', () => {
  test('runs what comes through the pipe and ends with it', () => {
    const { stdout, status } = runCli([DUMP, '-i'], '? 10\n.echo b; .echo c\n!nothing\n');
    expect(status).toBe(0);
    expect(stdout).toBe(
      "Evaluate expression: 16 = 00000010\nb\nc\nNo command '!nothing'; 'help' lists the commands.\n",
    );
  });

  test('q leaves; -c comes first', () => {
    expect(runCli([DUMP, '-i', '-c', '.echo first'], '.echo a\nq\n.echo b\n').stdout).toBe('first\na\n');
  });
});
