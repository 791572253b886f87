import {
  poolHeaderX86BlockSize,
  poolHeaderX86PreviousSize,
} from '../formats/generated/pool-header-x86.layout.ts';
import type { PageDamage } from '../pool/page-damage.ts';
import type { TagName } from '../pool/tag-names/tag-names.ts';
import { addVa, hex, hex8, type VirtualAddress } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { type PoolTag, tagText } from '../units/tag.ts';

export type NameOf = (tag: PoolTag) => TagName | undefined;

export interface PoolValResult {
  /** Pages whose chain is broken. */
  readonly damage: readonly PageDamage[];
  /** All of them; `damage` stops at ten thousand. */
  readonly numDamaged: number;
  /** Pages that were looked at. */
  readonly numPages: number;
  /** The one page that was asked for, when one was. */
  readonly page?: {
    readonly address: VirtualAddress;
    readonly region: string;
    readonly hasBlocks: boolean;
    readonly why?: string;
  };
  readonly nameOf: NameOf;
  readonly complete: boolean;
  /** Why the blocks of this build cannot be walked. */
  readonly refused?: string;
}

/** Lines of `!poolval`. */
export function* poolValLines(result: PoolValResult): Iterable<string> {
  const { page, damage, nameOf, numDamaged, numPages } = result;
  if (page !== undefined) {
    yield page.region;
    yield '';
    yield `Validating Pool headers for pool page: ${hex8(page.address)}`;
    yield '';
    if (!page.hasBlocks) yield printable(page.why ?? `${hex8(page.address)} holds no pool blocks`);
    else if (damage.length === 0) yield `Pool page [ ${hex8(page.address & ~0xfff)} ] is VALID.`;
  }
  for (const one of damage) yield* damageLines(one, nameOf);
  if (page !== undefined) return;
  if (result.refused !== undefined) {
    yield `${result.refused}.`;
    return;
  }
  if (numDamaged > damage.length) yield `... and ${numDamaged - damage.length} more pages`;
  yield `${numDamaged} of ${numPages} pool pages have a broken chain of blocks.`;
  if (!result.complete) yield 'Not all of the pool was walked.';
}

/** What is wrong with a page, where, and who may have done it. */
export function* damageLines(damage: PageDamage, nameOf: NameOf): Iterable<string> {
  const at = addVa(damage.page, damage.offset);
  yield `Pool page [ ${hex8(damage.page)} ] is INVALID.`;
  yield '';
  yield 'Analyzing linked list...';
  yield `[ ${hex8(at)} ]: ${reasonLine(damage)}`;
  if (damage.before !== undefined) yield overrunLine(damage, damage.before, nameOf);
  if (damage.resumedAt !== undefined) {
    yield `Blocks go on at ${hex8(addVa(damage.page, damage.resumedAt))}; ${damage.lostBytes} bytes belong to no block.`;
  } else yield `The rest of the page, ${damage.lostBytes} bytes, is lost.`;
  yield '';
}

/** A damaged page as JSON: addresses, header words and tags as text. */
export function damageJson(damage: PageDamage, nameOf: NameOf): object {
  const { page, session, offset, reason, head, tag, previousSize, before, resumedAt, lostBytes } = damage;
  return {
    page: hex8(page),
    session,
    offset,
    reason,
    head: hex8(head),
    tag: tagText(tag),
    previousSize,
    before: before && {
      offset: before.offset,
      head: hex8(before.head),
      tag: tagText(before.tag),
      owner: nameOf(before.tag)?.binary,
    },
    resumedAt,
    lostBytes,
  };
}

function reasonLine({ reason, head, previousSize }: PageDamage): string {
  const words = Uint32Array.of(head);
  const previous = hex(poolHeaderX86PreviousSize(words, 0) * 8);
  const size = hex(poolHeaderX86BlockSize(words, 0) * 8);
  switch (reason) {
    case 'first previous size':
      return `invalid previous size [ 0x${previous} ] for the first block, should be [ 0x0 ]`;
    case 'previous size':
      return `invalid previous size [ 0x${previous} ] should be [ 0x${hex(previousSize)} ]`;
    case 'size zero':
      return 'bad allocation size, zero is invalid';
    case 'size too large':
      return `bad allocation size @ 0x${size}, too large for the page`;
  }
}

function overrunLine(damage: PageDamage, before: NonNullable<PageDamage['before']>, nameOf: NameOf): string {
  const size = poolHeaderX86BlockSize(Uint32Array.of(before.head), 0) * 8;
  const name = nameOf(before.tag);
  const owner = name?.binary === undefined ? 'owner unknown' : printable(name.binary);
  const at = hex8(addVa(damage.page, before.offset));
  return `The block before, ${at} Tag ${tagText(before.tag)} (${owner}), size 0x${hex(size)}, may have overrun its end.`;
}
