import type { Analysis } from '../analysis/analysis.ts';
import { type Dominance, dominantTag, isCounted, largestTag } from './dominance.ts';
import { againstDominance, dominanceEvidence, poolUsedFlag } from './dominance-evidence.ts';
import type { Finding } from './finding.ts';
import { type Message, message } from './message.ts';
import { isHuge, POOLS, pressureOf } from './pool-pressure.ts';
import { cannotTell, no, type Outcome, type Rule, yesIfAny } from './rule.ts';
import { threshold } from './thresholds.ts';

/** One tag holds most of a pool. Says nothing about who allocates it. */
export const dominantTagRule: Rule = {
  id: 'dominant-tag',
  judge(analysis) {
    const findings: Finding[] = [];
    let otherwise: Outcome | undefined;
    for (const pool of POOLS) {
      const dominance = dominantTag(analysis, pool);
      const isIdle = pressureOf(analysis, pool).isShort === 'no';
      if (dominance !== undefined && !(isIdle && !isHuge(analysis, dominance.bytes))) {
        findings.push(describe(analysis, dominance));
      } else {
        const largest = largestTag(analysis, pool);
        otherwise =
          largest === undefined || !isCounted(analysis, pool)
            ? cannotTell(message('dominant-tag.no-tags', { pool }))
            : (otherwise ??
              no(message('dominant-tag.no', { pool, tag: largest.row.text, share: largest.share })));
      }
    }
    return yesIfAny(findings, () => otherwise ?? no(message('driver-tag.no')));
  },
};

function describe(analysis: Analysis, dominance: Dominance): Finding {
  const { row, pool, bytes, share, blocks, times, source } = dominance;
  const tag = row.text;
  const isSure = source !== 'walk' && times >= threshold('dominantTimes');
  const isShort = pressureOf(analysis, pool).mayBeShort || isHuge(analysis, bytes);
  // What the counters say; the rest of the proof stands in the findings that name a cause.
  const evidence = dominanceEvidence(dominance).slice(0, 2);
  if (row.description !== undefined) {
    const says = message('dominant-tag.described', { tag, description: row.description });
    evidence.push({ says, source: 'documentation' });
  }
  return {
    id: 'dominant-tag',
    // In a pool that is not short a large tag is worth knowing, no more.
    role: isShort ? 'effect' : 'remark',
    title: message('dominant-tag.title', { tag, pool, share }),
    summary: message('dominant-tag.summary', { tag, pool, bytes, share, blocks }),
    verdict: isShort ? (isSure ? 'certain' : 'probable') : 'suspected',
    culprit: null,
    subject: { pool, tag },
    evidence,
    against: againstDominance(dominance),
    unread: unreadTables(analysis, dominance),
    next: [],
    byHand: [`!poolused ${poolUsedFlag(pool)}`, `!poolfind "${tag}" ${pool === 'paged' ? 1 : 0}`],
  };
}

function unreadTables(analysis: Analysis, { source, row }: Dominance): Message[] {
  const unread: Message[] = [];
  if (!analysis.tags.complete) unread.push(message('dominant-tag.tracker-incomplete'));
  if (source === 'walk') unread.push(message('dominant-tag.by-walk', { tag: row.text }));
  return unread;
}
