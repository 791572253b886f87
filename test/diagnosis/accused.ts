import type { Finding } from '../../src/diagnosis/finding.ts';
import type { Truth } from '../builder/build.ts';

/** Names that findings accuse: a suspicion accuses nobody. */
export function accused(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ verdict }) => verdict === 'certain' || verdict === 'probable')
    .flatMap(({ culprit }) => (culprit === null ? [] : [culprit.name]));
}

/** The name that may be accused, if any may. */
export function culpritName({ culprit }: Pick<Truth, 'culprit'>): string | undefined {
  if (culprit === null || culprit.provable === false) return undefined;
  return culprit.kind === 'session' ? `Session ${culprit.session}` : (culprit.module ?? culprit.process);
}
