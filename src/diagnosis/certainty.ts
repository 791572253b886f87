import { VERDICTS, type Verdict } from './finding.ts';

/** The weaker of two verdicts: each doubt may only lower. */
export function lowerTo(verdict: Verdict, atMost: Verdict): Verdict {
  return VERDICTS.indexOf(verdict) > VERDICTS.indexOf(atMost) ? verdict : atMost;
}

/** Negative when `a` is stronger. */
export function compareVerdicts(a: Verdict, b: Verdict): number {
  return VERDICTS.indexOf(a) - VERDICTS.indexOf(b);
}
