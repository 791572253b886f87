import {
  poolHeaderX86BlockSize,
  poolHeaderX86PoolTag,
  poolHeaderX86PoolType,
  poolHeaderX86PreviousSize,
} from '../formats/generated/pool-header-x86.layout.ts';
import { PAGE_SIZE } from '../units/address.ts';
import { isPrintableTag } from '../units/tag.ts';
import { BlockState, type PoolColumns } from './pool-columns.ts';
import { isOwnerForTag, type PoolRules } from './pool-rules.ts';

/** Unit in which headers count sizes, bytes. */
export const BLOCK_UNIT = 8;

/**
 * Appends the blocks of a page from byte `from` on, for as long as each header agrees with the block
 * before it (`previous`, in units). Answers where it stopped: PAGE_SIZE when blocks tile the page to
 * its end. `index` is the position of the page's first word.
 */
export function appendChain(
  columns: PoolColumns,
  words: Uint32Array,
  index: number,
  from: number,
  previous: number,
): number {
  const { head, tag, offset, state } = columns;
  let count = columns.blockCount;
  let at = from;
  let last = previous;
  while (at < PAGE_SIZE) {
    const i = index + (at >>> 2);
    const size = poolHeaderX86BlockSize(words, i);
    if (poolHeaderX86PreviousSize(words, i) !== last || size === 0) break;
    const next = at + size * BLOCK_UNIT;
    if (next > PAGE_SIZE) break;
    head[count] = words[i];
    tag[count] = poolHeaderX86PoolTag(words, i);
    offset[count] = at;
    state[count] = poolHeaderX86PoolType(words, i) === 0 ? BlockState.free : BlockState.allocated;
    count++;
    last = size;
    at = next;
  }
  columns.blockCount = count;
  return at;
}

/** As `appendChain` without keeping anything. */
export function chainEnd(words: Uint32Array, index: number, from: number, previous: number): number {
  let at = from;
  let last = previous;
  while (at < PAGE_SIZE) {
    const i = index + (at >>> 2);
    const size = poolHeaderX86BlockSize(words, i);
    if (poolHeaderX86PreviousSize(words, i) !== last || size === 0) break;
    if (at + size * BLOCK_UNIT > PAGE_SIZE) break;
    last = size;
    at += size * BLOCK_UNIT;
  }
  return at;
}

/** Pool type and tag of a header are such as the build writes. */
export function isPlausibleHeader(words: Uint32Array, i: number, rules: PoolRules): boolean {
  const type = poolHeaderX86PoolType(words, i);
  if (type === 0) return true;
  if ((type & rules.inUseBits) !== rules.inUseBits) return false;
  const tag = poolHeaderX86PoolTag(words, i);
  return isPrintableTag(tag) || (rules.ownerInTag && isOwnerForTag(type, tag));
}

/** Where blocks go on after a break. */
export interface Resume {
  /** Header that is damaged, byte offset in the page. */
  readonly damaged: number;
  /** First header after it that can be believed. */
  readonly at: number;
}

/**
 * Looks for the block after a damaged header: one that says its predecessor is exactly as long as
 * the gap, and from which blocks run to the page's end. The damaged header is the one at `broken`,
 * or the one before it (`before`, -1 for none), whose wrong size led to `broken`.
 */
export function findResume(
  words: Uint32Array,
  index: number,
  broken: number,
  before: number,
): Resume | undefined {
  for (const damaged of before < 0 ? [broken] : [broken, before]) {
    for (let at = damaged + BLOCK_UNIT; at < PAGE_SIZE; at += BLOCK_UNIT) {
      const previous = poolHeaderX86PreviousSize(words, index + (at >>> 2));
      if (previous * BLOCK_UNIT !== at - damaged) continue;
      if (chainEnd(words, index, at, previous) === PAGE_SIZE) return { damaged, at };
    }
  }
  return undefined;
}

/**
 * First offset at or after `from` where blocks begin and run to the page's end: what is left of the
 * last page of a big allocation is given back as blocks, the first with no predecessor. -1 if none.
 * Nothing but its own look proves such a chain, so every header in it must be plausible.
 */
export function findTail(words: Uint32Array, index: number, from: number, rules: PoolRules): number {
  for (let at = from; at < PAGE_SIZE; at += BLOCK_UNIT) {
    if (poolHeaderX86PreviousSize(words, index + (at >>> 2)) !== 0) continue;
    if (chainEnd(words, index, at, 0) === PAGE_SIZE && allPlausible(words, index, at, rules)) return at;
  }
  return -1;
}

function allPlausible(words: Uint32Array, index: number, from: number, rules: PoolRules): boolean {
  for (let at = from; at < PAGE_SIZE; ) {
    const i = index + (at >>> 2);
    if (!isPlausibleHeader(words, i, rules)) return false;
    at += poolHeaderX86BlockSize(words, i) * BLOCK_UNIT;
  }
  return true;
}
