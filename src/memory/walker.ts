import type { Pfn, VirtualAddress } from '../units/address.ts';
import { PageState } from './page-state.ts';
import type { PageTables } from './page-tables.ts';
import {
  ENTRY_LARGE,
  ENTRY_PROTOTYPE,
  ENTRY_TRANSITION,
  ENTRY_VALID,
  type PagingMode,
} from './paging-mode.ts';

/** A prototype entry may itself lie in a transition page, and no deeper. */
const MAX_PROTOTYPE_DEPTH = 2;
/** The prototype entry must be looked for in the VAD tree. */
const PROTOTYPE_IN_VAD = 0xffffffff;

/** Where the last walk ended: enough to say in words why it failed. */
export interface WalkEnd {
  state: PageState;
  /** The page frame; meaningful in the readable states and in pageNotInDump. */
  pfn: Pfn;
  /** Level whose entry decided. */
  level: string;
  low: number;
  high: number;
}

/** A span of one top-or-middle entry that needs no further table: everything in it is the same. */
interface LeafSpan {
  /** Words of the last-level table; undefined for a large page or when the walk failed above. */
  readonly table?: Uint32Array;
  readonly end?: WalkEnd;
  /** First frame of a large page. */
  readonly largeFrame?: Pfn;
}

/**
 * Walks the page tables of one directory base. The last-level table of each span is looked up once
 * and remembered, so a sequential pass costs one table read per 2 MiB (4 MiB without PAE).
 */
export class PageTableWalker {
  /** Result of the last call of `walk`. */
  readonly end: WalkEnd = { state: PageState.notMapped, pfn: 0, level: 'PD', low: 0, high: 0 };
  private readonly spans: (LeafSpan | undefined)[];
  private readonly spanShift: number;
  /** Prototype entries being read, one inside the other. */
  private depth = 0;

  constructor(
    readonly tables: PageTables,
    private readonly top: Uint32Array,
    private readonly readWord: (va: VirtualAddress) => number | undefined,
  ) {
    const levels = tables.mode.levels;
    this.spanShift = levels[levels.length - 2].shift;
    this.spans = new Array(2 ** (32 - this.spanShift));
  }

  get mode(): PagingMode {
    return this.tables.mode;
  }

  /** Bytes that one last-level table covers. */
  get spanSize(): number {
    return 2 ** this.spanShift;
  }

  /** Finds the page of `va`; the answer is also left in `end`. */
  walk(va: VirtualAddress): PageState {
    const index = va >>> this.spanShift;
    let span = this.spans[index];
    if (span === undefined) {
      span = this.findSpan(va);
      this.spans[index] = span;
    }
    if (span.table !== undefined) return this.walkLeaf(span.table, va);
    copyEnd(span.end as WalkEnd, this.end);
    if (span.largeFrame !== undefined) this.end.pfn = span.largeFrame + ((va & (this.spanSize - 1)) >>> 12);
    return this.end.state;
  }

  /** No last-level table and no large page: nothing in the span can be read. */
  isEmptySpan(va: VirtualAddress): boolean {
    this.walk(va);
    const span = this.spans[va >>> this.spanShift] as LeafSpan;
    return span.table === undefined && span.largeFrame === undefined;
  }

  private walkLeaf(table: Uint32Array, va: VirtualAddress): PageState {
    const { entryWords, frameHighMask } = this.mode;
    const at = ((va >>> 12) & (1024 / entryWords - 1)) * entryWords;
    const low = table[at];
    const { end } = this;
    end.level = 'PT';
    end.low = low;
    end.high = entryWords === 2 ? table[at + 1] : 0;
    if ((low & ENTRY_VALID) !== 0) {
      end.pfn = (low >>> 12) + (end.high & frameHighMask) * 0x100000;
      end.state = PageState.valid;
      return PageState.valid;
    }
    return this.software(0);
  }

