import type { Culprit, Finding } from '../diagnosis/finding.ts';
import type { Language } from './report-options.ts';
import { sentence } from './sentence.ts';
import { catalogueOf } from './text/catalogues.ts';

/** A finding with its sentences in one language: what programs that use the library print. */
export interface ToldFinding {
  readonly id: string;
  readonly role: Finding['role'];
  readonly title: string;
  /** One or two sentences that stand alone. */
  readonly summary: string;
  readonly verdict: Finding['verdict'];
  readonly culprit: Culprit | null;
  readonly subject: Finding['subject'];
  /** The numbers that prove it, each with where it was read. */
  readonly evidence: readonly { readonly text: string; readonly source: string }[];
  readonly against: readonly string[];
  readonly unread: readonly string[];
  readonly next: readonly string[];
  /** Commands of the debugger that repeat the proof. */
  readonly byHand: readonly string[];
}

/** Puts a finding into words. */
export function tellFinding(finding: Finding, language: Language = 'en'): ToldFinding {
  const catalogue = catalogueOf(language);
  const text = (message: Finding['title']) => sentence(message, catalogue);
  return {
    ...finding,
    title: text(finding.title),
    summary: text(finding.summary),
    evidence: finding.evidence.map(({ says, source }) => ({ text: text(says), source })),
    against: finding.against.map(text),
    unread: finding.unread.map(text),
    next: finding.next.map(text),
  };
}
