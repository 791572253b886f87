import type { Analysis, PoolName } from '../../analysis/analysis.ts';
import type { TagFacts } from '../../analysis/tag-facts.ts';
import { bytesOf, poolTotal } from '../../diagnosis/dominance.ts';
import { isPresent } from '../../units/value.ts';
import { clipped, grouped, percent } from '../sentence.ts';
import type { Catalogue } from './catalogue.ts';
import { UNREAD } from './system-text.ts';
import { tableLines } from './table-text.ts';

/** Tags listed of each pool. */
const TAGS_TOLD = 8;

/** The largest tags of a pool, largest first. */
export function largestTags(analysis: Analysis, pool: PoolName, count: number): TagFacts[] {
  return analysis.tags.rows
    .filter((row) => bytesOf(row, pool) > 0)
    .sort((a, b) => bytesOf(b, pool) - bytesOf(a, pool))
    .slice(0, count);
}

/** The largest tags of one pool with their share of it. */
export function* tagLines(analysis: Analysis, pool: PoolName, catalogue: Catalogue): Iterable<string> {
  const { labels } = catalogue;
  const rows = largestTags(analysis, pool, TAGS_TOLD);
  if (rows.length === 0) {
    yield `  ${labels.noTags}`;
    return;
  }
  const total = poolTotal(analysis, pool);
  yield* tableLines(
    [
      { title: labels.tag },
      { title: labels.blocks, right: true },
      { title: labels.bytes, right: true },
      { title: labels.share, right: true },
      { title: labels.description, fill: true },
    ],
    rows.map((row) => [
      row.text,
      isPresent(row.uses[pool].blocks) ? grouped(row.uses[pool].blocks.value) : UNREAD,
      grouped(bytesOf(row, pool)),
      total ? percent(bytesOf(row, pool) / total) : '',
      clipped(row.description ?? ''),
    ]),
  );
}

/** How much of each pool was seen. */
export function* coverageLines({ walk }: Analysis, catalogue: Catalogue): Iterable<string> {
  const { labels } = catalogue;
  yield* tableLines(
    [
      { title: labels.pool },
      { title: labels.counted, right: true },
      { title: labels.found, right: true },
      { title: labels.pagedOut, right: true },
      { title: labels.notInDump, right: true },
      { title: labels.bytesSeen, right: true },
    ],
    walk.pools.map((one) => [
      catalogue.pools[one.pool],
      one.pagesCounted === undefined ? UNREAD : grouped(one.pagesCounted),
      grouped(one.pagesFound),
      grouped(one.pagedOut),
      grouped(one.notInDump),
      one.coverage === undefined ? UNREAD : percent(one.coverage),
    ]),
  );
}
