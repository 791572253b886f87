/** What all benches share: where the build is, how time and memory are taken, how limits are judged. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { threadTime } from './thread-time.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dist: { type: 'string', default: path.join(import.meta.dirname, '../../dist') },
    runs: { type: 'string', default: '5' },
  },
});

/** Dumps named on the command line. */
export const dumps = positionals;
export const runs = Number(values.runs);
const dist = path.resolve(values.dist);

/** A module of the build. */
export const load = (file) => import(pathToFileURL(path.join(dist, file)).href);

/** Ends with how to call the bench when a dump is missing. */
export function requireDumps(count, usage) {
  if (dumps.length >= count) return dumps;
  console.error(`usage: node test/bench/${usage} [--dist DIR] [--runs 5]`);
  process.exit(2);
}

/** Runs a task to its end; `onStep` is called now and then. */
export function run(task, onStep = () => {}) {
  let step = task.next();
  while (!step.done) {
    onStep();
    step = task.next();
  }
  return step.value;
}

/**
 * Time of the main thread in the cheapest of several rounds, ms: what else runs on the machine
 * lengthens the wall time of all of them. `prepare` is not counted.
 */
export function cheapest(work, prepare = () => undefined, release = () => {}) {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < runs; round++) {
    const given = prepare();
    const before = threadTime();
    work(given);
    least = Math.min(least, threadTime() - before);
    release(given);
  }
  return least;
}

/** Private memory of a process in MB; mapped pages of the dump do not count. */
export function privateMegabytes(pid = 'self') {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** How often a running program's memory is looked at, ms. */
const LOOK_EVERY = 5;

/** One run of the command line, its output thrown away: times in ms, memory in MB. */
function runOnce(args) {
  const told = path.join(import.meta.dirname, 'tell-usage.mjs');
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', told, path.join(dist, 'cli.js'), ...args, '--no-progress'],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    },
  );
  return new Promise((resolve) => {
    let memory = 0;
    let usage = '';
    const timer = setInterval(() => {
      try {
        memory = Math.max(memory, privateMegabytes(child.pid));
      } catch {
        // It has just ended.
      }
    }, LOOK_EVERY);
    child.stdio[3].on('data', (part) => {
      usage += part;
    });
    child.on('close', () => {
      clearInterval(timer);
      resolve({ wall: performance.now() - start, memory, ...JSON.parse(usage) });
    });
  });
}

/**
 * Several runs of the command line: the least time of the main thread, of all threads together and on
 * the wall, and the most memory.
 */
export async function commandLine(...args) {
  const least = {
    thread: Number.POSITIVE_INFINITY,
    all: Number.POSITIVE_INFINITY,
    wall: Number.POSITIVE_INFINITY,
  };
  let memory = 0;
  for (let round = 0; round < runs; round++) {
    const one = await runOnce(args);
    for (const time of Object.keys(least)) least[time] = Math.min(least[time], one[time]);
    memory = Math.max(memory, one.memory);
  }
  return { ...least, memory };
}

const ms = (time) => `${time.toFixed(0)} ms`;

/** A line without a limit. */
export function tell(what, time) {
  console.log(`      ${what.padEnd(66)} ${ms(time).padStart(9)}`);
}

/** A measured value against its limit: the line says both, and failing is remembered in the exit code. */
function judge(what, measured, limit, value, details = '') {
  const isHeld = measured <= limit;
  console.log(
    `${isHeld ? 'pass' : 'FAIL'}  ${what.padEnd(66)} ${value(measured).padStart(9)}  at most ${value(limit)}${details}`,
  );
  if (!isHeld) process.exitCode = 1;
}

/** Time against a plain loop's. */
export function judgeRatio(what, time, plain, limit) {
  judge(what, time / plain, limit, (ratio) => `${ratio.toFixed(2)} x`, ` (${ms(time)} to ${ms(plain)})`);
}

export function judgeTime(what, time, limit) {
  judge(what, time, limit, ms);
}

export function judgeMemory(what, megabytes, limit) {
  judge(what, megabytes, limit, (size) => `${size.toFixed(0)} MB`);
}
