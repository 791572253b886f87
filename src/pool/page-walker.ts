import { poolHeaderX86PoolType } from '../formats/generated/pool-header-x86.layout.ts';
import { PAGE_SIZE, type VirtualAddress } from '../units/address.ts';
import { COVERED } from './covered-pages.ts';
import { keepGoodBlocks } from './damaged-page.ts';
import { appendChain, BLOCK_UNIT, findTail } from './page-chain.ts';
import type { PageDamage } from './page-damage.ts';
import { PAGE_DAMAGED, PAGE_TAIL, type PoolColumns } from './pool-columns.ts';
import { isOwnerForTag, type PoolRules } from './pool-rules.ts';
import { PageCount } from './unit-counts.ts';

/** Damaged pages described one by one; more are only counted. */
const MAX_DAMAGE = 10_000;

/** One page to look at. */
export interface PageInput {
  readonly words: Uint32Array;
  /** Position of the page's first word. */
  readonly index: number;
  readonly va: VirtualAddress;
  readonly session: number;
  /** Bytes at its start that a big allocation uses; COVERED for all. */
  readonly used: number;
}

/** Appends the blocks of pages to columns; the page's own row is the caller's, after `flags`. */
export class PageWalker {
  /** Flags of the last page that held blocks. */
  flags = 0;
  /** Of the last page: blocks in use, and the paged ones among them. */
  numUsed = 0;
  numPaged = 0;
  private isConvincing = false;
  readonly damage: PageDamage[] = [];
  numDamaged = 0;

  constructor(
    readonly columns: PoolColumns,
    private readonly rules: PoolRules,
  ) {}

  /**
   * Takes one page. `strict`: nothing says that the page is pool, so only a tiling without a flaw
   * by headers such as this build writes counts, anything else is `other`.
   */
  take(page: PageInput, strict: boolean): PageCount {
    const { columns } = this;
    this.flags = 0;
    if (page.used === COVERED) return PageCount.big;
    columns.reserve();
    const first = columns.blockCount;
    if (page.used !== 0) return this.takeTail(page, page.used);
    const end = appendChain(columns, page.words, page.index, 0, 0);
    if (end === PAGE_SIZE) {
      this.survey(first);
      if (!strict || this.isConvincing) return PageCount.blocks;
      columns.blockCount = first;
      return PageCount.other;
    }
    if (strict || end === 0) {
      columns.blockCount = first;
      if (isZero(page.words, page.index)) return PageCount.empty;
      if (strict) return PageCount.other;
    }
    return this.takeDamaged(page, first, end);
  }

  /** The blocks behind the end of a big allocation, if there are any. */
  private takeTail({ words, index }: PageInput, used: number): PageCount {
    const { columns } = this;
    const first = columns.blockCount;
    const start = findTail(words, index, Math.ceil(used / BLOCK_UNIT) * BLOCK_UNIT, this.rules);
    if (start < 0) return PageCount.big;
    appendChain(columns, words, index, start, 0);
    this.survey(first);
    this.flags = PAGE_TAIL;
    return PageCount.tails;
  }

  private takeDamaged(page: PageInput, first: number, broken: number): PageCount {
    const { columns, rules } = this;
    const damage = keepGoodBlocks(columns, { ...page, start: 0 }, first, broken, rules);
    if (damage !== undefined) {
      this.numDamaged++;
      if (this.damage.length < MAX_DAMAGE) this.damage.push(damage);
      this.survey(first);
      this.flags = PAGE_DAMAGED;
      return PageCount.damaged;
    }
    // The big allocation it may end has no row: the table lost it.
    const tail = this.takeTail(page, BLOCK_UNIT);
    return tail === PageCount.tails ? tail : PageCount.other;
  }

  /** Counts the page's blocks in use, paged and not, and what speaks for them. */
  private survey(first: number): void {
    const { head, tag, blockCount } = this.columns;
    const { pagedParity, inUseBits, ownerInTag } = this.rules;
    let used = 0;
    let paged = 0;
    let proper = 0;
    let text = 0;
    for (let i = first; i < blockCount; i++) {
      const type = poolHeaderX86PoolType(head, i);
      if (type === 0) continue;
      used++;
      if ((type & 1) === pagedParity) paged++;
      if ((type & inUseBits) === inUseBits) proper++;
      if (isText(tag[i]) || (ownerInTag && isOwnerForTag(type, tag[i]))) text++;
    }
    this.numUsed = used;
    this.numPaged = paged;
    // There must be blocks in use (free ones are joined), all of this build, most with text for a tag.
    this.isConvincing = used > 0 && proper === used && text * 2 >= used;
  }
}

/** All four bytes are 20h to 7Eh, the protected bit aside; `isPrintableTag` without a loop. */
function isText(tag: number): boolean {
  const bare = tag & 0x7fffffff;
  const above = (bare | (bare << 1)) & 0x40404040;
  return ((bare | (bare + 0x01010101)) & 0x80808080) === 0 && above === 0x40404040;
}

function isZero(words: Uint32Array, index: number): boolean {
  for (let i = index; i < index + PAGE_SIZE / 4; i++) if (words[i] !== 0) return false;
  return true;
}
