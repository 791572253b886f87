import type { Analysis } from '../analysis/analysis.ts';
import { isPresent } from '../units/value.ts';
import type { Evidence, Finding } from './finding.ts';
import { message } from './message.ts';
import { POOLS, pressureOf } from './pool-pressure.ts';
import { type ClosingRule, findingsOf, type Judgement, no, yes } from './rule.ts';

/** No rule found anything that ran out. Names nobody. */
export const nothingWrong: ClosingRule = {
  id: 'nothing-wrong',
  judge(analysis, earlier) {
    const serious = findingsOf(earlier).filter(({ role }) => role !== 'remark');
    if (serious.length > 0) return no(message('nothing-wrong.no', { findings: serious.length }));
    return yes(describe(analysis, earlier));
  },
};

/** The finding that says there is nothing to find: no reason to fail, however sure it is. */
export function isAllClear({ id }: Finding): boolean {
  return id === nothingWrong.id;
}

function describe(analysis: Analysis, earlier: readonly Judgement[]): Finding {
  const untold = earlier.filter(({ outcome }) => outcome.answer === 'cannot-tell');
  // Without knowing how full the pools are, or having looked at all, nobody can say that all is well.
  const isBlind = !analysis.complete || POOLS.some((pool) => pressureOf(analysis, pool).mayBeShort);
  const rules = earlier.length;
  return {
    id: 'nothing-wrong',
    role: 'effect',
    title: message(isBlind ? 'nothing-wrong.title-partly' : 'nothing-wrong.title'),
    summary:
      untold.length === 0
        ? message('nothing-wrong.summary', { rules })
        : message('nothing-wrong.summary-partly', { rules, untold: untold.length }),
    verdict: isBlind ? 'cannot-tell' : untold.length > 0 ? 'probable' : 'certain',
    culprit: null,
    subject: {},
    evidence: POOLS.flatMap((pool) => usage(analysis, pool)),
    against: [message('nothing-wrong.snapshot')],
    unread: untold.map(({ rule }) => message('nothing-wrong.untold', { rule })),
    next: [message('nothing-wrong.next')],
    byHand: ['!vm 5', '!poolused 2', '!poolused 4'],
  };
}

function usage(analysis: Analysis, pool: (typeof POOLS)[number]): Evidence[] {
  const { used, maximum, share } = pressureOf(analysis, pool);
  const value = pool === 'paged' ? analysis.memory.pagedUsage : analysis.memory.nonPagedUsage;
  if (used === undefined || maximum === undefined || share === undefined || !isPresent(value)) return [];
  return [{ says: message('nothing-wrong.usage', { pool, used, maximum, share }), source: value.source }];
}
