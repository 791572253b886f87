import { poolPlaceOf } from '../analysis/pool-of.ts';
import { kindName } from '../pool/pool.ts';
import { hex8, pageStart } from '../units/address.ts';
import { isProtected, tagText } from '../units/tag.ts';
import { defineCommand } from './command.ts';
import { faultJson } from './fault-json.ts';
import { blockJson, blocksOf, holds, type PoolResult, poolLines } from './pool-text.ts';
import { damageJson } from './poolval-text.ts';
import { columnsOf, type Table } from './table.ts';
import { nameOfTag } from './tag-description.ts';

const CONTENTS = 1;
const HIT_ONLY = 2;
const NO_DESCRIPTION = 0x80000000;

export const poolCommand = defineCommand<PoolResult>({
  name: '!pool',
  summary: 'The pool blocks on the page of an address',
  parameters: [
    { name: 'Address', kind: 'address', meaning: 'any address on the page' },
    { name: 'Flags', kind: 'flags', optional: true, meaning: 'how much to show' },
  ],
  flags: [
    { bit: CONTENTS, meaning: 'contents of the blocks too' },
    { bit: HIT_ONLY, meaning: 'only the block that holds the address' },
    { bit: NO_DESCRIPTION, meaning: 'no description of pool and tag' },
  ],
  example: '!pool 8ab94030 2',
  differs: 'Free blocks on lookaside lists and in deferred frees say so instead of (Allocated).',
  run(session, args) {
    const flags = args.number('Flags') ?? 0;
    const place = poolPlaceOf(session, args.number('Address') ?? 0);
    return {
      place,
      nameOf: (tag) => nameOfTag(session.tagNames, tag),
      withContents: (flags & CONTENTS) !== 0,
      hitOnly: (flags & HIT_ONLY) !== 0,
      withDescription: (flags & NO_DESCRIPTION) === 0,
    };
  },
  text: poolLines,
  json({ place, nameOf }) {
    const { address, kind, session, big, page, isSpecial, fault, refused } = place;
    const blocks = blocksOf(place);
    const hit = blocks.find((block) => holds(block, place));
    const tag = hit?.tagValue ?? (big === undefined ? undefined : big.table.tag[big.row]);
    return {
      address: hex8(address),
      page: hex8(pageStart(address)),
      region: kindName(kind),
      session,
      isSpecial,
      large: big === undefined ? undefined : largeOf(big),
      blocks: blocks.map(blockJson),
      hit: hit === undefined ? undefined : blockJson(hit),
      tag: tag === undefined ? undefined : { tag: tagText(tag), ...nameOf(tag) },
      damage: page?.damage && damageJson(page.damage, nameOf),
      fault: fault && faultJson(fault),
      refused,
    };
  },
  table: poolTable,
});

function largeOf({ table, row }: NonNullable<PoolResult['place']['big']>) {
  return {
    address: hex8(table.va[row]),
    tag: tagText(table.tag[row]),
    bytes: table.bytes[row],
    isFreed: table.freed[row] === 1,
  };
}

/** The big allocation, then the blocks of the page; with flag 2 only what holds the address. */
function poolTable({ place, hitOnly }: PoolResult): Table {
  return {
    columns: columnsOf(
      'address:hex size:number previous_size:number state tag protected:boolean pool session:number large:boolean hit:boolean',
    ),
    *rows() {
      const { kind, session = null, big } = place;
      if (big !== undefined) {
        const { table, row } = big;
        const state = table.freed[row] === 1 ? 'free' : 'allocated';
        const tag = table.tag[row];
        const size = table.bytes[row];
        yield [
          table.va[row],
          size,
          null,
          state,
          tagText(tag),
          isProtected(tag),
          kindName(kind),
          session,
          true,
          true,
        ];
      }
      for (const block of blocksOf(place)) {
        const hit = holds(block, place);
        if (hitOnly && !hit) continue;
        const { size, previousSize, state, tag } = block;
        yield [
          block.address,
          size,
          previousSize,
          state,
          tag,
          block.isProtected,
          block.kind,
          session,
          false,
          hit,
        ];
      }
    },
  };
}
