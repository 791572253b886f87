import type { Kernel } from '../kernel/kernel.ts';
import { addVa, hex8, type VirtualAddress } from '../units/address.ts';
import { isPrintableTag, tagFromText, tagName } from '../units/tag.ts';
import { absent, known, present, type Value } from '../units/value.ts';
import type { BigPageTable } from './big-pages.ts';
import type { FirstTable } from './find-tag-tables.ts';
import { readRows } from './table-rows.ts';

/** Where the expansion table's pointer and size are thought to lie on Windows 7, bytes below PoolTrackTable. */
const POINTER_BELOW = 0xc;
const SIZE_BELOW = 0x10;
const MASK_BELOW = 8;
const WINDOWS_7 = [7600, 7601];

/** XP has no such table: the public symbols of its last service pack name none. */
const FIRST_WITH_EXPANSION = 3790;

/** Whether tags may be counted in an expansion table. */
export function mayExpand(kernel: Kernel): boolean {
  return kernel.build >= FIRST_WITH_EXPANSION;
}

/** More rows than tags can be told apart by eye; a larger size is damage. */
export const MAX_EXPANSION_ROWS = 0x20000;

const POOL_TAG = tagFromText('Pool');

export interface ExpansionTable {
  readonly address: VirtualAddress;
  readonly rows: number;
}

/**
 * PoolTrackTableExpansion: tags that found no slot in the processors' tables. By symbols, or on
 * Windows 7 where it is thought to lie, but then only if its contents prove it.
 */
export function findExpansion(
  kernel: Kernel,
  first: FirstTable,
  bigPages: BigPageTable,
): Value<ExpansionTable> {
  const pointer = kernel.globals.u32('PoolTrackTableExpansion');
  const size = kernel.globals.u32('PoolTrackTableExpansionSize');
  if ('value' in pointer && 'value' in size) {
    if (size.value > MAX_EXPANSION_ROWS) {
      return absent('unreadable', `nt!PoolTrackTableExpansionSize says ${size.value} rows`);
    }
    return present({ address: pointer.value, rows: pointer.value === 0 ? 0 : size.value }, pointer.source);
  }
  return inferred(kernel, first, bigPages) ?? ('absent' in pointer ? pointer : (size as never));
}

function inferred(
  kernel: Kernel,
  first: FirstTable,
  bigPages: BigPageTable,
): Value<ExpansionTable> | undefined {
  const variable = known(kernel.globals.address('PoolTrackTable'));
  if (variable === undefined || !WINDOWS_7.includes(kernel.build)) return undefined;
  const address = kernel.memory.u32(addVa(variable, -POINTER_BELOW));
  const rows = kernel.memory.u32(addVa(variable, -SIZE_BELOW));
  if (!address || !rows || rows > MAX_EXPANSION_ROWS || address < kernel.systemRangeStart) return undefined;
  if (!isMaskOf(kernel.memory.u32(addVa(variable, -MASK_BELOW)), first.rows.count)) return undefined;
  const bytes = rows * first.shape.words * 4;
  if (!isPoolAllocation(bigPages, address, bytes) || !looksLikeExpansion(kernel, first, address, rows)) {
    return absent('no-symbol', `nt!PoolTrackTableExpansion (what lies at ${hex8(address)} proves nothing)`);
  }
  return present({ address, rows }, 'neighbour');
}

/** The variable beside it is the table's mask: a power of two less one, and near the number of rows. */
function isMaskOf(mask: number | undefined, rows: number): boolean {
  return mask !== undefined && (mask & (mask + 1)) === 0 && Math.abs(rows - mask) <= 2;
}

/** A live big allocation of the pool's own tag begins there and is large enough. */
function isPoolAllocation(bigPages: BigPageTable, address: VirtualAddress, bytes: number): boolean {
  const { va, tag, freed } = bigPages;
  for (let i = va.indexOf(address); i >= 0; i = va.indexOf(address, i + 1)) {
    if (freed[i] === 0 && tagName(tag[i]) === POOL_TAG) return bigPages.bytes[i] >= bytes;
  }
  return false;
}

/** Some rows have keys, all printable, each once, and none that the processors' tables have. */
function looksLikeExpansion(
  kernel: Kernel,
  first: FirstTable,
  address: VirtualAddress,
  count: number,
): boolean {
  const { words, rowWords, readable } = readRows(kernel.memory, address, count, first.shape.words);
  const taken = new Set<number>();
  for (let row = 0; row < first.rows.count; row++) {
    taken.add(first.rows.words[row * rowWords + first.shape.key]);
  }
  let keys = 0;
  for (let row = 0; row < count; row++) {
    if (readable[row] === 0) continue;
    const key = words[row * rowWords + first.shape.key];
    if (key === 0) continue;
    if (!isPrintableTag(key) || taken.has(key)) return false;
    taken.add(key);
    keys++;
  }
  return keys > 0;
}
