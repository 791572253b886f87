import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandTable } from '../../src/commands/command-table.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const README = join(ROOT, 'README.md');
const CLI = join(ROOT, 'dist/cli.js');
const UPDATE = process.env.UPDATE_README === '1';

let readme = readFileSync(README, 'utf8');

/** Shell examples: a `$ analyze-dump ...` line and what it prints; `...` stands for lines left out. */
function examples(): { readonly block: string; readonly command: string; readonly output: string }[] {
  return [...readme.matchAll(/```console\n\$ (analyze-dump [^\n]+)\n([\s\S]*?)```/g)].map(
    ([block, command, output]) => ({
      block,
      command,
      output,
    }),
  );
}

function run(command: string): string {
  const words = command.split(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((word) => word.replaceAll('"', ''));
  return spawnSync(process.execPath, [CLI, ...words.slice(1)], { cwd: ROOT, encoding: 'utf8' }).stdout;
}

/** Lines of `output` occur in `whole` in this order; `...` lets lines be left out. */
function matches(output: string, whole: string): boolean {
  const pieces = output.split(/^\.\.\.\n/m);
  let at = 0;
  for (const [i, piece] of pieces.entries()) {
    const found = whole.indexOf(piece, at);
    if (found < 0 || (i === 0 && found !== 0)) return false;
    at = found + piece.length;
  }
  return pieces.at(-1) === '' || at === whole.length;
}

describe.skipIf(!existsSync(CLI))('the README', () => {
  beforeAll(() => {
    if (!UPDATE) return;
    for (const { block, command, output } of examples()) {
      if (!output.includes('...\n'))
        readme = readme.replace(block, `\`\`\`console\n$ ${command}\n${run(command)}\`\`\``);
    }
    readme = readme.replace(/(<!-- commands -->\n)[\s\S]*?(<!-- \/commands -->)/, `$1${commandTable()}$2`);
    writeFileSync(README, readme);
  });

  it('has at least three examples', () => {
    expect(examples().length).toBeGreaterThanOrEqual(3);
  });

  it.each(examples())('shows what $command prints', ({ command, output }) => {
    const printed = run(command);
    if (!matches(output, printed)) expect(printed).toBe(output);
  });

  it('lists every command as the registry describes it', () => {
    expect(/<!-- commands -->\n([\s\S]*?)<!-- \/commands -->/.exec(readme)?.[1]).toBe(commandTable());
  });

  it('has a library example that runs', () => {
    const code = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const program = code
      .replaceAll("'analyze-dump'", JSON.stringify(join(ROOT, 'dist/index.js')))
      .replaceAll("'MEMORY.DMP'", JSON.stringify(join(ROOT, 'dumps/driver-paged-pool.dmp')));
    const result = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(result.stderr).toBe('');
    // What the comment in the example says.
    const shown = /\/\/ (.*)\n/.exec(code)?.[1] ?? 'no comment';
    expect(result.stdout.split('\n')[0]).toBe(shown);
  });

  it('gives the test command that CI runs', () => {
    const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8').trim().split('\n').at(-1) ?? '';
    expect(ci).toBe('npm ci && npm test');
    expect(readme).toContain(ci);
  });
});
