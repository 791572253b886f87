import type { Analysis, ProcessFacts } from '../analysis/analysis.ts';
import { hex8 } from '../units/address.ts';
import { known } from '../units/value.ts';
import { processCulprit } from './culprits.ts';
import { shareOfTag } from './dominance.ts';
import type { Finding } from './finding.ts';
import { SYSTEM_PID, typeFacts } from './known-tags.ts';
import { message } from './message.ts';
import { pressureOf } from './pool-pressure.ts';
import { cannotTell, noProcess, type Rule, yesIfAny } from './rule.ts';
import { threshold } from './thresholds.ts';

/** One process runs far more threads than it has use for. */
export const threadExplosion: Rule = {
  id: 'thread-explosion',
  judge(analysis) {
    const counted = analysis.processes
      .filter((process) => known(process.threads) !== undefined)
      .sort((a, b) => threadsOf(b) - threadsOf(a));
    const many = counted.filter((process) => threadsOf(process) >= threshold('threads'));
    return yesIfAny(
      many.map((process) => describe(analysis, process)),
      () => {
        const [most] = counted;
        if (most === undefined) return cannotTell(message('thread-explosion.unread'));
        return noProcess(
          analysis,
          message('thread-explosion.no', { process: most.name, threads: threadsOf(most) }),
        );
      },
    );
  },
};

function threadsOf(process: ProcessFacts): number {
  return known(process.threads) ?? 0;
}

function describe(analysis: Analysis, process: ProcessFacts): Finding {
  const type = typeFacts(analysis, 'Thread');
  const threads = threadsOf(process);
  const total = Math.max(threads, (type && known(type.objects)) ?? 0);
  const tag = type?.tag ?? 'Thre';
  const pool = type?.pool ?? 'nonpaged';
  const fills = shareOfTag(analysis, tag, pool) >= threshold('explainingShare');
  const isShort = pressureOf(analysis, pool).mayBeShort;
  // The kernel's own threads are started by drivers; the process does not say which.
  const isProved = fills && isShort && threads >= total * threshold('sameType') && process.pid !== SYSTEM_PID;
  const culprit = { ...process, process: process.address };
  const values = { process: process.name, pid: process.pid, threads };
  return {
    id: 'thread-explosion',
    role: 'cause',
    title: message('thread-explosion.title', values),
    summary: message('thread-explosion.summary', { ...values, total }),
    verdict: isProved ? 'probable' : 'suspected',
    culprit: process.pid === SYSTEM_PID ? null : processCulprit(analysis, culprit),
    subject: { pool, tag, type: 'Thread' },
    evidence: [{ says: message('thread-explosion.summary', { ...values, total }), source: 'walk' }],
    against: isShort ? [] : [message('handle-leak.not-short', { pool })],
    unread: [],
    next: [message('thread-explosion.next', { process: process.name })],
    byHand: [`!process ${hex8(process.address)} 4`],
  };
}
