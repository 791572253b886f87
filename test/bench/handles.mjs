/**
 * Every handle of every process: counted by type of object and joined to the pool blocks of the objects,
 * against plain Int32Array loops that touch the same words in the same run.
 *
 *     npm run build && node test/bench/handles.mjs [DUMP.dmp [DIST]]
 *
 * Without a dump the full-scale one of the builder is made: 1.9 million handles, 1.6 GB. Exits with 1
 * when the ratio of the join passes 3 or private memory 300 MB. Finding the objects in pool blocks is
 * part of walking the pool; what it adds is told, without a limit.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const LIMIT_RATIO = 3;
const LIMIT_MEGABYTES = 300;
const ROUNDS = 5;

const dist = path.resolve(process.argv[3] ?? path.join(import.meta.dirname, '../../dist'));
const load = (file) => import(pathToFileURL(path.join(dist, file)).href);

function dumpPath() {
  if (process.argv[2] !== undefined) return process.argv[2];
  const folder = path.join(os.tmpdir(), 'analyze-dump-bench');
  const dump = path.join(folder, 'process-thread-handles.dmp');
  if (existsSync(dump)) return dump;
  mkdirSync(folder, { recursive: true });
  const make = path.resolve(import.meta.dirname, '../builder/make.mjs');
  const args = [make, 'process-thread-handles', '--scale', '1', '--kind', 'kernel', '--no-lookaside', dump];
  if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) process.exit(2);
  return dump;
}

const { openCrashDump } = await load('dump/crash-dump.js');
const { newPageCursor } = await load('dump/physical-memory.js');
const { Kernel } = await load('kernel/kernel.js');
const { Session } = await load('analysis/session.js');
const { poolOf } = await load('analysis/pool-of.js');
const { collectObjects } = await load('analysis/collect-objects.js');
const { joinHandles } = await load('analysis/join-handles.js');
const { holdersByType } = await load('analysis/holders.js');
const { ProcessNumbers } = await load('analysis/process-numbers.js');
const { objectTypesOf } = await load('analysis/objects-of.js');
const { processesOf } = await load('analysis/processes-of.js');
const { readHandleTable, leafAddress } = await load('objects/handle-table.js');
const { runTask } = await load('units/task.js');

/** Every readable page of system space as (window, first word), so that the baseline translates nothing. */
function flatMap(kernel) {
  const windows = [];
  const window = new Int16Array(0x80000).fill(-1);
  const first = new Int32Array(0x80000);
  const cursor = newPageCursor();
  for (let page = 0; page < 0x80000; page++) {
    if (kernel.memory.page(0x80000000 + page * 0x1000, cursor) > 2) continue;
    let number = windows.findIndex((one) => one.source === cursor.words);
    if (number < 0) {
      const { buffer, byteOffset, length } = cursor.words;
      number = windows.push({ source: cursor.words, ints: new Int32Array(buffer, byteOffset, length) }) - 1;
    }
    window[page] = number;
    first[page] = cursor.index;
  }
  return { ints: windows.map(({ ints }) => ints), window, first };
}

/** Addresses of all leaves that hold handles. */
function leavesOf(kernel, processes) {
  const leaves = [];
  for (const { objectTable } of processes) {
    const table = readHandleTable(kernel, objectTable);
    for (let i = 0; i < table.nextHandleNeedingPool / 0x800; i++) {
      const leaf = leafAddress(kernel, table, i);
      if (leaf) leaves.push(leaf);
    }
  }
  return leaves;
}

/** Reads every entry and every header; with `bodies` also where a thread keeps its state and its process. */
function plainWalk({ ints, window, first }, leaves, bodies) {
  const byType = new Float64Array(256);
  let handles = 0;
  let sum = 0;
  for (const leaf of leaves) {
    const leafPage = (leaf >>> 12) - 0x80000;
    const entries = ints[window[leafPage]];
    const base = first[leafPage];
    for (let i = 1; i < 512; i++) {
      const low = entries[base + i * 2];
      if (low === 0) continue;
      handles++;
      const page = ((low & ~7) >>> 12) - 0x80000;
      if (window[page] < 0) continue;
      const words = ints[window[page]];
      const at = first[page] + ((low & 0xff8) >>> 2);
      byType[words[at + 3] & 0xff]++;
      if (bodies) sum += words[at + 6 + 0x68 / 4] ^ words[at + 6 + 0x150 / 4];
    }
  }
  return { handles, byType, sum };
}

function best(run) {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

/** Private memory; mapped pages of the dump do not count. */
function privateMegabytes() {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

const kernel = new Kernel(openCrashDump(dumpPath()));
const session = new Session(kernel);
const types = objectTypesOf(session);
const processes = processesOf(session).processes.filter((one) => one.objectTable !== 0);
const pool = runTask(poolOf(session));
const collect = () => {
  const numbers = new ProcessNumbers();
  return { numbers, ...runTask(collectObjects(kernel, types, pool.columns, numbers)) };
};
const join = (objects) => runTask(joinHandles(kernel, types, objects, processes));
const sums = (objects, joined, numbers) =>
  holdersByType({
    types,
    objects,
    join: joined,
    poolRead: () => true,
    comparable: true,
    owners: numbers.addresses.map(() => undefined),
  });

let peak = 0;
const { objects } = collect();
const ours = best(() => {
  objects.stamp.fill(0);
  join(objects);
});
peak = Math.max(peak, privateMegabytes());
const oursWhole = best(() => {
  const collected = collect();
  sums(collected.objects, join(collected.objects), collected.numbers);
  peak = Math.max(peak, privateMegabytes());
});
const flat = flatMap(kernel);
const leaves = leavesOf(kernel, processes);
const { handles } = plainWalk(flat, leaves, false);
const plain = best(() => plainWalk(flat, leaves, false));
const plainWhole = best(() => plainWalk(flat, leaves, true));

const rows = [
  ['handles by type, joined to objects', ours, plain],
  ['the same with finding the objects in pool and summing up', oursWhole, plainWhole],
];
console.log(`${handles} handles, ${objects.length} objects in pool, best of ${ROUNDS} rounds`);
for (const [what, time, baseline] of rows) {
  console.log(
    `${what}: ${time.toFixed(0)} ms, plain loop ${baseline.toFixed(0)} ms, ratio ${(time / baseline).toFixed(2)}`,
  );
}
console.log(`private memory, pool walk included: ${peak.toFixed(0)} MB`);
const failed = ours / plain > LIMIT_RATIO || peak > LIMIT_MEGABYTES;
process.exitCode = failed ? 1 : 0;
