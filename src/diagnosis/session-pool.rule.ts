import type { SessionFacts } from '../analysis/analysis.ts';
import { PAGE_SIZE } from '../units/address.ts';
import { known } from '../units/value.ts';
import type { Evidence, Finding } from './finding.ts';
import { message } from './message.ts';
import { cannotTell, no, type Rule, yesIfAny } from './rule.ts';
import { threshold } from './thresholds.ts';

/** A session's own pool (windows, bitmaps, fonts) is eaten by one tag, or allocations from it failed. */
export const sessionPool: Rule = {
  id: 'session-pool',
  judge({ sessions }) {
    if (sessions.length === 0) return cannotTell(message('session-pool.none'));
    const found = sessions.filter((session) => failed(session) || leads(session)).map(describe);
    return yesIfAny(found, () => {
      const unread = sessions.find(({ tags, failures }) => tags.length === 0 || 'absent' in failures);
      return unread === undefined
        ? no(message('session-pool.no', { sessions: sessions.length }))
        : cannotTell(message('session-pool.unread', { session: unread.id }));
    });
  },
};

function failed({ failures }: SessionFacts): boolean {
  return (known(failures) ?? 0) > 0;
}

function usedBytes({ pagedPool, tags }: SessionFacts): number {
  const sum = tags.reduce((total, tag) => total + tag.bytes, 0);
  return Math.max((known(pagedPool) ?? 0) * PAGE_SIZE, sum);
}

/** One tag stands out in the session's pool: at least a suspicion. */
function leads(session: SessionFacts): boolean {
  const [first, second] = session.tags;
  if (first === undefined || known(session.pagedPool) === undefined) return false;
  if (usedBytes(session) < threshold('sessionBytes')) return false;
  const times = first.bytes / (second?.bytes ?? 1);
  const isAhead =
    times >= threshold('leadingTimes') && first.bytes >= usedBytes(session) * threshold('explainingShare');
  return isAhead || first.bytes > usedBytes(session) * threshold('sessionShare');
}

/** One tag holds most of the session's pool. */
function dominates(session: SessionFacts): boolean {
  return leads(session) && session.tags[0].bytes > usedBytes(session) * threshold('sessionShare');
}

/** The tag stands out by far, or the pool ran out as well. */
function isProved(session: SessionFacts): boolean {
  const [first, second] = session.tags;
  const isFar = first !== undefined && first.bytes >= (second?.bytes ?? 0) * threshold('dominantTimes');
  return dominates(session) && (isFar || failed(session));
}

function describe(session: SessionFacts): Finding {
  const { id, tags } = session;
  const bytes = usedBytes(session);
  const failures = known(session.failures) ?? 0;
  const [first] = tags;
  const isOneTag = leads(session);
  const isSure = isProved(session);
  return {
    id: 'session-pool',
    role: 'cause',
    title: message('session-pool.title', { session: id, bytes }),
    summary: isOneTag
      ? message('session-pool.summary-tag', {
          session: id,
          tag: first.text,
          bytes: first.bytes,
          share: first.bytes / bytes,
          blocks: first.blocks,
        })
      : message('session-pool.summary-failures', { session: id, failures, bytes }),
    verdict: isSure ? (failed(session) ? 'certain' : 'probable') : 'suspected',
    culprit: isSure ? { kind: 'session', name: `Session ${id}`, id } : null,
    subject: { tag: isOneTag ? first.text : undefined },
    evidence: evidenceFor(session, failures),
    against: [],
    unread: session.tagsComplete ? [] : [message('session-pool.unread', { session: id })],
    next: [message('session-pool.next', { session: id })],
    byHand: ['!vm 5', '!poolused 8'],
  };
}

function evidenceFor(session: SessionFacts, failures: number): Evidence[] {
  const { id, tags, pagedPool } = session;
  const evidence: Evidence[] = [];
  const pages = known(pagedPool);
  if (pages !== undefined) {
    const values = { session: id, pages, bytes: pages * PAGE_SIZE };
    evidence.push({ says: message('session-pool.usage', values), source: 'layout' });
  }
  if (failures > 0) {
    const values = { session: id, failures, bytes: usedBytes(session) };
    evidence.push({ says: message('session-pool.summary-failures', values), source: 'layout' });
  }
  const [, second] = tags;
  if (second !== undefined) {
    const values = { tag: second.text, bytes: second.bytes };
    evidence.push({ says: message('session-pool.second', values), source: 'tracker' });
  }
  return evidence;
}
