import type { Analysis } from '../analysis/analysis.ts';
import { bytesOf, noTag, poolTotal } from './dominance.ts';
import type { Finding } from './finding.ts';
import { FILE_CACHE_TAGS, REGISTRY_TAGS } from './known-tags.ts';
import { message } from './message.ts';
import { type Rule, yesIfAny } from './rule.ts';
import { threshold } from './thresholds.ts';

const TAGS_TOLD = 6;

interface Growth {
  readonly kind: 'registry' | 'files';
  readonly bytes: number;
  readonly share: number;
  readonly tags: string;
}

/** The registry or the bookkeeping of files takes much paged pool: load, not a leak. */
export const normalGrowth: Rule = {
  id: 'normal-growth',
  judge(analysis) {
    const growths = [growth(analysis, 'registry', REGISTRY_TAGS), growth(analysis, 'files', FILE_CACHE_TAGS)];
    const large = growths.filter(
      ({ bytes, share }) => bytes >= threshold('normalGrowth') && share >= threshold('explainingShare'),
    );
    const bytes = Math.max(...growths.map((one) => one.bytes));
    return yesIfAny(large.map(describe), () =>
      noTag(analysis, message('normal-growth.no', { bytes }), ['paged']),
    );
  },
};

function growth(analysis: Analysis, kind: Growth['kind'], tags: RegExp): Growth {
  const rows = analysis.tags.rows
    .filter(({ text }) => tags.test(text))
    .sort((a, b) => bytesOf(b, 'paged') - bytesOf(a, 'paged'));
  const bytes = rows.reduce((sum, row) => sum + bytesOf(row, 'paged'), 0);
  const total = poolTotal(analysis, 'paged') ?? 0;
  const names = rows.slice(0, TAGS_TOLD).map(({ text }) => text);
  return { kind, bytes, share: total > 0 ? bytes / total : 0, tags: names.join(', ') };
}

function describe({ kind, bytes, share, tags }: Growth): Finding {
  const summary =
    kind === 'registry'
      ? message('normal-growth.summary-registry', { bytes, share, tags })
      : message('normal-growth.summary-files', { bytes, share, tags });
  return {
    id: `${kind === 'registry' ? 'registry' : 'file-cache'}-growth`,
    role: 'remark',
    title: message(`normal-growth.title-${kind}`, { bytes }),
    summary,
    verdict: 'suspected',
    culprit: null,
    subject: { pool: 'paged' },
    evidence: [{ says: summary, source: 'tracker' }],
    against: [message('dominant-tag.snapshot')],
    unread: [],
    next: [message(`normal-growth.next-${kind}`)],
    byHand: ['!poolused 4'],
  };
}
