import type { Analysis, ProcessFacts } from '../analysis/analysis.ts';
import { hex8 } from '../units/address.ts';
import { processCulprit } from './culprits.ts';
import type { Finding } from './finding.ts';
import { isHeavyUser, SYSTEM_PID } from './known-tags.ts';
import { message } from './message.ts';
import { type ClosingRule, findingsOf, type Judgement, yesIfAny } from './rule.ts';
import { threshold } from './thresholds.ts';
import { followedHandles, noHandles } from './unread-handles.ts';

const TYPES_TOLD = 4;

/** A process has more handles than programs need, and no other rule speaks of it. Worth a look, no proof. */
export const manyHandles: ClosingRule = {
  id: 'many-handles',
  judge(analysis, earlier) {
    const counted = [...analysis.processes].sort((a, b) => followedHandles(b) - followedHandles(a));
    const found = counted.filter((process) => isMany(process) && !isTold(earlier, process));
    return yesIfAny(
      found.map((process) => describe(analysis, process)),
      () => {
        const [most] = counted;
        if (most === undefined) return noHandles(analysis, message('handle-leak.no-handles'));
        const values = { process: most.name, handles: followedHandles(most) };
        return noHandles(
          analysis,
          isTold(earlier, most) ? message('many-handles.told', values) : message('many-handles.no', values),
        );
      },
    );
  },
};

function isMany(process: ProcessFacts): boolean {
  return (
    followedHandles(process) >= threshold(isHeavyUser(process.name) ? 'handlesOfHeavyUsers' : 'handlesHigh')
  );
}

function isTold(earlier: readonly Judgement[], { pid }: ProcessFacts): boolean {
  return findingsOf(earlier).some(
    ({ id, culprit }) =>
      (culprit?.kind === 'process' && culprit.pid === pid) || (pid === SYSTEM_PID && id === 'kernel-handles'),
  );
}

function describe(analysis: Analysis, process: ProcessFacts): Finding {
  const { name, pid, byType, address } = process;
  const handles = followedHandles(process);
  const [{ type, handles: most }] = byType;
  const types = byType
    .slice(0, TYPES_TOLD)
    .map((one) => `${one.type} ${one.handles}`)
    .join(', ');
  return {
    id: 'many-handles',
    role: 'remark',
    title: message('many-handles.title', { process: name, pid, handles }),
    summary: message('many-handles.summary', { process: name, pid, handles, most, type }),
    verdict: 'suspected',
    culprit: pid === SYSTEM_PID ? null : processCulprit(analysis, { process: address, pid, name }),
    subject: { type },
    evidence: [{ says: message('many-handles.types', { process: name, types }), source: 'handles' }],
    against: [message('dominant-tag.snapshot')],
    unread: process.tableRead ? [] : [message('handle-leak.table-unread', { process: name })],
    next: [message('many-handles.next', { process: name })],
    byHand: [`!handle 0 0 ${hex8(address)}`, `!handle 0 3 ${hex8(address)} ${type}`],
  };
}
