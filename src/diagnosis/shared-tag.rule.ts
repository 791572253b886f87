import type { Analysis } from '../analysis/analysis.ts';
import type { OwnerCandidate } from '../analysis/owner-facts.ts';
import { type Dominance, dominantTag, noTag } from './dominance.ts';
import { againstDominance, dominanceEvidence, poolUsedFlag } from './dominance-evidence.ts';
import { unreadCode } from './driver-evidence.ts';
import type { Evidence, Finding } from './finding.ts';
import { isDefaultTag, typeOfTag } from './known-tags.ts';
import { message } from './message.ts';
import { POOLS } from './pool-pressure.ts';
import { type Rule, yesIfAny } from './rule.ts';
import { bestSite, ownerOf, realCandidates } from './tag-sites.ts';

/** A tag that fills a pool and that several modules use, or that stands for no driver at all. */
export const sharedTag: Rule = {
  id: 'shared-tag',
  judge(analysis) {
    const findings: Finding[] = [];
    for (const pool of POOLS) {
      const dominance = dominantTag(analysis, pool);
      if (dominance === undefined || typeOfTag(analysis, dominance.row.text) !== undefined) continue;
      const owner = ownerOf(analysis, dominance);
      const candidates = owner === undefined ? [] : realCandidates(owner);
      if (candidates.length < 2 && !isDefaultTag(dominance.row.text)) continue;
      findings.push(describe(analysis, dominance, candidates));
    }
    return yesIfAny(findings, () => noTag(analysis, message('shared-tag.no')));
  },
};

function describe(analysis: Analysis, dominance: Dominance, candidates: readonly OwnerCandidate[]): Finding {
  const { row, pool, bytes, share } = dominance;
  const tag = row.text;
  const modules = candidates.map(({ fileName, module }) => fileName || module).join(', ');
  const owner = ownerOf(analysis, dominance);
  return {
    id: 'shared-tag',
    role: 'cause',
    title: message('shared-tag.title', { tag, pool, bytes }),
    summary:
      candidates.length < 2
        ? message('shared-tag.summary-default', { tag, pool, bytes, share })
        : message('shared-tag.summary-several', { tag, pool, bytes, share, modules }),
    verdict: 'suspected',
    culprit: null,
    subject: { pool, tag },
    evidence: [...dominanceEvidence(dominance), ...candidateEvidence(candidates)],
    against: againstDominance(dominance),
    unread: owner === undefined ? [] : unreadCode(owner, dominance),
    next: [message('shared-tag.next', { tag })],
    byHand: ['!vm 5', `!poolused ${poolUsedFlag(pool)}`, `!for_each_module s -a @#Base @#End "${tag}"`],
  };
}

const CANDIDATES_TOLD = 8;

function candidateEvidence(candidates: readonly OwnerCandidate[]): Evidence[] {
  return candidates.slice(0, CANDIDATES_TOLD).map((candidate) => {
    const site = bestSite(candidate);
    const size = site.size === undefined ? '?' : `${site.size.toString(16)}h`;
    const values = { module: candidate.fileName || candidate.module, site: site.address, size };
    return { says: message('shared-tag.candidate', values), source: 'code' };
  });
}
