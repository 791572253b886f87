import { newPageCursor, type PageCursor, type PhysicalMemory } from '../dump/physical-memory.ts';
import {
  addVa,
  PAGE_SIZE,
  type Pfn,
  pageOffset,
  pageStart,
  SYSTEM_START,
  type VirtualAddress,
} from '../units/address.ts';
import { type Fault, MemoryFaultError } from './fault.ts';
import { PageState } from './page-state.ts';
import type { PageTables } from './page-tables.ts';
import type { PagingMode } from './paging-mode.ts';
import type { MemoryReader, PartialRead } from './reader.ts';
import { PageTableWalker } from './walker.ts';

/** Longest single read, bytes: a size field that lies must not take the memory. */
export const MAX_READ = 0x10000000;

/** One virtual address space: the page tables of a directory base over the pages of the dump. */
export class AddressSpace implements MemoryReader {
  private readonly walker: PageTableWalker;
  private readonly physical: PhysicalMemory;
  private readonly cursor = newPageCursor();
  private cursorPage = -1;
  /** For looks at pages whose bytes are not wanted. */
  private readonly scratch = newPageCursor();

  /**
   * @param top words of the top table (`PageTables.topTable`)
   * @param system where system addresses are looked for when this directory has no entry for them:
   *   a process's directory may lag behind
   */
  constructor(
    readonly tables: PageTables,
    top: Uint32Array,
    private readonly system?: AddressSpace,
  ) {
    this.physical = tables.physical;
    this.walker = new PageTableWalker(tables, top, (va) => this.u32(va));
  }

  get mode(): PagingMode {
    return this.tables.mode;
  }

  /** Moves the cursor to the page of `va`. Only in the readable states does the cursor move. */
  page(va: VirtualAddress, cursor: PageCursor): PageState {
    const state = this.walker.walk(va);
    if (state > PageState.readableLimit) {
      const lagging = state === PageState.notMapped && this.walker.end.level !== 'PT' && va >= SYSTEM_START;
      return lagging && this.system !== undefined ? this.system.page(va, cursor) : state;
    }
    return this.physical.page(this.walker.end.pfn, cursor) ? state : PageState.pageNotInDump;
  }

  /** Page state and, in the readable states, the page frame; the page itself is not looked for. */
  frame(va: VirtualAddress): { readonly state: PageState; readonly pfn: Pfn } {
    const state = this.walker.walk(va);
    return { state, pfn: this.walker.end.pfn };
  }

  /**
   * Visits every page of a range that has an entry of any kind, in ascending order; ranges without
   * page tables are skipped whole. `start` and `end` are page-aligned; `end` is exclusive, up to 2^32.
   * The states are those of `frame`: whether the dump holds the page is the visitor's to ask.
   */
  scanPages(
    start: VirtualAddress,
    end: number,
    visit: (va: VirtualAddress, state: PageState, pfn: Pfn) => void,
  ): void {
    const { walker } = this;
    const span = walker.spanSize;
    let va = start;
    while (va < end) {
      const spanEnd = Math.min(end, (Math.floor(va / span) + 1) * span);
      if (walker.isEmptySpan(va)) {
        va = spanEnd;
        continue;
      }
      for (; va < spanEnd; va += PAGE_SIZE) {
        const state = walker.walk(va);
        if (state !== PageState.notMapped) visit(va, state, walker.end.pfn);
      }
    }
  }

  /**
   * No page of a range has an entry of any kind, by tables that were all read: where one is missing
   * nobody knows. `start` and `end` as for `scanPages`.
   */
  isUnused(start: VirtualAddress, end: number): boolean {
    const { walker } = this;
    const span = walker.spanSize;
    for (let va = start; va < end; ) {
      if (walker.walk(va) !== PageState.notMapped) return false;
      va = walker.isEmptySpan(va) ? (Math.floor(va / span) + 1) * span : va + PAGE_SIZE;
    }
    return true;
  }

  nextReadable(va: VirtualAddress, end: number): number {
    const span = this.walker.spanSize;
    let at = va;
    while (at < end) {
      if (this.page(at, this.scratch) <= PageState.readableLimit) return at;
      at = this.isEmptySpan(at) ? (Math.floor(at / span) + 1) * span : pageStart(at) + PAGE_SIZE;
    }
    return end;
  }

