/**
 * How long the pool takes, against a plain loop over the same pages in the same run.
 *
 *     npm run make-dump -- process-thread-handles --scale 1 --kind kernel /tmp/threads.dmp
 *     npm run build && node test/bench/pool.mjs /tmp/threads.dmp [--tag Thre] [--runs 3] [--dist DIR]
 *
 * Prints the time of the loop, of `!poolfind TAG 0` with its output discarded and of the whole
 * cross-check (walk, tallies, trackers), each from an untouched session, and the private memory.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dist: { type: 'string', default: resolve(import.meta.dirname, '../../dist') },
    tag: { type: 'string', default: 'Thre' },
    runs: { type: 'string', default: '3' },
  },
});
const [path] = positionals;
if (path === undefined) {
  console.error('usage: node test/bench/pool.mjs DUMP [--tag Thre] [--runs 3] [--dist DIR]');
  process.exit(2);
}
const load = (file) => import(pathToFileURL(resolve(values.dist, file)).href);
const { openDump } = await load('analysis/open-dump.js');
const { poolOf, crossCheckOf } = await load('analysis/pool-of.js');
const { runCommandLine, answerLines } = await load('commands/dispatch.js');
const { newPageCursor } = await load('dump/physical-memory.js');
const { LineSink } = await load('cli/line-sink.js');

/** Private memory in MiB: mapped files do not count. */
function privateMemory() {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

let peak = 0;
function watch() {
  peak = Math.max(peak, privateMemory());
}

function run(task) {
  let step = task.next();
  while (!step.done) {
    watch();
    step = task.next();
  }
  return step.value;
}

/** Milliseconds of the fastest of several runs, each with a session of its own. */
function best(work) {
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < Number(values.runs); i++) {
    const session = openDump(path);
    const start = performance.now();
    work(session);
    fastest = Math.min(fastest, performance.now() - start);
    watch();
    session.close();
  }
  return fastest;
}

/** Every word of every pool page, through Int32Arrays over the same windows, in the walk's order. */
function plainLoop(views, starts) {
  let sum = 0;
  for (let page = 0; page < starts.length; page++) {
    const words = views[page];
    const end = starts[page] + 1024;
    for (let i = starts[page]; i < end; i++) sum = (sum + words[i]) | 0;
  }
  return sum;
}

/** Frames of all pool pages, in the walk's order. */
function poolFrames() {
  const session = openDump(path);
  const { columns, walk } = run(poolOf(session));
  const frames = new Int32Array(columns.pageCount);
  for (let page = 0; page < frames.length; page++) {
    const owner = columns.pageSession[page];
    const space = owner === 0 ? session.kernel.memory : walk.sessions[owner - 1].space;
    frames[page] = space.frame(columns.pageVa[page]).pfn;
  }
  console.log(`${frames.length} pool pages, ${columns.blockCount} blocks, ${session.kernel.dump.backend}`);
  session.close();
  return frames;
}

/** Where the pages lie in windows of the file that nobody has touched yet. */
function locate(session, frames) {
  const windows = new Map();
  const views = [];
  const starts = new Int32Array(frames.length);
  const cursor = newPageCursor();
  frames.forEach((frame, page) => {
    session.kernel.dump.physical.page(frame, cursor);
    const { words } = cursor;
    if (!windows.has(words)) windows.set(words, new Int32Array(words.buffer, words.byteOffset, words.length));
    views.push(windows.get(words));
    starts[page] = cursor.index;
  });
  return { views, starts };
}

const frames = poolFrames();
let loop = Number.POSITIVE_INFINITY;
let again = Number.POSITIVE_INFINITY;
for (let i = 0; i < Number(values.runs); i++) {
  const session = openDump(path);
  const { views, starts } = locate(session, frames);
  for (const warm of [false, true]) {
    const start = performance.now();
    plainLoop(views, starts);
    const took = performance.now() - start;
    if (warm) again = Math.min(again, took);
    else loop = Math.min(loop, took);
  }
  session.close();
}
/** All lines of `!poolfind TAG 0`, handed to `take`; answers how many. */
function findLines(session, take) {
  const answer = run(runCommandLine(session, `!poolfind ${values.tag} 0`));
  let lines = 0;
  for (const line of answerLines(answer, { timeZone: 0 })) {
    take(line);
    if ((++lines & 0xffff) === 0) watch();
  }
  return lines;
}

function report(what, took) {
  console.log(`${what.padEnd(42)}${took.toFixed(0).padStart(6)} ms  ${(took / loop).toFixed(2)} x`);
}

report('plain loop over every word', loop);
report('the same, pages already mapped', again);
report(
  'walk alone',
  best((one) => run(poolOf(one))),
);
let lines = 0;
let bytes = 0;
const find = best((one) => {
  bytes = 0;
  lines = findLines(one, (line) => {
    bytes += line.length + 1;
  });
});
report(`!poolfind ${values.tag} 0, ${bytes} bytes dropped`, find);
console.log(`(${lines} lines)`);
const nowhere = openSync('/dev/null', 'w');
const written = best((one) => {
  const sink = new LineSink((text) => writeSync(nowhere, text));
  findLines(one, (line) => sink.line(line));
  sink.flush();
});
closeSync(nowhere);
report('the same, written to /dev/null', written);
report(
  'whole cross-check',
  best((one) => run(crossCheckOf(one))),
);
console.log(`private memory at its highest             ${peak.toFixed(0).padStart(7)} MiB`);
