import type { Analysis } from '../analysis/analysis.ts';
import type { OwnerCandidate, TagOwner } from '../analysis/owner-facts.ts';
import { lowerTo } from './certainty.ts';
import { driverCulprit } from './culprits.ts';
import { type Dominance, dominantTag, noTag } from './dominance.ts';
import { driverEvidence, driverProofs } from './driver-evidence.ts';
import type { Finding, Verdict } from './finding.ts';
import { followsLoad, isDefaultTag, typeOfTag } from './known-tags.ts';
import { message } from './message.ts';
import { isHuge, POOLS, pressureOf } from './pool-pressure.ts';
import { cannotTell, no, type Rule, yesIfAny } from './rule.ts';
import { bestSite, isKnownElsewhere, ownerOf, realCandidates } from './tag-sites.ts';
import { threshold } from './thresholds.ts';

/** One driver's code, and no other's, allocates the tag that fills a pool. */
export const driverTag: Rule = {
  id: 'driver-tag',
  judge(analysis) {
    const findings: Finding[] = [];
    let otherwise = noTag(analysis, message('driver-tag.no'));
    for (const pool of POOLS) {
      const dominance = dominantTag(analysis, pool);
      if (dominance === undefined) continue;
      const { text } = dominance.row;
      const type = typeOfTag(analysis, text);
      const owner = ownerOf(analysis, dominance);
      if (type !== undefined) otherwise = no(message('driver-tag.object-tag', { tag: text, type }));
      else if (owner === undefined || mayBeDriver(analysis, dominance, owner))
        otherwise = cannotTell(message('driver-tag.unread', { tag: text }));
      else {
        const candidate = soleDriver(owner, text);
        if (candidate !== undefined) findings.push(accuse(analysis, dominance, owner, candidate));
      }
    }
    return yesIfAny(findings, () => otherwise);
  },
};

/** Nobody was found, and code that was not looked at or not understood may fill the pool. */
function mayBeDriver(analysis: Analysis, { pool, bytes }: Dominance, owner: TagOwner): boolean {
  const { codePages, missingCodePages, doubtful, complete } = owner;
  const isRead = codePages > 0 && missingCodePages === 0 && doubtful === 0 && complete;
  if (isRead || realCandidates(owner).length > 0) return false;
  return pressureOf(analysis, pool).mayBeShort || isHuge(analysis, bytes);
}

function soleDriver(owner: TagOwner, text: string): OwnerCandidate | undefined {
  const [only, ...others] = realCandidates(owner);
  if (only === undefined || others.length > 0 || only.isKernel || isDefaultTag(text)) return undefined;
  return only;
}

function accuse(
  analysis: Analysis,
  dominance: Dominance,
  owner: TagOwner,
  candidate: OwnerCandidate,
): Finding {
  const site = bestSite(candidate);
  const { row, pool, bytes, share, blocks } = dominance;
  const driver = candidate.fileName || candidate.module;
  const verdict = verdictFor(analysis, dominance, owner, candidate);
  return {
    id: 'driver-tag',
    role: 'cause',
    title: message('driver-tag.title', { driver, tag: row.text, pool, bytes }),
    summary: message('driver-tag.summary', { driver, tag: row.text, pool, bytes, share, blocks }),
    verdict,
    culprit: driverCulprit(analysis, candidate),
    subject: { pool, tag: row.text },
    evidence: driverEvidence(analysis, dominance, owner, site),
    ...driverProofs(analysis, dominance, owner, candidate, site, verdict),
  };
}

/**
 * Code that is not in the dump could hold another user of the tag. That the blocks have just the size
 * and the pool that this driver asks for makes up for much of it: pageable code is always missing.
 */
function codeVerdict(missing: number, isConfirmed: boolean): Verdict {
  if (isConfirmed) return missing > threshold('codeUnreadAtMost') ? 'probable' : 'certain';
  if (missing === 0) return 'certain';
  return missing > threshold('codeUnread') ? 'suspected' : 'probable';
}

function verdictFor(
  analysis: Analysis,
  dominance: Dominance,
  owner: TagOwner,
  candidate: OwnerCandidate,
): Verdict {
  const site = bestSite(candidate);
  const isConfirmed = site.sizeAgrees === true && site.poolAgrees === true;
  const { isAsGoodAsShort, mayBeShort } = pressureOf(analysis, dominance.pool);
  const missing = owner.codePages > 0 ? owner.missingCodePages / owner.codePages : 1;
  let verdict: Verdict = 'certain';
  if (site.confidence !== 'certain' || owner.doubtful > 0) verdict = lowerTo(verdict, 'probable');
  if (site.sizeAgrees === false || !owner.complete) verdict = lowerTo(verdict, 'probable');
  verdict = lowerTo(verdict, codeVerdict(missing, isConfirmed));
  if (isKnownElsewhere(dominance, owner, candidate)) verdict = lowerTo(verdict, 'suspected');
  if (site.poolAgrees === false) verdict = lowerTo(verdict, 'suspected');
  if (dominance.source === 'walk' || dominance.times < threshold('dominantTimes')) {
    verdict = lowerTo(verdict, 'probable');
  }
  if (followsLoad(dominance.row.text)) verdict = lowerTo(verdict, 'suspected');
  if (!isAsGoodAsShort && !isHuge(analysis, dominance.bytes)) {
    verdict = lowerTo(verdict, mayBeShort ? 'probable' : 'suspected');
  }
  return verdict;
}
