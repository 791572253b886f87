import { ascii, put16, put32, put64 } from './bytes.ts';
import type { Run } from './physical-memory.ts';

/** The 4 KB header of a 32-bit dump, and the summary header with its bitmap. */

export interface HeaderFields {
  minor: number;
  directoryTableBase: number;
  pfnDatabase: number;
  loadedModules: number;
  activeProcesses: number;
  processors: number;
  productType: number;
  bugCheck: number;
  parameters: readonly [number, number, number, number];
  pae: boolean;
  kdbg: number;
  runs: readonly Run[];
  dumpType: 1 | 2;
  requiredSpace: number;
  upTime: bigint;
  systemTime: bigint;
  context: { eip: number; esp: number; ebp: number; eflags: number; cs: number };
}

const FILL = ascii('PAGE');
const MAX_RUNS = 86;

export function writeHeader(h: HeaderFields): Uint8Array {
  const page = new Uint8Array(0x1000);
  // Windows fills the whole page with this word first; what it does not write stays so.
  for (let at = 0; at < 0x1000; at += 4) page.set(FILL, at);
  page.set(ascii('PAGEDUMP'), 0);
  const words: [number, number][] = [
    [0x08, 0xf],
    [0x0c, h.minor],
    [0x10, h.directoryTableBase],
    [0x14, h.pfnDatabase],
    [0x18, h.loadedModules],
    [0x1c, h.activeProcesses],
    [0x20, 0x14c],
    [0x24, h.processors],
    [0x28, h.bugCheck],
    ...h.parameters.map((p, i): [number, number] => [0x2c + i * 4, p]),
    [0x60, h.kdbg],
    [0xf88, h.dumpType],
    [0xf8c, 0],
    [0xf90, 0],
    [0xf94, h.productType],
    [0xf98, 0x110],
    [0xf9c, 0],
  ];
  for (const [at, value] of words) put32(page, at, value >>> 0);
  page.fill(0, 0x3c, 0x5c);
  page[0x5c] = h.pae ? 1 : 0;
  writeRuns(page, h.runs);
  writeContext(page, h.context);
  put64(page, 0xfa0, BigInt(h.requiredSpace));
  put64(page, 0xfb8, h.upTime);
  put64(page, 0xfc0, h.systemTime);
  return page;
}

function writeRuns(page: Uint8Array, runs: readonly Run[]): void {
  if (runs.length > MAX_RUNS) throw new Error('too many runs for a header');
  put32(page, 0x64, runs.length);
  put32(
    page,
    0x68,
    runs.reduce((sum, r) => sum + r.count, 0),
  );
  runs.forEach((run, i) => {
    put32(page, 0x6c + i * 8, run.base);
    put32(page, 0x70 + i * 8, run.count);
  });
}

function writeContext(page: Uint8Array, c: HeaderFields['context']): void {
  page.fill(0, 0x320, 0x320 + 0x2cc);
  put32(page, 0x320, 0x1003f);
  put32(page, 0x320 + 0xb4, c.ebp);
  put32(page, 0x320 + 0xb8, c.eip);
  put32(page, 0x320 + 0xbc, c.cs);
  put32(page, 0x320 + 0xc0, c.eflags);
  put32(page, 0x320 + 0xc4, c.esp);
  put32(page, 0x320 + 0xc8, 0x10);
  page.fill(0, 0x7d0, 0x7d0 + 0x50);
  put32(page, 0x7d0, 0x80000003);
  put32(page, 0x7d0 + 0xc, c.eip);
}

export interface Summary {
  bytes: Uint8Array;
  /** File offset of the first page. */
  firstPage: number;
  pages: number;
  bits: number;
}

/** SUMMARY_DUMP32: a bit for each frame up to the highest, set for the pages in the file. */
export function writeSummary(bits: number, present: (pfn: number) => boolean): Summary {
  const size = Math.ceil((0x20 + Math.ceil(bits / 8)) / 0x1000) * 0x1000;
  const bytes = new Uint8Array(size);
  let pages = 0;
  for (let pfn = 0; pfn < bits; pfn++) {
    if (!present(pfn)) continue;
    bytes[0x20 + (pfn >>> 3)] |= 1 << (pfn & 7);
    pages++;
  }
  bytes.set(ascii('SDMPDUMP'), 0);
  put32(bytes, 0x0c, 0x1000 + size);
  put32(bytes, 0x10, bits);
  put32(bytes, 0x14, pages);
  put32(bytes, 0x18, bits);
  put16(bytes, 0x08, 0);
  return { bytes, firstPage: 0x1000 + size, pages, bits };
}
