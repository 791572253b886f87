// Compiles the builder (Node 20 cannot run TypeScript) into node_modules/.cache and runs it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const here = import.meta.dirname;
const out = path.resolve(here, '../../node_modules/.cache/dump-builder');
const tsc = path.resolve(here, '../../node_modules/typescript/bin/tsc');

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
writeFileSync(path.join(out, 'package.json'), '{ "type": "module" }\n');
const built = spawnSync(process.execPath, [tsc, '-p', here], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);
const { main } = await import(pathToFileURL(path.join(out, 'make.js')).href);
process.exitCode = main(process.argv.slice(2));
