import { spawnSync } from 'node:child_process';

const VERSIONS = ['', '-20', '-19', '-18', '-17', '-16', '-15', '-14', '-13'];

/** Name under which a tool of LLVM is installed, or undefined. */
export function findTool(name: string): string | undefined {
  return VERSIONS.map((version) => name + version).find(
    (candidate) => spawnSync(candidate, ['--version'], { stdio: 'ignore' }).error === undefined,
  );
}

/** Runs a tool and answers its output; its complaints fail the test. */
export function run(tool: string, args: readonly string[], cwd?: string): string {
  const { status, stdout, stderr, error } = spawnSync(tool, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 256 * 2 ** 20,
  });
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}
