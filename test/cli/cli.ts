import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
/** The built command line; `npm test` builds it first. */
export const CLI = process.env.ANALYZE_DUMP_CLI ?? join(ROOT, 'dist/cli.js');
export const hasCli = existsSync(CLI);

/** Path of a bundled sample dump. */
export function sample(name: string): string {
  return join(ROOT, 'dumps', `${name}.dmp`);
}

export interface CliRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** Runs the command line to its end. */
export function runCli(args: readonly string[], input = ''): CliRun {
  const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    input,
    maxBuffer: 0x10000000,
    env: {
      ...process.env,
      NO_COLOR: '1',
      _NT_SYMBOL_PATH: '',
      _NT_ALT_SYMBOL_PATH: '',
      XDG_STATE_HOME: '/nonexistent',
    },
  });
  return { stdout, stderr, status };
}
