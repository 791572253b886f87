import type { Analysis } from '../analysis/analysis.ts';
import type { Finding } from '../diagnosis/finding.ts';
import type { ReportOptions } from './report-options.ts';

export function reportHtml(
  _analysis: Analysis,
  _findings: readonly Finding[],
  _options: ReportOptions = {},
): string {
  return '<!doctype html><title>analyze-dump</title>';
}
