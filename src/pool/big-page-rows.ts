import { PAGE_SIZE } from '../units/address.ts';
import type { BigPageShape } from './big-page-shape.ts';
import type { TableRows } from './table-rows.ts';

/** Bit 0 of a row's address: the slot is free, the rest of the row is what it held last. */
const FREE_SLOT = 1;
/** So many rows without sense, and more than there are good ones, condemn a page of the table. */
const MIN_SENSELESS = 4;
/** So many condemned pages one after the other are no longer the table's. */
const MAX_BAD_PAGES = 2;

export const NO_POOL_TYPE = 0xffff;

/** Allocations, and freed slots that still say what they held. */
export interface BigPageColumns {
  readonly count: number;
  readonly va: Uint32Array;
  /** As stored: bit 31 is the protected bit. */
  readonly tag: Uint32Array;
  /** Pool type asked for; 0xffff where rows of this build have none. */
  readonly type: Uint16Array;
  /** Bytes asked for; whole pages before Vista. */
  readonly bytes: Float64Array;
  /** 1 when the allocation was freed. */
  readonly freed: Uint8Array;
}

/**
 * Gathers rows into columns and leaves out those that make no sense. A table whose size lies runs on
 * into its neighbours: where most rows of a page make no sense the page is none of the table's.
 */
export class BigPageRows {
  /** Rows left out. */
  numSenseless = 0;
  /** Slots up to the end of the last page that is surely the table's. */
  goodSlots = 0;
  private slots = 0;
  private badPages = 0;
  private count = 0;
  private va = new Uint32Array(256);
  private tag = new Uint32Array(256);
  private type = new Uint16Array(256);
  private bytes = new Float64Array(256);
  private freed = new Uint8Array(256);

  /** `lowest`: first address that an allocation can have; none can reach over a `landmark`. */
  constructor(
    private readonly shape: BigPageShape,
    private readonly lowest: number,
    private readonly landmarks: readonly number[],
  ) {}

  /** Pages without sense were the last that said anything. */
  get endsBad(): boolean {
    return this.badPages > 0;
  }

  /** Adds rows page by page; false where the table ended. */
  add(rows: TableRows): boolean {
    const rowsInPage = Math.floor(PAGE_SIZE / (rows.rowWords * 4));
    for (let row = 0; row < rows.count; row += rowsInPage) {
      this.addPage(rows, row, Math.min(row + rowsInPage, rows.count));
      if (this.badPages >= MAX_BAD_PAGES) return false;
    }
    return true;
  }

  columns(): BigPageColumns {
    const { count } = this;
    return {
      count,
      va: this.va.subarray(0, count),
      tag: this.tag.subarray(0, count),
      type: this.type.subarray(0, count),
      bytes: this.bytes.subarray(0, count),
      freed: this.freed.subarray(0, count),
    };
  }

  private addPage(rows: TableRows, from: number, to: number): void {
    const { words, rowWords } = rows;
    const first = this.count;
    let senseless = 0;
    let unused = 0;
    for (let at = from * rowWords; at < to * rowWords; at += rowWords) {
      const address = words[at + this.shape.va];
      if (address === FREE_SLOT) unused++;
      // A slot never used has address 1 or 0 and no key; unreadable rows were left zero.
      else if (address === 0 || words[at + this.shape.key] === 0) continue;
      else if (!this.addRow(words, at, address)) senseless++;
    }
    this.numSenseless += senseless;
    this.slots += to - from;
    const good = this.count - first;
    if (senseless >= MIN_SENSELESS && senseless > good + unused) {
      this.numSenseless += good;
      this.count = first;
      this.badPages++;
    } else if (good + unused > 0) {
      this.badPages = 0;
      this.goodSlots = this.slots;
    }
  }

  /** False when the row makes no sense. */
  private addRow(words: Uint32Array, at: number, address: number): boolean {
    const { key, type, typeShift, typeMask, size, inPages } = this.shape;
    const va = (address & ~FREE_SLOT) >>> 0;
    const bytes = inPages ? words[at + size] * PAGE_SIZE : words[at + size];
    const isEmpty = bytes === 0 && (address & FREE_SLOT) === 0;
    if ((va & (PAGE_SIZE - 1)) !== 0 || isEmpty || !this.isRoom(va, va + bytes)) return false;
    if (this.count === this.va.length) this.grow();
    const i = this.count++;
    this.va[i] = va;
    this.tag[i] = words[at + key];
    this.type[i] = type < 0 ? NO_POOL_TYPE : (words[at + type] >>> typeShift) & typeMask;
    this.bytes[i] = bytes;
    this.freed[i] = address & FREE_SLOT;
    return true;
  }

  private isRoom(va: number, end: number): boolean {
    if (va < this.lowest || end > 2 ** 32) return false;
    for (const landmark of this.landmarks) if (va <= landmark && landmark < end) return false;
    return true;
  }

  private grow(): void {
    const length = this.va.length * 2;
    this.va = copyInto(new Uint32Array(length), this.va);
    this.tag = copyInto(new Uint32Array(length), this.tag);
    this.type = copyInto(new Uint16Array(length), this.type);
    this.bytes = copyInto(new Float64Array(length), this.bytes);
    this.freed = copyInto(new Uint8Array(length), this.freed);
  }
}

function copyInto<T extends { set(from: T): void }>(to: T, from: T): T {
  to.set(from);
  return to;
}
