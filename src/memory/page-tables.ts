import { newPageCursor, type PhysicalMemory } from '../dump/physical-memory.ts';
import { PAGE_SIZE, type Pfn, type PhysicalAddress } from '../units/address.ts';
import type { PagingMode } from './paging-mode.ts';

/** 16 MiB of tables; past that the cache starts over. */
const TABLES_KEPT = 4096;

/**
 * Page tables by frame, shared by every address space of a dump: the kernel's half is the same
 * in all of them. Tables are copied, so that a window given back does not take them along.
 */
export class PageTables {
  private readonly kept = new Map<Pfn, Uint32Array | null>();
  private readonly cursor = newPageCursor();

  constructor(
    readonly physical: PhysicalMemory,
    readonly mode: PagingMode,
  ) {}

  /** The 1024 words of a table page, or undefined when the dump does not hold it. */
  table(pfn: Pfn): Uint32Array | undefined {
    const known = this.kept.get(pfn);
    if (known !== undefined) return known ?? undefined;
    if (this.kept.size >= TABLES_KEPT) this.kept.clear();
    const { cursor } = this;
    const table = this.physical.page(pfn, cursor)
      ? cursor.words.slice(cursor.index, cursor.index + PAGE_SIZE / 4)
      : null;
    this.kept.set(pfn, table);
    return table ?? undefined;
  }

  /** The top table at a directory base; undefined when its page is not in the dump. */
  topTable(directoryBase: PhysicalAddress): Uint32Array | undefined {
    const { mode } = this;
    const bytes = mode.levels[0].entries * mode.entryWords * 4;
    const start = Math.floor(directoryBase / mode.topAlignment) * mode.topAlignment;
    const raw = this.physical.read(start, bytes);
    return raw.length === bytes ? new Uint32Array(raw.buffer, 0, bytes / 4) : undefined;
  }
}
