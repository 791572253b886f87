import type { Analysis, ProcessFacts } from '../analysis/analysis.ts';
import type { Evidence, Finding } from './finding.ts';
import { message } from './message.ts';
import { noProcess, type Rule, yes } from './rule.ts';
import { threshold } from './thresholds.ts';

/** Far more processes than a system runs, most of one image. */
export const processExplosion: Rule = {
  id: 'process-explosion',
  judge(analysis) {
    const processes = analysis.processes.filter(({ exited }) => !exited).length;
    if (processes >= threshold('processes')) return yes(describe(analysis));
    return noProcess(analysis, message('process-explosion.no', { processes }));
  },
};

/** The value that most items have, and how many. */
function mostFrequent<T>(items: readonly T[]): { value: T; count: number } | undefined {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  const [top] = [...counts].sort(([, a], [, b]) => b - a);
  return top && { value: top[0], count: top[1] };
}

function describe(analysis: Analysis): Finding {
  const all = analysis.processes.filter(({ exited }) => !exited);
  const processes = all.length;
  const image = mostFrequent(all.map(({ name }) => name));
  const exited = analysis.processes.length - processes;
  const summary = message('process-explosion.summary', {
    processes,
    exited,
    name: image?.value ?? '',
    count: image?.count ?? 0,
  });
  return {
    id: 'process-explosion',
    role: 'cause',
    title: message('process-explosion.title', { processes }),
    summary,
    verdict: 'suspected',
    culprit: null,
    subject: { type: 'Process', tag: 'Proc', pool: 'nonpaged' },
    evidence: [{ says: summary, source: 'walk' }, ...parentEvidence(all)],
    against: [],
    unread: [],
    next: [message('process-explosion.next')],
    byHand: ['!process 0 0'],
  };
}

function parentEvidence(processes: readonly ProcessFacts[]): Evidence[] {
  const parent = mostFrequent(processes.map(({ parentPid }) => parentPid));
  if (parent === undefined) return [];
  const name = processes.find(({ pid }) => pid === parent.value)?.name ?? '?';
  const values = { parent: name, pid: parent.value, count: parent.count };
  return [{ says: message('process-explosion.parent', values), source: 'walk' }];
}
