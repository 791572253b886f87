import type { Analysis, ProcessFacts } from '../analysis/analysis.ts';
import { hex8 } from '../units/address.ts';
import { isPresent, known } from '../units/value.ts';
import { processCulprit } from './culprits.ts';
import { dominantTag, noTag } from './dominance.ts';
import { dominanceEvidence } from './dominance-evidence.ts';
import type { Verdict } from './finding.ts';
import { HANDLE_TABLE_TAG, SYSTEM_PID } from './known-tags.ts';
import { type Message, message } from './message.ts';
import { pressureOf } from './pool-pressure.ts';
import { cannotTell, type Rule, yes } from './rule.ts';
import { threshold } from './thresholds.ts';
import { tablesUnread } from './unread-handles.ts';

/** Handle tables themselves fill paged pool: millions of handles, whatever they lead to. */
export const handleTables: Rule = {
  id: 'handle-tables',
  judge(analysis) {
    const dominance = dominantTag(analysis, 'paged');
    const [most, all] = mostHandles(analysis);
    const isShort = pressureOf(analysis, 'paged').mayBeShort;
    const isLarge = dominance !== undefined && dominance.bytes >= threshold('normalGrowth');
    if (dominance?.row.text !== HANDLE_TABLE_TAG || !(isShort || isLarge)) {
      const row = analysis.tags.rows.find(({ text }) => text === HANDLE_TABLE_TAG);
      const bytes = (row && known(row.uses.paged.bytes)) ?? 0;
      return noTag(analysis, message('handle-tables.no', { bytes }), ['paged']);
    }
    if (most === undefined) return cannotTell(message('handle-leak.unread'));
    const { bytes } = dominance;
    const unread = unreadTables(analysis);
    const values = { bytes, handles: all, process: most.name, pid: most.pid, most: known(most.handles) ?? 0 };
    const isOne =
      unread.length === 0 &&
      values.most >= all * threshold('sameType') &&
      values.most >= threshold('handlesHigh');
    const verdict: Verdict = isOne && isShort && most.pid !== SYSTEM_PID ? 'probable' : 'suspected';
    return yes({
      id: 'handle-tables',
      role: 'cause',
      title: message('handle-tables.title', { bytes, handles: all }),
      summary: message('handle-tables.summary', values),
      verdict,
      culprit:
        isOne && most.pid !== SYSTEM_PID
          ? processCulprit(analysis, { ...most, process: most.address })
          : null,
      subject: { pool: 'paged', tag: HANDLE_TABLE_TAG },
      evidence: [
        { says: message('handle-tables.summary', values), source: 'handles' },
        ...dominanceEvidence(dominance),
      ],
      against: isShort ? [] : [message('handle-leak.not-short', { pool: 'paged' })],
      unread,
      next: [message('handle-tables.next', { process: most.name })],
      byHand: ['!poolused 4', `!process ${hex8(most.address)} 0`, `!handle 0 0 ${hex8(most.address)}`],
    });
  },
};

/** The process with most handles that were counted, and the handles of all. */
function mostHandles({ processes }: Analysis): [ProcessFacts | undefined, number] {
  const count = (process: ProcessFacts) => known(process.handles) ?? 0;
  const sorted = processes.filter(({ handles }) => isPresent(handles)).sort((a, b) => count(b) - count(a));
  return [sorted[0], sorted.reduce((sum, one) => sum + count(one), 0)];
}

/** A process whose handles nobody could count may be the one with most. */
function unreadTables({ processes, processesComplete }: Analysis): Message[] {
  const unread: Message[] = [];
  if (!processesComplete) unread.push(message('process-explosion.unread', { processes: processes.length }));
  const tables = processes.filter(({ exited, handles }) => !exited && !isPresent(handles));
  if (tables.length > 0) unread.push(tablesUnread(tables));
  return unread;
}
