import type { Analysis } from '../analysis/analysis.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { conclusion } from './conclusion.ts';
import type { ReportOptions } from './report-options.ts';
import { sentence } from './sentence.ts';
import { catalogueOf } from './text/catalogues.ts';

export function* reportText(
  _analysis: Analysis,
  findings: readonly Finding[],
  options: ReportOptions = {},
): Iterable<string> {
  const catalogue = catalogueOf(options.language);
  yield conclusion(findings, catalogue);
  for (const finding of findings) {
    yield '';
    yield `${sentence(finding.title, catalogue)} [${finding.verdict}]`;
    for (const one of finding.evidence) yield `  - ${sentence(one.says, catalogue)} [${one.source}]`;
    for (const one of finding.against) yield `  ! ${sentence(one, catalogue)}`;
    for (const one of finding.unread) yield `  ? ${sentence(one, catalogue)}`;
    for (const one of finding.next) yield `  > ${sentence(one, catalogue)}`;
    for (const one of finding.byHand) yield `  kd> ${one}`;
  }
}
