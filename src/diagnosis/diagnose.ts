import type { Analysis } from '../analysis/analysis.ts';
import { compareVerdicts } from './certainty.ts';
import { deadObjects } from './dead-objects.rule.ts';
import { dominantTagRule } from './dominant-tag.rule.ts';
import { driverTag } from './driver-tag.rule.ts';
import type { Finding, Role } from './finding.ts';
import { handleLeak } from './handle-leak.rule.ts';
import { handleTables } from './handle-tables.rule.ts';
import { kernelHandles } from './kernel-handles.rule.ts';
import { kernelReference } from './kernel-reference.rule.ts';
import { manyHandles } from './many-handles.rule.ts';
import { normalGrowth } from './normal-growth.rule.ts';
import { nothingWrong } from './nothing-wrong.rule.ts';
import { poolCorruption } from './pool-corruption.rule.ts';
import { poolExhausted } from './pool-exhausted.rule.ts';
import { processExplosion } from './process-explosion.rule.ts';
import { type ClosingRule, findingsOf, heldBack, type Judgement, type Outcome, type Rule } from './rule.ts';
import { sessionPool } from './session-pool.rule.ts';
import { sharedTag } from './shared-tag.rule.ts';
import { systemPtes } from './system-ptes.rule.ts';
import { threadExplosion } from './thread-explosion.rule.ts';
import { tokenLeak } from './token-leak.rule.ts';
import { unexplainedUse } from './unexplained-use.rule.ts';

/** Asked in this order; a new rule is one new file and one line here. */
const RULES: readonly Rule[] = [
  driverTag,
  handleLeak,
  kernelHandles,
  kernelReference,
  threadExplosion,
  processExplosion,
  tokenLeak,
  handleTables,
  sessionPool,
  sharedTag,
  poolExhausted,
  dominantTagRule,
  deadObjects,
  systemPtes,
  poolCorruption,
  normalGrowth,
];

/** Asked last, each with the answers before it. */
const CLOSING_RULES: readonly ClosingRule[] = [manyHandles, unexplainedUse, nothingWrong];

/** What every rule answered, in the order they are asked. */
export function examine(analysis: Analysis): Judgement[] {
  const heeded = (outcome: Outcome) => (analysis.complete ? outcome : heldBack(outcome));
  const judgements: Judgement[] = RULES.map((rule) => ({
    rule: rule.id,
    outcome: heeded(rule.judge(analysis)),
  }));
  for (const rule of CLOSING_RULES) {
    const outcome = rule.judge(analysis, [...judgements]);
    judgements.push({ rule: rule.id, outcome: rule === nothingWrong ? outcome : heeded(outcome) });
  }
  return judgements;
}

const ROLES: readonly Role[] = ['cause', 'effect', 'remark'];

/** Names who did it, and is sure enough to. Such a finding comes before one that only says what is full. */
function accuses({ culprit, verdict }: Finding): boolean {
  return culprit !== null && (verdict === 'certain' || verdict === 'probable');
}

/** All findings, the strongest first; of equally strong ones who did it before what happened. */
export function diagnose(analysis: Analysis): Finding[] {
  return findingsOf(examine(analysis)).sort(
    (a, b) =>
      Number(accuses(b)) - Number(accuses(a)) ||
      compareVerdicts(a.verdict, b.verdict) ||
      ROLES.indexOf(a.role) - ROLES.indexOf(b.role),
  );
}
