import {
  poolHeaderX86BlockSize,
  poolHeaderX86PoolTag,
  poolHeaderX86PreviousSize,
} from '../formats/generated/pool-header-x86.layout.ts';
import { PAGE_SIZE, type VirtualAddress } from '../units/address.ts';
import { appendChain, BLOCK_UNIT, findResume, isPlausibleHeader } from './page-chain.ts';
import type { DamageReason, PageDamage } from './page-damage.ts';
import { BlockState, type PoolColumns } from './pool-columns.ts';
import type { PoolRules } from './pool-rules.ts';

export interface DamagedPage {
  readonly words: Uint32Array;
  /** Position of the page's first word. */
  readonly index: number;
  readonly va: VirtualAddress;
  readonly session: number;
  /** Where the blocks begin; not 0 behind the tail of a big allocation. */
  readonly start: number;
}

/**
 * Keeps what can be kept of a page whose chain broke at `broken`, after the blocks up to there were
 * appended from column position `first` on. Undefined when nothing shows that the page holds blocks
 * at all; the columns are then as at `first`.
 */
export function keepGoodBlocks(
  columns: PoolColumns,
  page: DamagedPage,
  first: number,
  broken: number,
  rules: PoolRules,
): PageDamage | undefined {
  const { words, index, start } = page;
  const before = columns.blockCount > first ? columns.offset[columns.blockCount - 1] : -1;
  const resume = findResume(words, index, broken, before);
  const numBefore = columns.blockCount - first;
  const believable =
    numBefore > 1 || (numBefore === 1 && isPlausibleHeader(words, index + (start >>> 2), rules));
  if (resume === undefined && !believable) {
    columns.blockCount = first;
    return undefined;
  }
  const damage = describeDamage(columns, page, first, broken, resume?.at);
  if (resume === undefined) return { ...damage, lostBytes: PAGE_SIZE - broken };
  if (resume.damaged < broken) columns.blockCount--;
  const kept = resume.damaged === broken && keepHeader(columns, page, resume.damaged, resume.at, rules);
  const previous = poolHeaderX86PreviousSize(words, index + (resume.at >>> 2));
  appendChain(columns, words, index, resume.at, previous);
  return { ...damage, lostBytes: kept ? 0 : resume.at - resume.damaged };
}

/** A header of which only the previous size is wrong still describes its block: the next one agrees. */
function keepHeader(
  columns: PoolColumns,
  { words, index }: DamagedPage,
  at: number,
  next: number,
  rules: PoolRules,
): boolean {
  const i = index + (at >>> 2);
  const size = poolHeaderX86BlockSize(words, i) * BLOCK_UNIT;
  if (at + size !== next || !isPlausibleHeader(words, i, rules)) return false;
  const { blockCount } = columns;
  columns.head[blockCount] = words[i];
  columns.tag[blockCount] = poolHeaderX86PoolTag(words, i);
  columns.offset[blockCount] = at;
  columns.state[blockCount] = words[i] >>> 25 === 0 ? BlockState.free : BlockState.allocated;
  columns.blockCount++;
  return true;
}

function describeDamage(
  columns: PoolColumns,
  { words, index, va, session, start }: DamagedPage,
  first: number,
  broken: number,
  resumedAt: number | undefined,
): Omit<PageDamage, 'lostBytes'> {
  const last = columns.blockCount - 1;
  const before =
    last < first
      ? undefined
      : { offset: columns.offset[last], head: columns.head[last], tag: columns.tag[last] };
  const previousSize = before === undefined ? 0 : broken - before.offset;
  const i = index + (broken >>> 2);
  return {
    page: va,
    session,
    offset: broken,
    reason: reasonOf(words, i, broken, broken === start, previousSize),
    head: words[i],
    tag: poolHeaderX86PoolTag(words, i),
    previousSize,
    before,
    resumedAt,
  };
}

function reasonOf(
  words: Uint32Array,
  i: number,
  at: number,
  isFirst: boolean,
  previousSize: number,
): DamageReason {
  const size = poolHeaderX86BlockSize(words, i);
  if (poolHeaderX86PreviousSize(words, i) * BLOCK_UNIT !== previousSize) {
    return isFirst ? 'first previous size' : 'previous size';
  }
  if (size === 0) return 'size zero';
  return at + size * BLOCK_UNIT > PAGE_SIZE ? 'size too large' : 'previous size';
}
