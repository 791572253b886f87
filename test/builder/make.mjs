// Compiles the builder (Node 20 cannot run TypeScript) into node_modules/.cache and runs it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const here = import.meta.dirname;
const cache = path.resolve(here, '../../node_modules/.cache');
const tsc = path.resolve(here, '../../node_modules/typescript/bin/tsc');

// A folder for each run: several may be under way.
mkdirSync(cache, { recursive: true });
const out = mkdtempSync(path.join(cache, 'dump-builder-'));
try {
  writeFileSync(path.join(out, 'package.json'), '{ "type": "module" }\n');
  const built = spawnSync(process.execPath, [tsc, '-p', here, '--outDir', out], { stdio: 'inherit' });
  if (built.status === 0) {
    const { main } = await import(pathToFileURL(path.join(out, 'make.js')).href);
    process.exitCode = main(process.argv.slice(2));
  } else {
    process.exitCode = built.status ?? 1;
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
