import { poolOf, poolPlaceOf } from '../analysis/pool-of.ts';
import { placeFault } from '../pool/look-up.ts';
import { addVa } from '../units/address.ts';
import { tagText } from '../units/tag.ts';
import { defineCommand } from './command.ts';
import { regionLine } from './pool-text.ts';
import { damageJson, type PoolValResult, poolValLines } from './poolval-text.ts';
import { columnsOf } from './table.ts';
import { nameOfTag } from './tag-description.ts';

export const poolValCommand = defineCommand<PoolValResult>({
  name: '!poolval',
  summary: 'Pool pages whose chain of blocks is broken',
  parameters: [
    {
      name: 'Address',
      kind: 'address',
      optional: true,
      meaning: 'any address on the page; every page when left out',
    },
  ],
  example: '!poolval',
  differs: 'Without an address every pool page of the dump is looked at.',
  *run(session, args) {
    const nameOf: PoolValResult['nameOf'] = (tag) => nameOfTag(session.tagNames, tag);
    const address = args.number('Address');
    if (address === undefined) {
      const { walk, pageCount } = yield* poolOf(session);
      const { damage, numDamaged, complete } = walk;
      const { refused } = walk.rules;
      return { damage, numDamaged, numPages: pageCount, nameOf, complete, refused };
    }
    const place = poolPlaceOf(session, address);
    const damage = place.page?.damage === undefined ? [] : [place.page.damage];
    const page = {
      address,
      region: regionLine(place),
      hasBlocks: place.page !== undefined,
      why: placeFault(place),
    };
    return { damage, numDamaged: damage.length, numPages: 1, page, nameOf, complete: true };
  },
  text: poolValLines,
  json: ({ damage, numDamaged, numPages, nameOf, complete, refused }) => ({
    pages: damage.map((one) => damageJson(one, nameOf)),
    numDamaged,
    numPages,
    complete,
    refused: refused ?? null,
  }),
  table: ({ damage, nameOf }) => ({
    columns: columnsOf(
      'page:hex address:hex reason tag previous_size:number before:hex before_tag before_owner resumed_at:hex lost_bytes:number',
    ),
    *rows() {
      for (const { page, offset, reason, tag, previousSize, before, resumedAt, lostBytes } of damage) {
        const suspect =
          before === undefined
            ? [null, null, null]
            : [addVa(page, before.offset), tagText(before.tag), nameOf(before.tag)?.binary ?? null];
        const resumed = resumedAt === undefined ? null : addVa(page, resumedAt);
        yield [page, addVa(page, offset), reason, tagText(tag), previousSize, ...suspect, resumed, lostBytes];
      }
    },
  }),
});
