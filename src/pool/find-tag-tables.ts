import type { Kernel } from '../kernel/kernel.ts';
import { addVa, PAGE_SIZE, type VirtualAddress } from '../units/address.ts';
import { absent, known, present, type Value } from '../units/value.ts';
import { readRows, type TableRows } from './table-rows.ts';
import type { TrackerShape } from './tracker-shape.ts';

/** 32-bit Windows has at most this many processors, so the array has as many slots. */
const MAX_TABLES = 32;
/** No 32-bit kernel is larger; a size that says more lies. */
const MAX_IMAGE = 0x1000000;
/** Fewer keys in the same slots are not proof enough. */
const ENOUGH_MATCHES = 8;

export interface TagTables {
  /** One table for each processor; the first is PoolTrackTable itself. */
  readonly tables: readonly VirtualAddress[];
}

/** Table 0, against which every other one is held. */
export interface FirstTable {
  readonly address: VirtualAddress;
  readonly rows: TableRows;
  readonly shape: TrackerShape;
}

/**
 * ExPoolTagTables: the array of the processors' tables. By its symbol, or else found in the kernel's
 * image: an array that begins with PoolTrackTable's pointer and goes on with tables that have the
 * same keys in the same slots. `processors` is what the dump's header claims.
 */
export function findTagTables(kernel: Kernel, first: FirstTable, processors: number): Value<TagTables> {
  const named = kernel.globals.address('ExPoolTagTables');
  if ('value' in named && kernel.memory.u32(named.value) === first.address) {
    const tables = followArray(kernel, first, named.value, processors);
    return present({ tables }, named.source);
  }
  const found = scanImage(kernel, first);
  if (found !== undefined) return present({ tables: found }, 'scan');
  return absent(
    'no-symbol',
    'nt!ExPoolTagTables (needs symbols of nt; no array of tables with equal keys was found)',
  );
}

/** Tables of an array that is known to be the one: as many as processors, and more if they fit. */
function followArray(
  kernel: Kernel,
  first: FirstTable,
  array: VirtualAddress,
  processors: number,
): VirtualAddress[] {
  const tables = [first.address];
  for (let i = 1; i < MAX_TABLES; i++) {
    const table = kernel.memory.u32(addVa(array, i * 4));
    if (!table || table < kernel.systemRangeStart || tables.includes(table)) break;
    if (i >= processors && !hasSameKeys(kernel, first, table)) break;
    tables.push(table);
  }
  return tables;
}

/** Looks through the kernel's image; undefined when nothing or more than one thing fits. */
function scanImage(kernel: Kernel, first: FirstTable): VirtualAddress[] | undefined {
  const module = kernel.nt;
  const pointerAt = known(kernel.globals.address('PoolTrackTable'));
  if (module === undefined || module.base !== kernel.base) return undefined;
  let best: VirtualAddress[] | undefined;
  const end = Math.min(module.base + Math.min(module.size, MAX_IMAGE), 2 ** 32);
  for (let page = module.base; page < end; page += PAGE_SIZE) {
    const { bytes } = kernel.memory.readPartial(page, PAGE_SIZE);
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
    for (let i = words.indexOf(first.address); i >= 0; i = words.indexOf(first.address, i + 1)) {
      if (page + i * 4 === pointerAt) continue;
      const tables = followArray(kernel, first, page + i * 4, 1);
      if (tables.length < 2) continue;
      if (best !== undefined && best.join() !== tables.join()) return undefined;
      best = tables;
    }
  }
  return best;
}

/** The table has the first one's keys in the first one's slots, and no other. */
function hasSameKeys(kernel: Kernel, first: FirstTable, table: VirtualAddress): boolean {
  if ((table & 3) !== 0) return false;
  const { rows, shape } = first;
  const other = readRows(kernel.memory, table, rows.count, rows.rowWords);
  if (other.numReadable === 0) return false;
  let matches = 0;
  let keys = 0;
  for (let row = 0; row < rows.count; row++) {
    if (rows.readable[row] === 0 || other.readable[row] === 0) continue;
    const key = rows.words[row * rows.rowWords + shape.key];
    const found = other.words[row * rows.rowWords + shape.key];
    if (key !== 0) keys++;
    if (found !== 0 && found !== key) return false;
    if (found !== 0) matches++;
  }
  return matches >= Math.min(ENOUGH_MATCHES, keys) && matches > 0;
}
