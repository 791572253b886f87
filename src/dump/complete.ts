import type { FileSource } from '../files/source.ts';
import { DUMP_HEADER32_SIZE, type DumpHeader } from '../formats/dump-header.ts';
import { hex, PAGE_SIZE } from '../units/address.ts';
import { DumpError } from './dump-error.ts';
import { type PageMap, RunPageMap } from './page-map.ts';

/** What fits between 0x64 and 0x320 of the header. */
const MAX_RUNS = 86;
/** PAE reaches 36 to 38 bits of physical address; a frame beyond is a lie. */
const MAX_PFN = 2 ** 26;

/** Page map of a complete dump (type 1), from the run table in the header. */
export function completePageMap(header: DumpHeader, source: FileSource, notes: string[]): PageMap {
  const block = header.physicalMemory;
  if (block === undefined) {
    throw new DumpError(
      'damaged',
      'PhysicalMemoryBlock at offset 64h was never written: where pages lie cannot be told.',
    );
  }
  if (block.numberOfRuns < 1 || block.numberOfRuns > MAX_RUNS) {
    throw new DumpError(
      'damaged',
      `NumberOfRuns at offset 64h is ${block.numberOfRuns}; a complete dump has 1 to ${MAX_RUNS}.`,
    );
  }
  let pages = 0;
  let previousEnd = 0;
  for (const [i, run] of block.runs.entries()) {
    const at = hex(0x6c + 8 * i);
    if (run.basePage + run.pageCount > MAX_PFN) {
      throw new DumpError(
        'damaged',
        `Run ${i} at offset ${at}h covers frames ${hex(run.basePage)}h to ${hex(run.basePage + run.pageCount)}h, beyond any 32-bit machine.`,
      );
    }
    if (run.basePage < previousEnd)
      notes.push(
        `Run ${i} at offset ${at}h overlaps or precedes the run before it; the first one is believed.`,
      );
    previousEnd = Math.max(previousEnd, run.basePage + run.pageCount);
    pages += run.pageCount;
  }
  if (pages > MAX_PFN) {
    throw new DumpError(
      'damaged',
      `The runs from offset 6Ch on add up to ${pages} pages; a 32-bit machine has at most ${MAX_PFN}.`,
    );
  }
  if (pages !== block.numberOfPages) {
    notes.push(
      `NumberOfPages at offset 68h is ${block.numberOfPages}, but the runs add up to ${pages}; the runs are believed.`,
    );
  }
  const end = DUMP_HEADER32_SIZE + pages * PAGE_SIZE;
  if (end > source.size) {
    const held = Math.max(0, Math.floor((source.size - DUMP_HEADER32_SIZE) / PAGE_SIZE));
    notes.push(
      `The file is cut: ${source.size} bytes where the runs need ${end}; ${pages - held} of ${pages} pages are missing.`,
    );
  }
  return new RunPageMap(block.runs, DUMP_HEADER32_SIZE);
}
