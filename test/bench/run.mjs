/** `npm run bench`: builds the full-scale dump once and runs every bench over it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const folder = path.join(os.tmpdir(), 'analyze-dump-bench');
const dump = path.join(folder, 'process-thread-handles.dmp');

function run(file, ...args) {
  const { status } = spawnSync(process.execPath, [path.join(import.meta.dirname, file), ...args], {
    stdio: 'inherit',
  });
  return status ?? 1;
}

mkdirSync(folder, { recursive: true });
if (!existsSync(dump)) {
  const made = run('../builder/make.mjs', 'process-thread-handles', '--scale', '1', '--kind', 'kernel', dump);
  if (made !== 0) process.exit(made);
}
let failed = 0;
for (const bench of ['memory.mjs', 'pool.mjs', 'handles.mjs']) {
  console.log(`\n== ${bench}`);
  failed += run(bench, dump) === 0 ? 0 : 1;
}
process.exitCode = failed === 0 ? 0 : 1;
