import type { Analysis, PoolName } from '../analysis/analysis.ts';
import { type Dominance, dominantTag, largestTag } from './dominance.ts';
import { dominanceEvidence, poolUsedFlag } from './dominance-evidence.ts';
import { unreadCode } from './driver-evidence.ts';
import type { Evidence, Finding } from './finding.ts';
import { followsLoad, typeOfTag } from './known-tags.ts';
import { type Message, message } from './message.ts';
import { POOLS, pressureOf } from './pool-pressure.ts';
import { type ClosingRule, cannotTell, findingsOf, type Judgement, no, yesIfAny } from './rule.ts';
import { ownerOf, realCandidates } from './tag-sites.ts';
import { tablesUnread } from './unread-handles.ts';

/** A pool is short and no rule found out why. */
export const unexplainedUse: ClosingRule = {
  id: 'unexplained-use',
  judge(analysis, earlier) {
    // What explains it may be in the part that nobody looked at.
    if (!analysis.complete) return cannotTell(message('check.stopped'));
    const found = POOLS.filter((pool) => needsCause(analysis, pool))
      .filter((pool) => !isExplained(earlier, pool, dominantTag(analysis, pool)?.row.text))
      .map((pool) => describe(analysis, pool));
    return yesIfAny(found, () => {
      const unsure = POOLS.find(
        (pool) => pressureOf(analysis, pool).mayBeShort && !isExplained(earlier, pool),
      );
      if (unsure !== undefined) return cannotTell(message('driver-tag.maybe-short', { pool: unsure }));
      return no(message('unexplained-use.no'));
    });
  },
};

/** Short, or so used by one tag that it may be. */
function needsCause(analysis: Analysis, pool: PoolName): boolean {
  const { isShort, mayBeShort } = pressureOf(analysis, pool);
  return isShort === 'yes' || (mayBeShort && dominantTag(analysis, pool) !== undefined);
}

/** A cause was proved for the pool, or at least named for the tag that fills it. */
function isExplained(earlier: readonly Judgement[], pool: PoolName, tag?: string): boolean {
  return findingsOf(earlier).some(({ role, subject, verdict }) => {
    if (role !== 'cause' || subject.pool !== pool) return false;
    const isProved = verdict === 'certain' || verdict === 'probable';
    return isProved || (tag !== undefined && subject.tag === tag);
  });
}

function describe(analysis: Analysis, pool: PoolName): Finding {
  const dominance = dominantTag(analysis, pool);
  const shared = {
    id: 'unexplained-use',
    role: 'cause',
    verdict: 'cannot-tell',
    culprit: null,
    against: [],
    next: [message('unexplained-use.next-load')],
    byHand: ['!vm 5', `!poolused ${poolUsedFlag(pool)}`],
  } as const;
  if (dominance === undefined) {
    return {
      ...shared,
      title: message('unexplained-use.title', { pool }),
      summary: analysis.tags.complete
        ? message('unexplained-use.summary', { pool })
        : message('unexplained-use.summary-unread', { pool }),
      subject: { pool },
      evidence: largest(analysis, pool),
      unread: analysis.tags.complete ? [] : [message('dominant-tag.tracker-incomplete')],
    };
  }
  const { row, bytes, share } = dominance;
  return {
    ...shared,
    title: message('unexplained-use.title-tag', { tag: row.text, pool, bytes }),
    summary: followsLoad(row.text)
      ? message('unexplained-use.summary-load', { tag: row.text, pool, bytes, share })
      : message('unexplained-use.summary-tag', { tag: row.text, pool, bytes, share }),
    subject: { pool, tag: row.text },
    evidence: [...dominanceEvidence(dominance), ...ownerEvidence(analysis, dominance)],
    unread: unreadOwner(analysis, dominance),
  };
}

function largest(analysis: Analysis, pool: PoolName): Evidence[] {
  const tag = largestTag(analysis, pool);
  return tag === undefined ? [] : dominanceEvidence(tag);
}

function ownerEvidence(analysis: Analysis, dominance: Dominance): Evidence[] {
  const tag = dominance.row.text;
  const type = typeOfTag(analysis, tag);
  if (type !== undefined)
    return [{ says: message('unexplained-use.object', { tag, type }), source: 'objects' }];
  const owner = ownerOf(analysis, dominance);
  if (owner === undefined) return [];
  const candidates = realCandidates(owner);
  const says =
    candidates.length === 0
      ? message('unexplained-use.no-code', { tag })
      : candidates.every(({ isKernel }) => isKernel)
        ? message('unexplained-use.kernel', { tag })
        : undefined;
  const decoys = owner.decoys.map(({ address, module, why }) =>
    message('driver-tag.decoy', { address, module, why }),
  );
  return [...(says === undefined ? [] : [says]), ...decoys].map(
    (one): Evidence => ({ says: one, source: 'code' }),
  );
}

/** Of a driver's tag the code that was not read, of an object's tag the handle tables. */
function unreadOwner(analysis: Analysis, dominance: Dominance): Message[] {
  if (typeOfTag(analysis, dominance.row.text) !== undefined) {
    const unread = analysis.processes.filter(({ tableRead }) => !tableRead);
    return unread.length === 0 ? [] : [tablesUnread(unread)];
  }
  const owner = ownerOf(analysis, dominance);
  return owner === undefined
    ? [message('driver-tag.unread', { tag: dominance.row.text })]
    : unreadCode(owner, dominance);
}
