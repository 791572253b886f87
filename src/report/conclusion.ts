import type { Analysis } from '../analysis/analysis.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { sentence } from './sentence.ts';
import type { Catalogue } from './text/catalogue.ts';

/** The finding the verdict rests on: who did it, or else the strongest there is. */
export function concludedBy(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ role }) => role === 'cause') ?? findings[0];
}

/** What ran out, who did it, how sure, what to do: one paragraph. */
export function conclusion(
  findings: readonly Finding[],
  { complete }: Analysis,
  catalogue: Catalogue,
): string {
  const main = concludedBy(findings);
  if (main === undefined) return '';
  const exhausted = findings.find(
    ({ id, subject }) => id === `${main.subject.pool}-pool-exhausted` && subject.pool === main.subject.pool,
  );
  const sentences = [main.summary];
  if (exhausted !== undefined && exhausted !== main) sentences.unshift(exhausted.summary);
  const [next] = main.next;
  return [
    ...sentences.map((one) => sentence(one, catalogue)),
    // The dump may tell more than was looked at.
    complete || main.verdict !== 'cannot-tell' ? catalogue.sureness[main.verdict] : catalogue.labels.stopped,
    ...(next === undefined ? [] : [sentence(next, catalogue)]),
  ].join(catalogue.betweenSentences);
}
