import { type PoolPlace, placeFault } from '../pool/look-up.ts';
import type { PoolBlock } from '../pool/pool.ts';
import { BlockState, PoolKind } from '../pool/pool-columns.ts';
import type { TagName } from '../pool/tag-names/tag-names.ts';
import { addVa, hex, hex8, pageStart, type VirtualAddress } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { type PoolTag, tagText } from '../units/tag.ts';
import { bigLine, protectedWord, STATE_WORDS } from './poolfind-text.ts';
import { damageLines } from './poolval-text.ts';
import { ownerLine } from './tag-description.ts';

export interface PoolResult {
  readonly place: PoolPlace;
  readonly nameOf: (tag: PoolTag) => TagName | undefined;
  readonly withContents: boolean;
  readonly hitOnly: boolean;
  readonly withDescription: boolean;
}

const REGION_WORDS: Readonly<Record<PoolKind, string>> = {
  [PoolKind.nonpaged]: 'Nonpaged pool',
  [PoolKind.paged]: 'Paged pool',
  [PoolKind.special]: 'Special pool',
  [PoolKind.session]: 'Paged session pool',
  [PoolKind.unknown]: 'Region unknown',
};

/** `Pool page 8ab94030 region is Nonpaged pool` */
export function regionLine({ address, kind, session }: PoolPlace): string {
  const of = session === undefined ? '' : ` of Session ID ${hex(session)}`;
  return kind === PoolKind.unknown
    ? `Pool page ${hex8(address)} region is Region unknown (0x${hex(address)})`
    : `Pool page ${hex8(address)} region is ${REGION_WORDS[kind]}${of}`;
}

/** Lines of `!pool`. */
export function* poolLines(result: PoolResult): Iterable<string> {
  const { place, withDescription } = result;
  if (withDescription) yield regionLine(place);
  if (place.page !== undefined) {
    yield* blockLines(result);
    if (place.page.damage !== undefined) yield* damageLines(place.page.damage, result.nameOf);
  }
  const fault = placeFault(place);
  if (fault !== undefined) yield printable(fault);
  if (place.isSpecial)
    yield `${hex8(pageStart(place.address))} is a page of special pool: one allocation a page, no chain of blocks`;
  if (place.big !== undefined) yield* bigLines(result);
  else if (place.page === undefined && fault === undefined && !place.isSpecial) {
    yield `${hex8(pageStart(place.address))} is not valid pool: no chain of blocks, and in no row of the big page table`;
  }
}

function* bigLines({ place, nameOf, withDescription }: PoolResult): Iterable<string> {
  if (place.big === undefined) return;
  const { table, row } = place.big;
  if (place.page === undefined && place.fault === undefined) {
    yield `${hex8(place.address)} is not a valid small pool allocation, checking large pool...`;
  }
  yield bigLine(table, row);
  if (withDescription) yield ownerLine(tagText(table.tag[row]), nameOf(table.tag[row]));
}

function* blockLines(result: PoolResult): Iterable<string> {
  const { place, nameOf, hitOnly, withContents, withDescription } = result;
  for (const block of blocksOf(place)) {
    const isHit = holds(block, place);
    if (hitOnly && !isHit) continue;
    yield blockLine(block, isHit);
    if (isHit && withDescription) yield ownerLine(block.tag, nameOf(block.tagValue));
    if (withContents) yield* contentLines(result, block);
  }
}

/** The block that the address of a place lies in. */
export function holds(block: PoolBlock, { address }: PoolPlace): boolean {
  return address >= block.address && address < block.address + block.size;
}

/** The blocks on the page of a place. */
export function blocksOf({ page }: PoolPlace): PoolBlock[] {
  return page === undefined ? [] : [...page.pool.blocksOf(page.position)];
}

/** A block as JSON: its address and the word of its tag as hex text. */
export function blockJson(block: PoolBlock) {
  return { ...block, address: hex8(block.address), tagValue: hex8(block.tagValue) };
}

/** ` 8ab942e8 size:  2e8 previous size:  2e8  (Allocated)  Thre (Protected)` */
function blockLine(block: PoolBlock, isHit: boolean): string {
  const mark = isHit ? '*' : ' ';
  const sizes = `size: ${hex(block.size).padStart(4)} previous size: ${hex(block.previousSize).padStart(4)}`;
  const state = STATE_WORDS[BlockState[block.state]];
  return `${mark}${hex8(block.address)} ${sizes}  ${state} ${mark}${block.tag}${protectedWord(block.tagValue)}`;
}

const HEADER_SIZE = 8;
const WORDS_IN_LINE = 4;

/** What follows a block's header, four words a line; unreadable words as question marks. */
function* contentLines({ place }: PoolResult, block: PoolBlock): Iterable<string> {
  const end = addVa(block.address, block.size);
  for (let at = addVa(block.address, HEADER_SIZE); at < end; at += WORDS_IN_LINE * 4) {
    yield `    ${hex8(at)}  ${wordsAt(place, at, end)}`;
  }
}

function wordsAt({ memory }: PoolPlace, at: VirtualAddress, end: VirtualAddress): string {
  const words: string[] = [];
  for (let va = at; va < Math.min(at + WORDS_IN_LINE * 4, end); va += 4) {
    const word = memory.u32(va);
    words.push(word === undefined ? '????????' : hex8(word));
  }
  return words.join(' ');
}
