/**
 * That the cross-check of the pool takes time in proportion to the pool: the time for a page must not
 * grow from dump to dump. Small dumps pay for what every dump costs, so it may fall.
 *
 *     npm run build && node test/bench/scale.mjs SMALL.dmp ... FULL-SCALE.dmp
 */
import { cheapest, judgeRatio, load, requireDumps, run, tell } from './measure.mjs';

const { openDump } = await load('analysis/open-dump.js');
const { crossCheckOf, poolOf } = await load('analysis/pool-of.js');

/** Two rounds over the same dump differ by as much. */
const GROWTH = 1.25;

let before;
for (const path of requireDumps(2, 'scale.mjs SMALL.dmp ... FULL-SCALE.dmp')) {
  let pages = 0;
  const time = cheapest(
    (session) => {
      run(crossCheckOf(session));
      pages = run(poolOf(session)).pageCount;
    },
    () => openDump(path),
    (session) => session.close(),
  );
  tell(`cross-check of ${pages} pages of pool`, time);
  const each = (time / pages) * 100_000;
  if (before !== undefined)
    judgeRatio('the same for 100,000 pages, against the dump before', each, before, GROWTH);
  before = each;
}
