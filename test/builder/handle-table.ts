import { put32, roundUp } from './bytes.ts';
import { LEAF_ENTRIES } from './handle-numbers.ts';
import type { Machine } from './machine.ts';
import { PAGE } from './physical-memory.ts';
import { HEADER } from './small-pool.ts';
import { OBJECT_HEADER } from './windows/object-headers.ts';

/** Handle tables of level 0, 1 or 2, whose leaves may be rules instead of bytes. */

export interface HandleEntry {
  index: number;
  /** Address of the object's body. */
  body: number;
  access: number;
  /** Bits 1 (inherit) and 2 (audit) of the object word. */
  attributes?: number;
  /** Bit 25 of the access word. */
  protectFromClose?: boolean;
  /** The entry was being used when the dump was taken: bit 0 is clear. */
  locked?: boolean;
}

/** A long range of handles whose entries follow a rule. */
export interface HandleRange {
  first: number;
  last: number;
  access: number;
  /** Body of the object that the handle of this index names. */
  body: (index: number) => number;
}

export interface HandleTableRequest {
  pid: number;
  process: number;
  entries: readonly HandleEntry[];
  range?: HandleRange;
  level: 0 | 1 | 2;
  /** PspCidTable: entries hold the body itself. */
  bodies?: boolean;
  /** Fixed addresses: the table, its top, its first and its last leaf. */
  at?: { table?: number; top?: number; firstLeaf?: number; lastLeaf?: number };
  /** Says another count than there is. */
  statedCount?: number;
}

export interface BuiltTable {
  va: number;
  tableCode: number;
  count: number;
  level: number;
  leaves: number;
}

const UNLOCKED = 1;
const PROTECT_FROM_CLOSE = 0x02000000;
const TOP_POINTERS = 32;
const MIDDLE_POINTERS = PAGE / 4;
/** One for each processor, and where HandleCount lies in each. */
const FREE_LISTS = 2;
const FREE_LIST_COUNT = 0xc;

export function buildHandleTable(machine: Machine, request: HandleTableRequest): BuiltTable {
  return new TableBuilder(machine, request).build();
}

class TableBuilder {
  readonly #machine: Machine;
  readonly #request: HandleTableRequest;
  readonly #leaves = new Map<number, number>();
  readonly #lastLeaf: number;

  constructor(machine: Machine, request: HandleTableRequest) {
    this.#machine = machine;
    this.#request = request;
    const last = Math.max(0, ...request.entries.map((e) => e.index), request.range?.last ?? 0);
    this.#lastLeaf = Math.floor(last / LEAF_ENTRIES);
  }

  build(): BuiltTable {
    const { kernel, pools, plan, windows } = this.#machine;
    const facts = windows.handleTable;
    const { level, at, pid, process, statedCount } = this.#request;
    this.#makeLeaves();
    const top = this.#pointers();
    const size = HEADER + this.#tableBytes() + 4;
    const block =
      at?.table === undefined
        ? pools.pg0.alloc('Obtb', roundUp(size, 8))
        : pools.pg0.pin(at.table - HEADER, 'Obtb', size, undefined);
    const va = block + HEADER;
    plan.mark(va, 'pagedPool');
    const next = (this.#lastLeaf + 1) * LEAF_ENTRIES * 4;
    const count = this.#count();
    kernel.u32(va + facts.tableCode, top | level);
    kernel.u32(va + facts.quotaProcess, process);
    kernel.u32(va + facts.processId, pid);
    kernel.emptyList(va + facts.list);
    this.#writeCount(va, statedCount ?? count);
    kernel.u32(va + facts.nextNeedingPool, next);
    if (facts.highWatermark !== undefined) kernel.u32(va + facts.highWatermark, statedCount ?? count);
    const free = this.#writeEntries();
    if (facts.firstFree !== undefined) kernel.u32(va + facts.firstFree, free);
    return { va, tableCode: (top | level) >>> 0, count, level, leaves: this.#leaves.size };
  }

  /** Bytes of the table: since Windows 8 it has a list of free entries for each processor. */
  #tableBytes(): number {
    const { handleTable, handles } = this.#machine.windows;
    return handleTable.size + (FREE_LISTS - 1) * (handles.freeListStep ?? 0);
  }

  /** The number of handles, or the share of it that each free list keeps. */
  #writeCount(va: number, count: number): void {
    const { kernel, globals, windows } = this.#machine;
    const { handleTable, handles } = windows;
    if (handleTable.count !== undefined) kernel.u32(va + handleTable.count, count);
    if (handleTable.freeLists === undefined || handles.freeListStep === undefined) return;
    const second = Math.floor(count / 3);
    const lists = va + handleTable.freeLists;
    kernel.u32(lists + FREE_LIST_COUNT, count - second);
    kernel.u32(lists + handles.freeListStep + FREE_LIST_COUNT, second);
    globals.value('ExpFreeListCount', FREE_LISTS);
  }

