import type { Analysis } from '../analysis/analysis.ts';
import type { Finding } from './finding.ts';
import { type Message, message } from './message.ts';

/** What a rule makes of an analysis. */
export type Outcome =
  | { readonly answer: 'yes'; readonly findings: readonly Finding[] }
  | { readonly answer: 'no'; readonly why: Message }
  | { readonly answer: 'cannot-tell'; readonly why: Message };

/** A rule's outcome with its name. */
export interface Judgement {
  readonly rule: string;
  readonly outcome: Outcome;
}

/** All findings of rules that answered yes, in the order in which they were asked. */
export function findingsOf(judgements: readonly Judgement[]): Finding[] {
  return judgements.flatMap(({ outcome }) => (outcome.answer === 'yes' ? outcome.findings : []));
}

/** One question asked of every dump. Rules are pure and know nothing of each other. */
export interface Rule {
  readonly id: string;
  judge(analysis: Analysis): Outcome;
}

/** A rule that is asked last, with what the others answered. */
export interface ClosingRule {
  readonly id: string;
  judge(analysis: Analysis, earlier: readonly Judgement[]): Outcome;
}

export function yes(...findings: readonly Finding[]): Outcome {
  return { answer: 'yes', findings };
}

export function no(why: Message): Outcome {
  return { answer: 'no', why };
}

export function cannotTell(why: Message): Outcome {
  return { answer: 'cannot-tell', why };
}

/** That no process stands out is known only where all of them were read. */
export function noProcess(analysis: Analysis, why: Message): Outcome {
  if (analysis.processesComplete) return no(why);
  return cannotTell(message('process-explosion.unread', { processes: analysis.processes.length }));
}

/**
 * An answer of work that was stopped: what was found stands, what was not found may be among the rest.
 */
export function heldBack(outcome: Outcome): Outcome {
  return outcome.answer === 'no' ? cannotTell(message('check.stopped')) : outcome;
}

/** `yes` with the findings, or else what is answered when there are none. */
export function yesIfAny(findings: readonly Finding[], otherwise: () => Outcome): Outcome {
  return findings.length > 0 ? { answer: 'yes', findings } : otherwise();
}
