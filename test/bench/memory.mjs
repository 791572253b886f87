/**
 * Translate and read: every mapped page of system space through the address space, against a plain
 * loop over the same pages of the file, in the same run.
 *
 *     npm run build && node test/bench/memory.mjs DUMP.dmp
 */
import { load, requireDumps } from './measure.mjs';

const [dump] = requireDumps(1, 'memory.mjs DUMP.dmp');
const { openDump } = await load('analysis/open-dump.js');
const { newPageCursor } = await load('dump/physical-memory.js');

const ROUNDS = 5;
const SYSTEM_START = 0x80000000;
const SYSTEM_END = 0x100000000;

const session = openDump(dump);
const { memory, dump: crash } = session.kernel;
const pages = [];
memory.scanPages(SYSTEM_START, SYSTEM_END, (va, state, pfn) => {
  if (state <= 2 && crash.physical.has(pfn)) pages.push(va, pfn);
});

/** Adds the words of a page, so that the bytes are really touched. */
function sum({ words, index }) {
  let total = 0;
  for (let i = index; i < index + 1024; i++) total = (total + words[i]) | 0;
  return total;
}

function timed(work) {
  let best = Number.POSITIVE_INFINITY;
  let total = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    total = work();
    best = Math.min(best, performance.now() - start);
  }
  return { best, total };
}

const cursor = newPageCursor();
const plain = timed(() => {
  let total = 0;
  for (let i = 1; i < pages.length; i += 2) {
    crash.physical.page(pages[i], cursor);
    total = (total + sum(cursor)) | 0;
  }
  return total;
});
const translated = timed(() => {
  let total = 0;
  for (let i = 0; i < pages.length; i += 2) {
    memory.page(pages[i], cursor);
    total = (total + sum(cursor)) | 0;
  }
  return total;
});
session.close();

const megabytes = (pages.length / 2) * (4096 / 2 ** 20);
const line = (name, ms) =>
  `${name.padEnd(22)}${ms.toFixed(1).padStart(8)} ms ${((megabytes / ms) * 1000).toFixed(0).padStart(7)} MB/s`;
console.log(`${pages.length / 2} pages, ${megabytes.toFixed(0)} MB, best of ${ROUNDS}`);
console.log(line('plain loop', plain.best));
console.log(line('translate and read', translated.best));
console.log(
  `ratio ${(translated.best / plain.best).toFixed(2)}; ${plain.total === translated.total ? 'same bytes' : 'BYTES DIFFER'}`,
);
if (plain.total !== translated.total) process.exitCode = 1;
