import { analysisOf } from '../analysis/analysis-of.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { isAllClear } from '../diagnosis/nothing-wrong.rule.ts';
import { writeFileAtomic } from '../files/write-file.ts';
import { reportHtml } from '../report/html.ts';
import { reportJson } from '../report/json.ts';
import { reportText } from '../report/text.ts';
import { indentedJsonText } from '../units/json-text.ts';
import type { RunContext } from './context.ts';
import { driveItems, driveTask } from './drive.ts';
import { EXIT } from './exit-codes.ts';
import type { CliOptions } from './options.ts';
import { STANDARD_OUTPUT } from './tables/write-tables.ts';

/** The whole report: verdict first, as text or JSON, and as HTML when asked. */
export async function runReport(context: RunContext): Promise<number> {
  const { options, session, sink, driver, interrupts } = context;
  const analysis = await driveTask(analysisOf(session), driver);
  driver.resume();
  const findings = diagnose(analysis);
  const reportOptions = {
    language: options.language,
    redact: options.redact,
    timeZone: options.timeZone,
    colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
  };
  const page = options.html === undefined ? undefined : reportHtml(analysis, findings, reportOptions);
  const isPageShown = options.html === STANDARD_OUTPUT;
  if (options.html !== undefined && page !== undefined && !isPageShown)
    writeFileAtomic(options.html, Buffer.from(page, 'utf8'));
  if (page !== undefined && isPageShown) sink.text(page);
  else if (options.json) sink.text(`${indentedJsonText(reportJson(analysis, findings, reportOptions))}\n`);
  else
    await driveItems(
      reportText(analysis, findings, reportOptions),
      // Names in it are made harmless by the report itself; what is left are its own colours.
      (line) => sink.text(`${line}\n`),
      driver.stopped,
    );
  sink.flush();
  if (interrupts.total > 0) return EXIT.interrupted;
  return failsOn(findings, options.failOn) ? EXIT.findings : EXIT.ok;
}

const SURENESS = ['suspected', 'probable', 'certain'];

function failsOn(findings: readonly Finding[], wanted: CliOptions['failOn']): boolean {
  if (wanted === undefined) return false;
  const least = SURENESS.indexOf(wanted);
  return findings.some((one) => !isAllClear(one) && SURENESS.indexOf(one.verdict) >= least);
}
