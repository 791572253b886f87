import type { FileSource } from '../files/source.ts';
import {
  DUMP_HEADER32_SIZE,
  readSummaryHeader,
  SUMMARY_BITMAP_OFFSET,
  type SummaryHeader,
} from '../formats/dump-header.ts';
import { alignUp, hex, PAGE_SIZE } from '../units/address.ts';
import { DumpError } from './dump-error.ts';
import { BitmapPageMap, type PageMap } from './page-map.ts';

const BITMAP_AT = DUMP_HEADER32_SIZE + SUMMARY_BITMAP_OFFSET;
/** 256 GiB of frames: beyond any 32-bit machine, and 8 MiB of bitmap. */
const MAX_BITS = 2 ** 26;

/** Page map of a kernel summary dump (type 2), from the bitmap behind the second header. */
export function summaryPageMap(source: FileSource, notes: string[]): PageMap {
  const summary = readSummaryHeader(source.read(DUMP_HEADER32_SIZE, SUMMARY_BITMAP_OFFSET));
  if (summary === undefined) {
    throw new DumpError(
      'damaged',
      'The summary header at offset 1000h is missing: DUMP was expected at 1004h.',
    );
  }
  if (summary.bitmapBits === 0 || summary.bitmapBits > MAX_BITS) {
    throw new DumpError(
      'damaged',
      `BitmapSize at offset 1010h is ${summary.bitmapBits}; 1 to ${MAX_BITS} bits were expected.`,
    );
  }
  const words = readBitmap(source, summary.bitmapBits);
  const map = new BitmapPageMap(words, firstPage(summary, notes));
  if (map.pageCount === 0)
    throw new DumpError('damaged', 'The bitmap at offset 1020h has no bit set: no page is in the file.');
  if (map.pageCount !== summary.pages) {
    notes.push(
      `Pages at offset 1014h is ${summary.pages}, but ${map.pageCount} bits are set; the bitmap is believed.`,
    );
  }
  noteMissing(source, firstPage(summary, []), map.pageCount, notes);
  return map;
}

function readBitmap(source: FileSource, bits: number): Uint32Array {
  const bytes = Math.ceil(bits / 8);
  const raw = source.read(BITMAP_AT, bytes);
  if (raw.length < bytes) {
    throw new DumpError(
      'damaged',
      `The file ends at ${hex(source.size)}h, inside the bitmap (${bytes} bytes from 1020h): no page can be found.`,
    );
  }
  const padded = new Uint8Array(alignUp(bytes, 4));
  padded.set(raw);
  const words = new Uint32Array(padded.buffer);
  if (bits % 32 !== 0) words[words.length - 1] &= 0xffffffff >>> (32 - (bits % 32));
  return words;
}

/** HeaderSize when it makes sense, else the page after the bitmap, which is where writers put it. */
function firstPage(summary: SummaryHeader, notes: string[]): number {
  const expected = alignUp(BITMAP_AT + Math.ceil(summary.bitmapBits / 8), PAGE_SIZE);
  const stated = summary.headerSize;
  if (
    stated >= BITMAP_AT + Math.ceil(summary.bitmapBits / 8) &&
    stated % PAGE_SIZE === 0 &&
    stated <= expected + PAGE_SIZE
  )
    return stated;
  notes.push(
    `HeaderSize at offset 100Ch is ${hex(stated)}h; pages are taken from ${hex(expected)}h, where the bitmap ends.`,
  );
  return expected;
}

function noteMissing(source: FileSource, start: number, pages: number, notes: string[]): void {
  const end = start + pages * PAGE_SIZE;
  if (end <= source.size) return;
  const held = Math.max(0, Math.floor((source.size - start) / PAGE_SIZE));
  notes.push(
    `The file is cut: ${source.size} bytes where the bitmap needs ${end}; ${pages - held} of ${pages} pages are missing.`,
  );
}
