/**
 * The plain Int32Array loops that the limits are counted in. They know beforehand where everything
 * lies: addresses were translated and windows mapped before the clock runs. Each is a short function
 * called many times, which the engine makes fast sooner than one long loop.
 */
import { load, run } from './measure.mjs';

const { openDump } = await load('analysis/open-dump.js');
const { poolOf } = await load('analysis/pool-of.js');
const { processesOf } = await load('analysis/processes-of.js');
const { objectTypesOf } = await load('analysis/objects-of.js');
const { collectObjects } = await load('analysis/collect-objects.js');
const { ProcessNumbers } = await load('analysis/process-numbers.js');
const { newPageCursor } = await load('dump/physical-memory.js');
const { readHandleTable, leafAddress } = await load('objects/handle-table.js');

/** Frames of all pool pages, in the walk's order, and what the walk found. */
export function poolPages(path) {
  const session = openDump(path);
  const { columns, walk } = run(poolOf(session));
  const frames = new Int32Array(columns.pageCount);
  for (let page = 0; page < frames.length; page++) {
    const owner = columns.pageSession[page];
    const space = owner === 0 ? session.kernel.memory : walk.sessions[owner - 1].space;
    frames[page] = space.frame(columns.pageVa[page]).pfn;
  }
  const { blockCount } = columns;
  session.close();
  return { frames, blockCount };
}

/** Where those pages lie in windows of the file that nobody has touched yet. */
export function locatePages(session, { frames }) {
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

/** Touches every word of every pool page once. */
export function poolLoop({ views, starts }) {
  let sum = 0;
  for (let page = 0; page < starts.length; page++) sum = (sum + sumOfPage(views[page], starts[page])) | 0;
  return sum;
}

function sumOfPage(words, start) {
  let sum = 0;
  for (let i = start; i < start + 1024; i++) sum = (sum + words[i]) | 0;
  return sum;
}

/** Every readable page of system space as window and first word. */
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

/** Leaves of all handle tables that hold handles. */
function leavesOf(kernel, processes) {
  const leaves = [];
  for (const { objectTable } of processes) {
    const table = readHandleTable(kernel, objectTable);
    if (table === undefined) continue;
    for (let i = 0; i < table.nextHandleNeedingPool / 0x800; i++) {
      const leaf = leafAddress(kernel, table, i);
      if (leaf) leaves.push(leaf);
    }
  }
  return leaves;
}

/** Where the tables and the headers of the objects in pool lie. */
export function locateHandles(session) {
  const { kernel } = session;
  const processes = processesOf(session).processes.filter((one) => one.objectTable !== 0);
  const { columns } = run(poolOf(session));
  const types = objectTypesOf(session);
  const { objects } = run(collectObjects(kernel, types, columns, new ProcessNumbers()));
  const blocks = new Uint32Array(objects.length);
  for (let row = 0; row < blocks.length; row++) {
    const page = columns.pageAt(objects.header[row], 0);
    let block = columns.pageEnd(page) - 1;
    while (columns.offset[block] > (objects.header[row] & 0xfff)) block--;
    blocks[row] = columns.pageVa[page] + columns.offset[block];
  }
  const headers = objects.header.slice(0, objects.length);
  return { flat: flatMap(kernel), leaves: leavesOf(kernel, processes), blocks, headers };
}

/** Reads every entry of every table and the header it leads to: three words of it, and counts its type. */
export function tableLoop({ flat, leaves }) {
  const byType = new Uint32Array(256);
  let sum = 0;
  for (const leaf of leaves) sum ^= readLeaf(flat, leaf, byType);
  return { handles: byType.reduce((all, one) => all + one), sum };
}

function readLeaf({ ints, window, first }, leaf, byType) {
  const leafPage = (leaf >>> 12) - 0x80000;
  const entries = ints[window[leafPage]];
  const base = first[leafPage];
  let sum = 0;
  for (let i = 1; i < 512; i++) {
    const low = entries[base + i * 2];
    if (low === 0) continue;
    const page = ((low & ~7) >>> 12) - 0x80000;
    if (page < 0 || window[page] < 0) continue;
    const words = ints[window[page]];
    const at = first[page] + ((low & 0xff8) >>> 2);
    byType[words[at + 3] & 0xff]++;
    sum ^= words[at] ^ words[at + 1];
  }
  return sum;
}

/** Rows that one call of the loop takes. */
const ROWS_AT_ONCE = 512;

/** Reads the pool header and the object header of every block that holds an object. */
export function headerLoop(places) {
  let sum = 0;
  for (let row = 0; row < places.blocks.length; row += ROWS_AT_ONCE) sum ^= readHeaders(places, row);
  return sum;
}

function readHeaders({ flat: { ints, window, first }, blocks, headers }, from) {
  const to = Math.min(from + ROWS_AT_ONCE, blocks.length);
  let sum = 0;
  for (let row = from; row < to; row++) {
    const page = (blocks[row] >>> 12) - 0x80000;
    const words = ints[window[page]];
    const block = first[page] + ((blocks[row] & 0xfff) >>> 2);
    const header = block + ((headers[row] - blocks[row]) >>> 2);
    sum ^= words[block] ^ words[block + 1] ^ words[header] ^ words[header + 1] ^ words[header + 3];
  }
  return sum;
}
