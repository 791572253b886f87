import { poolOf, poolPlaceOf } from '../analysis/pool-of.ts';
import { placeFault } from '../pool/look-up.ts';
import { tagText } from '../units/tag.ts';
import { defineCommand } from './command.ts';
import { regionLine } from './pool-text.ts';
import { type PoolValResult, poolValLines } from './poolval-text.ts';
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
      return { damage, numDamaged, numPages: pageCount, nameOf, complete };
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
  json({ damage, numDamaged, numPages, nameOf, complete }) {
    const pages = damage.map((one) => ({
      ...one,
      tag: tagText(one.tag),
      before:
        one.before === undefined
          ? undefined
          : { ...one.before, tag: tagText(one.before.tag), owner: nameOf(one.before.tag)?.binary },
    }));
    return { pages, numDamaged, numPages, complete };
  },
});
