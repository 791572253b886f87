import type { Analysis } from '../analysis/analysis.ts';
import type { MemoryName } from '../analysis/unread-facts.ts';
import { isPresent, known, type Source, type Value } from '../units/value.ts';
import { exhaustionReasons } from './exhaustion-reasons.ts';
import type { Evidence, Finding } from './finding.ts';
import { type Message, message } from './message.ts';
import { POOLS, type Pressure, pressureOf } from './pool-pressure.ts';
import { cannotTell, no, type Rule, yesIfAny } from './rule.ts';

/** A pool is full or allocations from it failed. Percentages alone decide nothing: failures count. */
export const poolExhausted: Rule = {
  id: 'pool-exhausted',
  judge(analysis) {
    const pressures = POOLS.map((pool) => pressureOf(analysis, pool));
    const findings = pressures
      .filter(({ isShort }) => isShort === 'yes')
      .map((pressure) => describe(analysis, pressure));
    const failures = known(analysis.memory.failures.count) ?? 0;
    if (findings.length === 0 && failures > 0) findings.push(onlyFailures(analysis, failures));
    return yesIfAny(findings, () => {
      const unread = pressures.find(({ isShort }) => isShort === 'cannot-tell');
      if (unread !== undefined)
        return cannotTell(message('pool-exhausted.unread', { names: absences(analysis) }));
      const [nonpaged, paged] = pressures.map(({ share = 0 }) => share);
      return no(message('pool-exhausted.no', { paged, nonpaged }));
    });
  },
};

/** Names of the amounts that are needed and cannot be read. */
function absences({ memory }: Analysis): string {
  const values: [MemoryName, Value<number>][] = [
    ['nonPagedUsage', memory.nonPagedUsage],
    ['nonPagedMaximum', memory.nonPagedMaximum],
    ['pagedUsage', memory.pagedUsage],
    ['pagedMaximum', memory.pagedMaximum],
    ['failures', memory.failures.count],
  ];
  return values.flatMap(([name, value]) => (isPresent(value) ? [] : [name])).join(',');
}

function describe(analysis: Analysis, pressure: Pressure): Finding {
  const { pool, used = 0, maximum = 0, share = 0, failures = 0, isFull } = pressure;
  const against: Message[] = failures > 0 ? [message('pool-exhausted.cumulative')] : [];
  if (!isFull) against.push(message('pool-exhausted.below-maximum', { pool, share }));
  return {
    id: `${pool}-pool-exhausted`,
    role: 'effect',
    title: message('pool-exhausted.title', { pool }),
    summary: isFull
      ? message('pool-exhausted.summary-full', { pool, used, maximum, share })
      : message('pool-exhausted.summary-failing', { pool, failures, used, share }),
    // Failures are put down to a pool by its size alone unless the kernel kept reasons.
    verdict: pressure.isNearlyFull || (pressure.reasons?.length ?? 0) > 0 ? 'certain' : 'probable',
    culprit: null,
    subject: { pool },
    evidence: [...usageEvidence(analysis, pressure), ...exhaustionReasons(analysis, pressure)],
    against,
    unread: [],
    next: [message('pool-exhausted.next')],
    byHand: ['!vm 5'],
  };
}

function usageEvidence({ memory }: Analysis, pressure: Pressure): Evidence[] {
  const { pool, used, maximum, share, failures } = pressure;
  const usage = pool === 'paged' ? memory.pagedUsage : memory.nonPagedUsage;
  const evidence: Evidence[] = [];
  if (used !== undefined && maximum !== undefined && share !== undefined && isPresent(usage)) {
    evidence.push({
      says: message('pool-exhausted.usage', { pool, used, maximum, share }),
      source: usage.source,
    });
  }
  if (failures) evidence.push(failureEvidence(memory, failures));
  return evidence;
}

function failureEvidence(memory: Analysis['memory'], failures: number): Evidence {
  const { count } = memory.failures;
  const source: Source = isPresent(count) ? count.source : 'scan';
  return { says: message('pool-exhausted.failures', { failures }), source };
}

/** Allocations failed at some time, and neither pool is to be blamed for it now. */
function onlyFailures(analysis: Analysis, failures: number): Finding {
  return {
    id: 'pool-failures',
    role: 'remark',
    title: message('pool-failures.title', { failures }),
    summary: message('pool-failures.summary', { failures }),
    verdict: 'suspected',
    culprit: null,
    subject: {},
    evidence: [failureEvidence(analysis.memory, failures)],
    against: [message('pool-exhausted.cumulative')],
    unread: [],
    next: [message('pool-failures.next')],
    byHand: ['!vm 5'],
  };
}
