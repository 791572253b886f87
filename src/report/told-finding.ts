import type { Culprit, Evidence, Finding, Role, Subject, Verdict } from '../diagnosis/finding.ts';
import type { Message } from '../diagnosis/message.ts';
import type { Language } from './report-options.ts';
import { sentence } from './sentence.ts';
import { catalogueOf } from './text/catalogues.ts';

/** A finding in words of one language. */
export interface ToldFinding {
  readonly id: string;
  readonly role: Role;
  readonly title: string;
  readonly summary: string;
  readonly verdict: Verdict;
  readonly culprit: Culprit | null;
  readonly subject: Subject;
  readonly evidence: readonly { readonly text: string; readonly source: Evidence['source'] }[];
  readonly against: readonly string[];
  readonly unread: readonly string[];
  readonly next: readonly string[];
  readonly byHand: readonly string[];
}

/** Puts a finding into words; everything that came out of the dump is made harmless. */
export function tellFinding(finding: Finding, language: Language = 'en'): ToldFinding {
  const catalogue = catalogueOf(language);
  const text = (message: Message) => sentence(message, catalogue);
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
