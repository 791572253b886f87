/**
 * The whole report by the command line, from its start to its end, against the plain loops over pool
 * pages, handle tables and headers in the same run; and what private memory it takes.
 *
 *     npm run build && node test/bench/report.mjs FULL-SCALE.dmp [MORE.dmp ...]
 */
import { rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { cheapest, commandLine, judgeMemory, judgeRatio, load, requireDumps, tell } from './measure.mjs';
import { headerLoop, locateHandles, locatePages, poolLoop, poolPages, tableLoop } from './plain-loops.mjs';

const { openDump } = await load('analysis/open-dump.js');

const [path, ...more] = requireDumps(1, 'report.mjs DUMP [MORE.dmp ...]');
const pages = poolPages(path);
const session = openDump(path);
const pool = locatePages(session, pages);
const handles = locateHandles(session);
const plainPool = cheapest(() => poolLoop(pool));
const plainHandles = cheapest(() => tableLoop(handles)) + cheapest(() => headerLoop(handles));
session.close();
tell('plain loop over every word of the pool', plainPool);
tell('plain loops over handle tables and headers', plainHandles);

const text = await commandLine(path);
tell('all threads of the report together', text.all);
judgeRatio('report, start-up included', text.thread, plainPool + plainHandles, 3);
judgeMemory('private memory of the report', text.memory, 150);
const page = join(os.tmpdir(), `analyze-dump-bench-${process.pid}.html`);
for (const form of ['--json', `--html=${page}`]) {
  const { thread, memory } = await commandLine(path, form);
  judgeRatio(`report with ${form.split('=')[0]}`, thread, plainPool + plainHandles, 3);
  judgeMemory(`private memory of the report with ${form.split('=')[0]}`, memory, 150);
}
rmSync(page, { force: true });
for (const dump of more) {
  const { thread, memory } = await commandLine(dump);
  tell(`report of ${dump}`, thread);
  judgeMemory('private memory of it', memory, 150);
}
