import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FILL = 'PAGE';

/** A header page filled with PAGE, with the given words written: offsets by hand, from the public layout. */
export function headerPage(words: Readonly<Record<number, number>>): Uint8Array {
  const bytes = new Uint8Array(4096);
  for (let i = 0; i < bytes.length; i++) bytes[i] = FILL.charCodeAt(i & 3);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, 0x504d5544, true); // DUMP
  view.setUint32(0x20, 0x14c, true); // i386
  for (const [offset, value] of Object.entries(words)) view.setUint32(Number(offset), value >>> 0, true);
  return bytes;
}

/** A complete dump: runs as [base, count] pairs, each page filled with the low byte of its frame. */
export function completeDump(
  runs: readonly (readonly [number, number])[],
  words: Record<number, number> = {},
): Uint8Array {
  const pages = runs.reduce((sum, [, count]) => sum + count, 0);
  const table: Record<number, number> = { 100: runs.length, 104: pages, 3976: 1 };
  for (const [i, [base, count]] of runs.entries()) {
    table[0x6c + i * 8] = base;
    table[0x70 + i * 8] = count;
  }
  const bytes = new Uint8Array(4096 * (1 + pages));
  bytes.set(headerPage({ ...table, ...words }));
  let at = 4096;
  for (const [base, count] of runs) {
    for (let i = 0; i < count; i++, at += 4096) bytes.fill((base + i) & 0xff, at, at + 4096);
  }
  return bytes;
}

/** A kernel summary dump of the given frames, each page filled with the low byte of its frame. */
export function summaryDump(
  frames: readonly number[],
  words: Record<number, number> = {},
  bits?: number,
): Uint8Array {
  const size = bits ?? Math.max(...frames) + 1;
  const headerSize = Math.ceil((0x1020 + Math.ceil(size / 8)) / 4096) * 4096;
  const bytes = new Uint8Array(headerSize + frames.length * 4096);
  bytes.set(headerPage({ 3976: 2, ...words }));
  const view = new DataView(bytes.buffer);
  const second = [0x504d4453, 0x504d5544, 0, headerSize, size, frames.length, size, 0];
  for (const [i, word] of second.entries()) view.setUint32(0x1000 + i * 4, word, true);
  const sorted = [...frames].sort((a, b) => a - b);
  for (const [i, frame] of sorted.entries()) {
    bytes[0x1020 + (frame >> 3)] |= 1 << (frame & 7);
    bytes.fill(frame & 0xff, headerSize + i * 4096, headerSize + (i + 1) * 4096);
  }
  return bytes;
}

/** Writes bytes to a file of their own, runs `use`, and removes it. */
export function withFile<T>(bytes: Uint8Array, use: (path: string) => T, name = 'MEMORY.DMP'): T {
  const folder = mkdtempSync(join(tmpdir(), 'dump-test-'));
  try {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
