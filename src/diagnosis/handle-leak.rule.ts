import type { Analysis } from '../analysis/analysis.ts';
import { lowerTo } from './certainty.ts';
import { processCulprit } from './culprits.ts';
import type { Finding, Verdict } from './finding.ts';
import { handleProofs } from './handle-evidence.ts';
import { fillsPool, type Holding, holdings, holdsNearlyAll, isMany } from './holding.ts';
import { SYSTEM_PID } from './known-tags.ts';
import { type Message, type Messages, message } from './message.ts';
import { cannotTell, type Rule, yesIfAny } from './rule.ts';
import { threshold } from './thresholds.ts';
import { noHandles } from './unread-handles.ts';

/** One process keeps nearly all objects of a type alive by handles it does not close. */
export const handleLeak: Rule = {
  id: 'handle-leak',
  judge(analysis) {
    const all = holdings(analysis);
    const found = all
      .filter((holding) => holding.holder.pid !== SYSTEM_PID && isMany(holding))
      .map((holding) => accuse(analysis, holding));
    return yesIfAny(found, () => {
      if (all.length === 0 && analysis.processes.some((process) => !process.tableRead)) {
        return cannotTell(message('handle-leak.unread'));
      }
      const most = all[0]?.holder;
      if (most === undefined) return noHandles(analysis, message('handle-leak.no-handles'));
      return noHandles(analysis, message('handle-leak.no', { process: most.name, handles: most.handles }));
    });
  },
};

/**
 * Ended objects that are still held are a leak by themselves; live ones only where they are what fills a
 * pool that is short, and one process has them. A snapshot cannot tell a leak from a high load.
 */
function verdictFor(holding: Holding): Verdict {
  const { holder, isDead, equal, isWhole } = holding;
  const fills = fillsPool(holding);
  const isAll = holdsNearlyAll(holding);
  let verdict: Verdict = 'suspected';
  if (isDead) verdict = fills || holder.handles >= threshold('handlesHigh') ? 'certain' : 'probable';
  else if (fills && isAll) verdict = 'probable';
  if (!isWhole || !isAll) verdict = lowerTo(verdict, 'probable');
  if (equal !== undefined) verdict = lowerTo(verdict, 'suspected');
  return verdict;
}

function accuse(analysis: Analysis, holding: Holding): Finding {
  const { type, holder, total, isDead, equal } = holding;
  const verdict = verdictFor(holding);
  const values = { process: holder.name, pid: holder.pid, type: type.name, handles: holder.handles };
  return {
    id: 'handle-leak',
    role: 'cause',
    title: message('handle-leak.title', values),
    summary: isDead
      ? deadSummary({ ...values, objects: holder.objects, dead: holder.dead, tag: type.tag })
      : message('handle-leak.summary', { ...values, objects: holder.objects, total, tag: type.tag }),
    verdict,
    culprit: equal === undefined ? processCulprit(analysis, holder) : null,
    subject: { pool: type.pool, tag: type.tag, type: type.name },
    ...handleProofs(analysis, holding),
  };
}

function deadSummary({ dead, ...values }: Messages['handle-leak.summary-dead']): Message {
  return dead === values.objects
    ? message('handle-leak.summary-all-dead', values)
    : message('handle-leak.summary-dead', { ...values, dead });
}
