/**
 * `npm run bench`: builds the dumps once (2 GB in the temporary folder), runs every bench over them and
 * ends with 1 when a limit is not held. Times are those of the main thread, the least of several runs,
 * so that a busy machine does not change the verdict by much; on an idle one they are the wall's.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const folder = path.join(os.tmpdir(), 'analyze-dump-bench');
const drivers = path.resolve(import.meta.dirname, '../../../shared/data/drivers-x86');

function run(file, ...args) {
  const words = [path.join(import.meta.dirname, file), ...args, ...process.argv.slice(2)];
  return spawnSync(process.execPath, words, { stdio: 'inherit' }).status ?? 1;
}

/** The dump of a scenario; built when it is not there yet. */
function dump(scenario, scale) {
  const file = path.join(folder, `${scenario}-${scale}.dmp`);
  if (existsSync(file)) return file;
  const make = path.join(import.meta.dirname, '../builder/make.mjs');
  const words = [make, scenario, '--scale', scale, '--kind', 'kernel', file];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  return file;
}

mkdirSync(folder, { recursive: true });
const threads = ['0.01', '0.1', '1'].map((scale) => dump('process-thread-handles', scale));
const full = threads[2];
const bigPages = dump('driver-paged-pool', '1');
const benches = [
  ['startup.mjs', threads[0]],
  ['memory.mjs', full],
  ['pool.mjs', full],
  ['scale.mjs', ...threads],
  ['handles.mjs', full],
  ['report.mjs', full, bigPages],
];
if (existsSync(drivers)) benches.push(['code.mjs', threads[0], drivers]);
let failed = 0;
for (const [bench, ...args] of benches) {
  const [minute] = os.loadavg();
  console.log(`\n== ${bench}, load ${minute.toFixed(1)} on ${os.cpus().length} processors`);
  if (run(bench, ...args) !== 0) failed++;
}
console.log(failed === 0 ? '\nall limits held' : `\n${failed} benches beyond their limits`);
process.exitCode = failed === 0 ? 0 : 1;