  /** Classifies the entry in `end` while its valid bit is clear; the order of tests is Windows'. */
  private software(depth: number): PageState {
    const { end } = this;
    const { low, high } = end;
    if (low === 0 && high === 0) end.state = PageState.notMapped;
    else if ((low & ENTRY_PROTOTYPE) !== 0) end.state = this.prototype(depth);
    else if ((low & ENTRY_TRANSITION) !== 0) {
      end.pfn = (low >>> 12) + (high & this.mode.frameHighMask) * 0x100000;
      end.state = PageState.transition;
    } else if (this.mode.entryWords === 2 ? high !== 0 : low >>> 12 !== 0) end.state = PageState.pagedOut;
    else end.state = PageState.demandZero;
    return end.state;
  }

  /** In an entry the word names a prototype entry; in a prototype entry it names a file section. */
  private prototype(depth: number): PageState {
    const { end } = this;
    const at = end.high;
    if (depth > 0 || this.mode.entryWords === 1 || at === PROTOTYPE_IN_VAD)
      return PageState.prototypeUnresolved;
    const low = this.nested(at);
    const high = this.nested(at + 4);
    if (low === undefined || high === undefined) {
      end.low = ENTRY_PROTOTYPE;
      end.high = at;
      return PageState.prototypeUnresolved;
    }
    end.low = low;
    end.high = high;
    end.level = 'prototype';
    if ((low & ENTRY_VALID) !== 0) {
      end.pfn = (low >>> 12) + (high & this.mode.frameHighMask) * 0x100000;
      return PageState.prototype;
    }
    const state = this.software(depth + 1);
    return state === PageState.transition
      ? PageState.prototype
      : state === PageState.notMapped
        ? PageState.prototypeUnresolved
        : state;
  }

  /** Reads a prototype entry through the same page tables, guarding against a loop of them. */
  private nested(va: VirtualAddress): number | undefined {
    if (this.depth >= MAX_PROTOTYPE_DEPTH) return undefined;
    this.depth++;
    const saved = { ...this.end };
    const word = this.readWord(va >>> 0);
    copyEnd(saved, this.end);
    this.depth--;
    return word;
  }

  private findSpan(va: VirtualAddress): LeafSpan {
    const { levels, entryWords, frameHighMask } = this.mode;
    let table: Uint32Array | undefined = this.top;
    for (let i = 0; i < levels.length - 1; i++) {
      const level = levels[i];
      const at = ((va >>> level.shift) & (level.entries - 1)) * entryWords;
      const low: number = table[at];
      const high: number = entryWords === 2 ? table[at + 1] : 0;
      let pfn = (low >>> 12) + (high & frameHighMask) * 0x100000;
      if ((low & ENTRY_VALID) === 0) {
        const state = this.directorySoftware(low, high);
        if (state !== PageState.transition) return { end: { state, pfn, level: level.name, low, high } };
      } else if (level.large && (low & ENTRY_LARGE) !== 0) {
        const pages = this.spanSize / 4096;
        pfn = Math.floor(pfn / pages) * pages;
        return { largeFrame: pfn, end: { state: PageState.valid, pfn, level: level.name, low, high } };
      }
      table = this.tables.table(pfn);
      if (table === undefined)
        return { end: { state: PageState.tableNotInDump, pfn, level: level.name, low, high } };
    }
    return { table };
  }

  private directorySoftware(low: number, high: number): PageState {
    if (low === 0 && high === 0) return PageState.notMapped;
    if ((low & ENTRY_PROTOTYPE) !== 0) return PageState.prototypeUnresolved;
    if ((low & ENTRY_TRANSITION) !== 0) return PageState.transition;
    return (this.mode.entryWords === 2 ? high : low >>> 12) !== 0 ? PageState.pagedOut : PageState.demandZero;
  }
}

/** Field by field: this runs once for every page of a large-page range. */
function copyEnd(from: WalkEnd, to: WalkEnd): void {
  to.state = from.state;
  to.pfn = from.pfn;
  to.level = from.level;
  to.low = from.low;
  to.high = from.high;
}