  /** No page tables cover `va`, neither here nor in the system's directory. */
  private isEmptySpan(va: VirtualAddress): boolean {
    return this.walker.isEmptySpan(va) && (this.system === undefined || this.system.isEmptySpan(va));
  }

  readPartial(va: VirtualAddress, length: number): PartialRead {
    const wanted = Math.min(length, MAX_READ);
    const cursor = newPageCursor();
    // Counted before anything is allocated: large reads of empty ranges are common in searches.
    const readable = this.readableFrom(va, wanted, cursor);
    const out = new Uint8Array(readable);
    for (let done = 0; done < readable; ) {
      const at = addVa(va, done);
      this.page(at, cursor);
      const within = pageOffset(at);
      const count = Math.min(PAGE_SIZE - within, readable - done);
      const start = cursor.index * 4 + within;
      out.set(cursor.bytes.subarray(start, start + count), done);
      done += count;
    }
    return readable === wanted ? { bytes: out } : { bytes: out, fault: this.faultAt(addVa(va, readable)) };
  }

  /** Bytes from `va` up to the first page that cannot be read, `length` at most. */
  private readableFrom(va: VirtualAddress, length: number, cursor: PageCursor): number {
    let done = 0;
    while (done < length) {
      const at = addVa(va, done);
      if (this.page(at, cursor) > PageState.readableLimit) return done;
      done += PAGE_SIZE - pageOffset(at);
    }
    return length;
  }

  readMaybe(va: VirtualAddress, length: number): Uint8Array | undefined {
    const { bytes, fault } = this.readPartial(va, length);
    return fault === undefined && bytes.length === length ? bytes : undefined;
  }

  readExact(va: VirtualAddress, length: number): Uint8Array {
    if (length > MAX_READ) throw new RangeError(`a read of ${length} bytes is more than ${MAX_READ}`);
    const { bytes, fault } = this.readPartial(va, length);
    if (fault !== undefined) throw new MemoryFaultError(fault, length, bytes.length);
    return bytes;
  }

  u8(va: VirtualAddress): number | undefined {
    return this.seek(va) ? this.cursor.bytes[this.cursor.index * 4 + pageOffset(va)] : undefined;
  }

  u16(va: VirtualAddress): number | undefined {
    const low = this.u8(va);
    const high = this.u8(addVa(va, 1));
    return low === undefined || high === undefined ? undefined : low | (high << 8);
  }

  u32(va: VirtualAddress): number | undefined {
    if ((va & 3) === 0)
      return this.seek(va) ? this.cursor.words[this.cursor.index + (pageOffset(va) >>> 2)] : undefined;
    const low = this.u16(va);
    const high = this.u16(addVa(va, 2));
    return low === undefined || high === undefined ? undefined : (low | (high << 16)) >>> 0;
  }

  faultAt(va: VirtualAddress): Fault | undefined {
    const state = this.page(va, newPageCursor());
    if (state <= PageState.readableLimit) return undefined;
    const { level, low, high, pfn } = this.walker.end;
    switch (state) {
      case PageState.pagedOut: {
        const { shift, bits } = this.mode.pageFileLow;
        const file = (low >>> shift) & (2 ** bits - 1);
        return { kind: 'paged-out', va, level, file, page: this.mode.entryWords === 2 ? high : low >>> 12 };
      }
      case PageState.demandZero:
        return { kind: 'demand-zero', va, level };
      case PageState.prototypeUnresolved:
        return {
          kind: 'prototype',
          va,
          at: high,
          why: level === 'prototype' ? 'its page is not in memory' : 'it cannot be followed',
        };
      case PageState.tableNotInDump:
      case PageState.pageNotInDump:
        return { kind: 'not-in-dump', va, level, pfn };
      default:
        return { kind: 'not-mapped', va, level };
    }
  }

  private seek(va: VirtualAddress): boolean {
    const page = va >>> 12;
    if (page === this.cursorPage) return true;
    if (this.page(va, this.cursor) > PageState.readableLimit) {
      this.cursorPage = -1;
      return false;
    }
    this.cursorPage = page;
    return true;
  }
}
