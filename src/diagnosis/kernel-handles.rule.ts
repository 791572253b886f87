import type { Analysis } from '../analysis/analysis.ts';
import { hex8 } from '../units/address.ts';
import type { Finding } from './finding.ts';
import { blocksEvidence } from './handle-evidence.ts';
import { type Holding, holdings, isMany } from './holding.ts';
import { SYSTEM_PID } from './known-tags.ts';
import { message } from './message.ts';
import { type Rule, yesIfAny } from './rule.ts';
import { noHandles } from './unread-handles.ts';

/** Handles in the System process belong to whichever driver opened them: the table cannot say which. */
export const kernelHandles: Rule = {
  id: 'kernel-handles',
  judge(analysis) {
    const found = holdings(analysis).filter(
      (holding) => holding.holder.pid === SYSTEM_PID && isMany(holding),
    );
    return yesIfAny(
      found.map((holding) => describe(analysis, holding)),
      () => noHandles(analysis, message('handle-leak.no-handles')),
    );
  },
};

function describe(analysis: Analysis, holding: Holding): Finding {
  const { type, holder, isWhole, total, share } = holding;
  const { handles, objects, name: process } = holder;
  return {
    id: 'kernel-handles',
    role: 'cause',
    title: message('kernel-handles.title', { type: type.name, handles }),
    summary: message('kernel-handles.summary', { type: type.name, handles, tag: type.tag, pool: type.pool }),
    verdict: 'suspected',
    culprit: null,
    subject: { pool: type.pool, tag: type.tag, type: type.name },
    evidence: [
      {
        says: message('handle-leak.objects', { process, objects, total, share, type: type.name }),
        source: 'objects',
      },
      ...blocksEvidence(analysis, holding),
      ...holder.samples.map((sample) => ({
        says: message('handle-leak.sample', { ...sample }),
        source: 'handles' as const,
      })),
    ],
    against: [],
    unread: isWhole ? [] : [message('handle-leak.type-unread', { type: type.name })],
    next: [message('kernel-handles.next', { type: type.name })],
    byHand: [`!handle 0 3 ${hex8(holder.process)} ${type.name}`],
  };
}
