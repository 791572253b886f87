import type { Analysis } from '../analysis/analysis.ts';
import type { Finding } from '../diagnosis/finding.ts';

export function redactAnalysis(analysis: Analysis): Analysis {
  return analysis;
}
export function redactFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings;
}
