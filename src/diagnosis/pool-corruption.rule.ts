import type { Analysis } from '../analysis/analysis.ts';
import { hex8 } from '../units/address.ts';
import type { Finding } from './finding.ts';
import { message } from './message.ts';
import { cannotTell, no, type Rule, yes } from './rule.ts';

const PAGES_TOLD = 4;

/** Block headers of a pool page contradict each other: something wrote past the end of its block. */
export const poolCorruption: Rule = {
  id: 'pool-corruption',
  judge(analysis) {
    const { walk } = analysis;
    if (!walk.walked) return cannotTell(message('pool-corruption.unread', { why: walk.why ?? '' }));
    const pages = walk.pools.reduce((sum, pool) => sum + pool.pagesRead, 0);
    if (walk.brokenPages === 0) return no(message('pool-corruption.no', { pages }));
    return yes(describe(analysis, pages));
  },
};

function describe({ walk, dump }: Analysis, read: number): Finding {
  const pages = walk.brokenPages;
  const told = walk.broken.slice(0, PAGES_TOLD);
  return {
    id: 'pool-corruption',
    role: 'effect',
    title: message('pool-corruption.title', { pages }),
    summary: message('pool-corruption.summary', { pages, read }),
    verdict: 'suspected',
    culprit: null,
    subject: {},
    evidence: told.map(({ page, offset, why, previousTag }) => ({
      says: message('pool-corruption.page', { page, offset, why, tag: previousTag ?? '?' }),
      source: 'walk',
    })),
    // A page that changed while the dump was written, or a damaged file, looks the same.
    against: [message('pool-corruption.damaged-dump')],
    unread: [],
    next: [message('pool-corruption.next')],
    byHand: [
      ...told.map(({ page }) => `!pool ${hex8(page)}`),
      ...(dump.bugCheck.code === 0 ? [] : ['!analyze -v']),
    ],
  };
}
