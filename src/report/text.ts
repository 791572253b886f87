import type { Analysis } from '../analysis/analysis.ts';
import { examine } from '../diagnosis/diagnose.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { POOLS } from '../diagnosis/pool-pressure.ts';
import { concludedBy, conclusion } from './conclusion.ts';
import { redactAnalysis, redactFindings } from './redact.ts';
import type { ReportOptions } from './report-options.ts';
import { sentence } from './sentence.ts';
import type { Catalogue } from './text/catalogue.ts';
import { catalogueOf } from './text/catalogues.ts';
import { findingLines } from './text/findings-text.ts';
import { moduleLines, sessionLines, typeLines } from './text/object-text.ts';
import { type Paint, paint } from './text/paint.ts';
import { coverageLines, tagLines } from './text/pool-text.ts';
import { amountCells, dumpLines, memoryRows } from './text/system-text.ts';
import { tableLines } from './text/table-text.ts';
import { cutTexts, unreadTexts } from './text/unread-text.ts';
import { hanging, PAGE_WIDTH, padRight, textWidth, wrap } from './text/width.ts';

/** The report for a terminal or a mail: verdict first, then the proof, then the tables. 80 columns. */
export function* reportText(
  analysis: Analysis,
  findings: readonly Finding[],
  options: ReportOptions = {},
): Iterable<string> {
  const shown = options.redact ? redactAnalysis(analysis) : analysis;
  const told = options.redact ? redactFindings(findings) : findings;
  const catalogue = catalogueOf(options.language);
  const { labels } = catalogue;
  const styles = paint(options.colour === true);
  yield* verdictLines(shown, told, catalogue, styles);
  yield '';
  yield* dumpLines(shown, catalogue, options.timeZone ?? 0);
  for (const line of cutTexts(shown, catalogue)) yield* hanging('  ', line);
  if (options.redact) yield* hanging('  ', labels.redacted);
  if (!shown.complete) yield* hanging('  ', labels.stopped);
  yield* section(labels.findings, catalogue, styles, findingsLines(told, catalogue, styles));
  yield* section(labels.checks, catalogue, styles, checkLines(shown, catalogue));
  yield* section(labels.virtualMemory, catalogue, styles, memoryLines(shown, catalogue));
  for (const pool of POOLS) {
    const title = `${labels.tags}: ${catalogue.pools[pool]}`;
    yield* section(title, catalogue, styles, tagLines(shown, pool, catalogue));
  }
  yield* section(labels.holders, catalogue, styles, typeLines(shown, catalogue));
  if (shown.sessions.length > 0) {
    yield* section(labels.sessions, catalogue, styles, sessionLines(shown, catalogue));
  }
  yield* section(labels.modules, catalogue, styles, moduleLines(shown, told, catalogue));
  yield* section(labels.coverage, catalogue, styles, coverageLines(shown, catalogue));
  yield* section(labels.unreadParts, catalogue, styles, unreadLines(shown, catalogue));
}

/** Headings stand out by capitals where the language has them. */
function heading(text: string, { capitals }: Catalogue): string {
  return capitals ? text.toUpperCase() : text;
}

function* section(
  title: string,
  catalogue: Catalogue,
  styles: Paint,
  lines: Iterable<string>,
): Iterable<string> {
  yield '';
  yield styles.heading(heading(title, catalogue));
  yield* lines;
}

function* verdictLines(
  analysis: Analysis,
  findings: readonly Finding[],
  catalogue: Catalogue,
  styles: Paint,
): Iterable<string> {
  const main = concludedBy(findings);
  if (main === undefined) return;
  const { verdict } = main;
  yield `${styles.heading(heading(catalogue.labels.verdict, catalogue))}: ${styles.verdict(verdict, catalogue.verdicts[verdict])}`;
  for (const line of wrap(conclusion(findings, analysis, catalogue), PAGE_WIDTH - 2)) yield `  ${line}`;
}

function* findingsLines(findings: readonly Finding[], catalogue: Catalogue, styles: Paint): Iterable<string> {
  for (const [i, finding] of findings.entries()) {
    if (i > 0) yield '';
    yield* findingLines(finding, i + 1, catalogue, styles);
  }
}

/** What every rule answered; a healthy dump is believed only when it is shown what was looked at. */
function* checkLines(analysis: Analysis, catalogue: Catalogue): Iterable<string> {
  const { checks } = catalogue.terms;
  const width = Math.max(...Object.values(checks).map(textWidth)) + 2;
  for (const { rule, outcome } of examine(analysis)) {
    const answer = catalogue.answers[outcome.answer];
    const why = outcome.answer === 'yes' ? '' : `: ${sentence(outcome.why, catalogue)}`;
    yield* hanging(`  ${padRight(checks[rule] ?? rule, width)}`, `${answer}${why}`);
  }
}

function* memoryLines(analysis: Analysis, catalogue: Catalogue): Iterable<string> {
  const { labels } = catalogue;
  yield* tableLines(
    [
      { title: '' },
      { title: labels.amount, right: true },
      { title: labels.kilobytes, right: true },
      { title: '', fill: true },
    ],
    memoryRows(analysis, catalogue).map(([name, value]) => amountCells(name, value, catalogue)),
  );
}

function* unreadLines(analysis: Analysis, catalogue: Catalogue): Iterable<string> {
  const lines = unreadTexts(analysis, catalogue);
  if (analysis.unread.length === 0) yield `  ${catalogue.labels.nothingUnread}`;
  for (const line of lines) yield* hanging('  - ', line);
}
