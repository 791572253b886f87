// Builds dist/: readers from the ksy, TypeScript to JavaScript and typings, the report's schema, and
// the command line in one piece, because loading three hundred small files takes longer than a small
// dump's whole analysis. The library stays in files, as its typings describe it.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

function run(...words) {
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

async function bundle(entry) {
  const build = await rolldown({
    input: join(dist, `${entry}.js`),
    platform: 'node',
    external: (id) => !id.startsWith('.') && !id.startsWith('/') && !/^[A-Za-z]:/.test(id),
  });
  await build.write({
    dir: dist,
    format: 'esm',
    entryFileNames: `${entry}.js`,
    chunkFileNames: `${entry}-parts/[name].js`,
  });
  await build.close();
}

rmSync(dist, { recursive: true, force: true });
run('ksy/compile.mjs');
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json');
run('ksy/compile.mjs', '--emit', 'dist/formats/generated');
cpSync(join(root, 'src/report/schema'), join(dist, 'schema'), { recursive: true });
await bundle('cli');
chmodSync(join(dist, 'cli.js'), 0o755);