  /** Since Windows 8 the access word counts references in its upper bits. */
  #references({ index }: HandleEntry): number {
    return this.#machine.windows.handles.countsReferences ? ((index % 31) + 1) << 27 : 0;
  }

  #count(): number {
    const { range, entries } = this.#request;
    if (!range) return entries.length;
    const heads = Math.floor(range.last / LEAF_ENTRIES) - Math.floor((range.first - 1) / LEAF_ENTRIES);
    return entries.length + range.last - range.first + 1 - heads;
  }

  /** Leaves that hold a single handle are made of bytes; those wholly inside the range by its rule. */
  #makeLeaves(): void {
    const { entries, range, at } = this.#request;
    const wanted = new Set(entries.map((e) => Math.floor(e.index / LEAF_ENTRIES)));
    wanted.add(0);
    const inRange = (leaf: number) =>
      range !== undefined && leaf >= range.first / LEAF_ENTRIES - 1 && leaf <= range.last / LEAF_ENTRIES;
    if (range) for (let l = Math.floor(range.first / LEAF_ENTRIES); inRange(l); l++) wanted.add(l);
    const byRule: number[] = [];
    for (const leaf of [...wanted].sort((a, b) => a - b)) {
      const fixed = leaf === 0 ? at?.firstLeaf : leaf === this.#lastLeaf ? at?.lastLeaf : undefined;
      const bytes = entries.some((e) => Math.floor(e.index / LEAF_ENTRIES) === leaf);
      if (bytes || !inRange(leaf)) {
        this.#leaves.set(leaf, this.#machine.allocBig('Obtb', PAGE, 'pg', 'resident', fixed));
      } else byRule.push(leaf);
    }
    this.#makeRuledLeaves(byRule);
  }

  #makeRuledLeaves(leaves: number[]): void {
    const { kernel, memory, allocBig } = bindMachine(this.#machine);
    if (leaves.length === 0) return;
    const fill = (i: number, page: Uint8Array) => this.#fillLeaf(leaves[i], page);
    const first = memory.takeStretch('kernel', leaves.length, fill);
    leaves.forEach((leaf, i) => {
      const fixed = leaf === this.#lastLeaf ? this.#request.at?.lastLeaf : undefined;
      const va = allocBig('Obtb', PAGE, 'pg', () => ({ lo: 0, hi: 0 }), fixed);
      kernel.map(va, first + i);
      this.#leaves.set(leaf, va);
    });
  }

  /** Entries of the range that lie in a leaf. */
  #fillLeaf(leaf: number, page: Uint8Array): void {
    const { range, bodies } = this.#request;
    if (!range) return;
    for (let slot = 1; slot < LEAF_ENTRIES; slot++) {
      const index = leaf * LEAF_ENTRIES + slot;
      if (index < range.first || index > range.last) continue;
      const object = range.body(index) - (bodies ? 0 : OBJECT_HEADER.size);
      put32(page, slot * 8, (object | UNLOCKED) >>> 0);
      put32(page, slot * 8 + 4, range.access);
    }
  }

  /** Top of the tree: the leaf itself, a page of pointers, or 32 pointers to such pages. */
  #pointers(): number {
    const { kernel, pools, plan } = this.#machine;
    const { level, at } = this.#request;
    if (level === 0) return this.#leaves.get(0)!;
    const middles: number[] = [];
    for (const [leaf, va] of this.#leaves) {
      const m = Math.floor(leaf / MIDDLE_POINTERS);
      middles[m] ??= this.#machine.allocBig('Obtb', PAGE, 'pg', 'resident');
      kernel.u32(middles[m] + (leaf % MIDDLE_POINTERS) * 4, va);
    }
    if (level === 1) return middles[0];
    const size = HEADER + TOP_POINTERS * 4;
    const block =
      at?.top === undefined
        ? pools.pg0.alloc('Obtb', size)
        : pools.pg0.pin(at.top - HEADER, 'Obtb', size, undefined);
    plan.mark(block, 'pagedPool');
    for (const [m, va] of middles.entries()) if (va !== undefined) kernel.u32(block + HEADER + m * 4, va);
    return block + HEADER;
  }

  /** Writes the single entries and chains the free ones; answers the first free handle. */
  #writeEntries(): number {
    const { kernel } = this.#machine;
    const { entries, range, bodies } = this.#request;
    for (const e of entries) {
      const at = this.#entryAddress(e.index);
      const object = e.body - (bodies ? 0 : OBJECT_HEADER.size);
      kernel.u32(at, (object | (e.locked ? 0 : UNLOCKED) | (e.attributes ?? 0)) >>> 0);
      kernel.u32(
        at + 4,
        (e.access | (e.protectFromClose ? PROTECT_FROM_CLOSE : 0) | this.#references(e)) >>> 0,
      );
    }
    const written = new Set(entries.map((e) => Math.floor(e.index / LEAF_ENTRIES)));
    for (const leaf of written) if (range) this.#overlay(leaf);
    const used = new Set(entries.map((e) => e.index));
    let next = 0;
    for (const leaf of [...written].sort((a, b) => b - a)) next = this.#chainFree(leaf, used, next);
    return next;
  }

  /** Puts the range's entries into a leaf that also holds single ones. */
  #overlay(leaf: number): void {
    const { kernel, memory } = this.#machine;
    const page = new Uint8Array(PAGE);
    this.#fillLeaf(leaf, page);
    const target = memory.page(kernel.frameOf(this.#leaves.get(leaf)!)!);
    for (let i = 0; i < PAGE; i++) target[i] |= page[i];
  }

  #chainFree(leaf: number, used: Set<number>, next: number): number {
    const { range } = this.#request;
    const { kernel, windows } = this.#machine;
    // Windows 8 links free entries by address.
    const byAddress = windows.handleTable.freeLists !== undefined;
    for (let slot = LEAF_ENTRIES - 1; slot > 0; slot--) {
      const index = leaf * LEAF_ENTRIES + slot;
      if (used.has(index) || (range && index >= range.first && index <= range.last)) continue;
      kernel.u32(this.#entryAddress(index) + 4, next);
      next = byAddress ? this.#entryAddress(index) : index * 4;
    }
    return next;
  }

  #entryAddress(index: number): number {
    return this.#leaves.get(Math.floor(index / LEAF_ENTRIES))! + (index % LEAF_ENTRIES) * 8;
  }
}

function bindMachine(machine: Machine) {
  return { kernel: machine.kernel, memory: machine.memory, allocBig: machine.allocBig.bind(machine) };
}
