import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLI, hasCli, sample } from './cli.ts';
import { hasTmux, Terminal } from './terminal.ts';

let folder: string;
let terminal: Terminal;

function start(dump: string, options = ''): Terminal {
  return new Terminal(
    join(folder, 'terminal'),
    `XDG_STATE_HOME=${folder} ${process.execPath} ${CLI} ${dump} -i ${options}; echo left with $?; cat`,
  );
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prompt-'));
});
afterEach(() => {
  terminal.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!hasCli || !hasTmux)('the prompt, as a person uses it', () => {
  test('shows the processor that crashed, runs what is typed, leaves with q', async () => {
    terminal = start(sample('process-thread-handles'));
    await terminal.see(/^1: kd>$/m);
    terminal.type('? 8ab94030 - 8ab94000', 'Enter');
    await terminal.see(/^Evaluate expression: 48 = 00000030\n1: kd>/m);
    terminal.type('~0s', 'Enter');
    await terminal.see(/^0: kd>/m);
    terminal.type('q', 'Enter');
    await terminal.see(/left with 0/);
  });

  test('Tab completes commands, tags, symbols, processes', async () => {
    terminal = start(sample('process-thread-handles'));
    await terminal.see(/kd>/);
    terminal.type('!poolf', 'Tab');
    await terminal.see(/kd> !poolfind$/m);
    terminal.type(' Thr', 'Tab');
    await terminal.see(/kd> !poolfind Thre$/m);
    terminal.type('C-u', 'ln nt!exallocatepoolwitht', 'Tab');
    await terminal.see(/kd> ln nt!ExAllocatePoolWithTag$/m);
    terminal.type('C-u', '.process Test', 'Tab');
    await terminal.see(/kd> \.process 8947ea58$/m);
    // Several of one name are shown to choose from, and what was typed stays.
    terminal.type('C-u', '.process csr', 'Tab', 'Tab');
    const screen = await terminal.see(/89324320 \(csrss\.exe\)/);
    expect(screen).toMatch(/8931ece8 \(csrss\.exe\)/);
    await terminal.see(/\.process csr$/);
  });

  test('Ctrl-C stops a scan and keeps the prompt', async () => {
    terminal = start(sample('process-thread-handles'));
    await terminal.see(/kd>/);
    // All of memory for every module: some seconds even on a fast machine.
    const scan = '!for_each_module s -a 0 L?ffffffff "zzqq"; ';
    terminal.type(`.echo begun; ${scan.repeat(8)}`, 'Enter');
    await terminal.see(/^begun$/m);
    terminal.type('C-c');
    await terminal.see(/stopped: what stands above may not be all; \d more commands were not run\n1: kd>$/);
    terminal.type('.echo alive', 'Enter');
    await terminal.see(/^alive\n1: kd>/m);
  });

  test('Ctrl-C drops a half-typed line; Ctrl-D leaves', async () => {
    terminal = start(sample('driver-paged-pool'));
    await terminal.see(/kd>/);
    terminal.type('.echo half', 'C-c');
    await terminal.see(/\^C\n1: kd>$/);
    terminal.type('.echo whole', 'Enter');
    expect(await terminal.see(/^whole$/m)).not.toMatch(/^half/m);
    terminal.type('C-d');
    await terminal.see(/left with 0/);
  });

  test('the arrow brings back what was typed, in this run and the next', async () => {
    terminal = start(sample('driver-paged-pool'));
    await terminal.see(/kd>/);
    terminal.type('.echo one', 'Enter');
    await terminal.see(/^one$/m);
    terminal.type('.echo two', 'Enter');
    await terminal.see(/^two$/m);
    terminal.type('Up', 'Up');
    await terminal.see(/kd> \.echo one$/);
    terminal.type('C-u', 'q', 'Enter');
    await terminal.see(/left with 0/);
    terminal.close();
    expect(readFileSync(join(folder, 'analyze-dump', 'history'), 'utf8')).toBe('.echo one\n.echo two\nq\n');
    terminal = start(sample('driver-paged-pool'));
    await terminal.see(/kd>/);
    terminal.type('Up', 'Up');
    await terminal.see(/kd> \.echo two$/);
  });

  test('what is pasted inside a line stays where it is pasted', async () => {
    terminal = start(sample('driver-paged-pool'));
    await terminal.see(/kd>/);
    terminal.type('.echo three', 'Left', 'Left', 'Left', 'Left', 'Left');
    await terminal.see(/kd> \.echo three$/);
    // All at once, as a terminal hands on what is pasted.
    terminal.type('-l', 'one two ');
    await terminal.see(/kd> \.echo one two three$/);
    terminal.type('Enter');
    await terminal.see(/^one two three$/m);
  });

  test('Ctrl-Z puts it aside, fg brings it back', async () => {
    terminal = new Terminal(join(folder, 'terminal'), "PS1='$ ' bash --norc --noprofile -i");
    await terminal.see(/\$$/);
    const run = `XDG_STATE_HOME=${folder} ${process.execPath} ${CLI} ${sample('driver-paged-pool')} -i`;
    terminal.type(run, 'Enter');
    await terminal.see(/^1: kd>$/m);
    terminal.type('C-z');
    await terminal.see(/Stopped/);
    terminal.type('fg', 'Enter');
    await terminal.see(/-i\n1: kd>$/);
    terminal.type('.echo back', 'Enter');
    await terminal.see(/^back\n1: kd>/m);
  });

  test('a log keeps what is typed and what is printed', async () => {
    terminal = start(sample('driver-paged-pool'));
    await terminal.see(/kd>/);
    const log = join(folder, 'session.log');
    terminal.type(`.logopen ${log}`, 'Enter');
    await terminal.see(/^Opened log file/m);
    terminal.type('? 10', 'Enter');
    await terminal.see(/= 00000010/);
    terminal.type('.logclose', 'Enter');
    await terminal.see(/^Closing open log file/m);
    expect(readFileSync(log, 'utf8')).toContain('1: kd> ? 10\nEvaluate expression: 16 = 00000010\n');
  });

  test('commands of -c run before the first prompt', async () => {
    terminal = start(sample('driver-paged-pool'), '-c ".echo before"');
    await terminal.see(/^before\n1: kd>$/m);
  });
});
