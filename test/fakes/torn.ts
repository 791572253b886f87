import { Session } from '../../src/analysis/session.ts';
import { readCrashDump } from '../../src/dump/crash-dump.ts';
import type { PageMap } from '../../src/dump/page-map.ts';
import { PhysicalMemory } from '../../src/dump/physical-memory.ts';
import type { FileSource } from '../../src/files/source.ts';
import { Kernel } from '../../src/kernel/kernel.ts';

/** Dumps that lost pages on their way, made by leaving frames out of the page map. */

const PAGE = 0x1000;
/** Header: DirectoryTableBase, PaeEnabled. */
const DIRECTORY_BASE = 0x10;
const PAE_ENABLED = 0x5c;

/** A number in [0, 1) that hangs on the seed and the frame alone. */
export function chance(seed: number, pfn: number): number {
  let x = Math.imul(pfn ^ Math.imul(seed, 0x9e3779b1), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

/** Says of a page, by its frame and its place in the file, whether it is gone. */
export type Loss = (pfn: number, offset: number) => boolean;

/** A session over what is left. Page tables stay: without them there is nothing to see. */
export function tornSession(source: FileSource, isLost: Loss): Session {
  const dump = readCrashDump(source);
  const map = dump.physical.pages;
  const tables = tableFrames(source, map);
  const locate = (pfn: number) => {
    const offset = map.locate(pfn);
    return offset < 0 || tables.has(pfn) || !isLost(pfn, offset) ? offset : -1;
  };
  const left = { pageCount: map.pageCount, highestPfn: map.highestPfn, runs: () => map.runs(), locate };
  return new Session(new Kernel({ ...dump, physical: new PhysicalMemory(source, left) }));
}

/** Frames of the System process's page tables. */
function tableFrames(source: FileSource, map: PageMap): Set<number> {
  const header = wordsAt(source, 0)!;
  const isPae = (header[PAE_ENABLED / 4] & 0xff) === 1;
  const base = header[DIRECTORY_BASE / 4];
  const frames = new Set([Math.floor(base / PAGE)]);
  const page = (pfn: number) => wordsAt(source, map.locate(pfn));
  const top = page(Math.floor(base / PAGE));
  const first = (base % PAGE) / 4;
  const directories = isPae ? tablesIn(top?.subarray(first, first + 8), isPae) : [...frames];
  for (const directory of directories) {
    frames.add(directory);
    for (const table of tablesIn(page(directory), isPae)) frames.add(table);
  }
  return frames;
}

/** Frames that valid entries other than large pages name. */
function tablesIn(words: Uint32Array | undefined, isPae: boolean): number[] {
  const step = isPae ? 2 : 1;
  const found: number[] = [];
  for (let at = 0; words !== undefined && at < words.length; at += step) {
    if ((words[at] & 0x81) !== 1) continue;
    found.push((words[at] >>> 12) + (isPae ? (words[at + 1] & 0xf) * 0x100000 : 0));
  }
  return found;
}

function wordsAt(source: FileSource, offset: number): Uint32Array | undefined {
  if (offset < 0) return undefined;
  const bytes = source.read(offset, PAGE);
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + PAGE));
}
