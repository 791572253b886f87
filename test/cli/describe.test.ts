import { spawnSync } from 'node:child_process';
import { expect, describe as group, test } from 'vitest';
import { describe } from '../../src/cli/describe/describe.ts';
import { buildProgram } from '../../src/cli/options.ts';
import { commands } from '../../src/commands/registry.ts';

const has = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;

group('the man page', () => {
  const page = describe('man');

  test('names every option, command and exit code', () => {
    const plain = page.replaceAll('\\-', '-').replaceAll('\\e', '\\');
    for (const option of buildProgram('').options.filter((one) => !one.hidden)) {
      expect(plain).toContain(`\\fB${option.long ?? option.short}\\fR`);
    }
    for (const { name } of commands)
      expect(plain).toContain(`\\fB${name.startsWith('.') ? '\\&' : ''}${name}\\fR`);
    for (const code of [0, 1, 2, 3, 4, 5]) expect(plain).toContain(`.B ${code}\n`);
  });

  test.skipIf(!has('groff', '--version'))('is sound roff', () => {
    const run = spawnSync('groff', ['-ww', '-man', '-Tutf8'], { input: page, encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(/ANALYZE-DUMP\(1\)/);
  });
});

group('completion of the shell', () => {
  test.skipIf(!has('bash', '--version'))('bash: options, their values, commands, files', () => {
    const ask = (...words: string[]) => {
      const script = `${describe('bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _analyze_dump; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const run = spawnSync('bash', ['-c', script, 'bash', 'analyze-dump', ...words], { encoding: 'utf8' });
      expect(run.stderr).toBe('');
      return run.stdout.trim().split('\n');
    };
    expect(ask('x.dmp', '--nd')).toEqual(['--ndjson']);
    expect(ask('--lang', 'j')).toEqual(['ja']);
    expect(ask('-c', '!poolf')).toEqual(['!poolfind']);
    expect(ask('-c', '?')).toEqual(['?']);
    expect(ask('packag')).toEqual(expect.arrayContaining(['package.json']));
  });

  test.skipIf(!has('zsh', '--version'))('zsh: is sound', () => {
    expect(spawnSync('zsh', ['-n'], { input: describe('zsh'), encoding: 'utf8' }).stderr).toBe('');
  });

  test('zsh and PowerShell: every option with its meaning', () => {
    const zsh = describe('zsh');
    const powershell = describe('powershell');
    for (const option of buildProgram('').options.filter((one) => !one.hidden)) {
      expect(zsh).toContain(option.long ?? option.short);
      expect(powershell).toContain(`'${option.long ?? option.short}'`);
    }
    expect(zsh.startsWith('#compdef analyze-dump\n')).toBe(true);
    // A quote inside a PowerShell string is written twice.
    expect(powershell).toContain("'write the last command''s table as Parquet'");
  });
});
