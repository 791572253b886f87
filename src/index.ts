/**
 * The library: everything the command line does, as typed data.
 *
 * ```js
 * const dump = openDump('MEMORY.DMP');
 * for (const finding of diagnose(analyze(dump))) console.log(finding.title);
 * dump.close();
 * ```
 */
import type { Analysis } from './analysis/analysis.ts';
import { analysisOf } from './analysis/analysis-of.ts';
import { crossCheckOf, poolOf } from './analysis/pool-of.ts';
import { Session } from './analysis/session.ts';
import { answerLines, runCommandLine } from './commands/dispatch.ts';
import { jsonOf } from './commands/json.ts';
import { diagnose as findingsOf } from './diagnosis/diagnose.ts';
import type { CrossCheck } from './pool/cross-check.ts';
import type { Pool } from './pool/pool.ts';
import { reportHtml as htmlOf } from './report/html.ts';
import { reportJson as jsonReportOf } from './report/json.ts';
import type { Language, ReportOptions } from './report/report-options.ts';
import { reportText as textOf } from './report/text.ts';
import { type ToldFinding, tellFinding } from './report/told-finding.ts';
import { type Progress, runTask } from './units/task.ts';
import type { TimeZone } from './units/time.ts';

export type { Analysis } from './analysis/analysis.ts';
export { type ObjectJoin, objectJoinOf } from './analysis/holders-of.ts';
export { type OpenOptions, openDump } from './analysis/open-dump.ts';
export { bigPagesOf, crossCheckOf, poolOf, poolTalliesOf, tagUsageOf } from './analysis/pool-of.ts';
export { processesOf } from './analysis/processes-of.ts';
export type { Session } from './analysis/session.ts';
export { virtualMemoryOf } from './analysis/virtual-memory-of.ts';
export { CommandError } from './commands/command-error.ts';
export { DumpError, type DumpErrorCode, type DumpErrorKind } from './dump/dump-error.ts';
export type { Kernel } from './kernel/kernel.ts';
export { describeFault, type Fault, MemoryFaultError } from './memory/fault.ts';
export type { CrossCheck } from './pool/cross-check.ts';
export type { Pool, PoolBlock, PoolPage } from './pool/pool.ts';
export { parsePoolTags } from './pool/tag-names/parse-pool-tags.ts';
export type { TagNames } from './pool/tag-names/tag-names.ts';
export type { Language, ReportOptions } from './report/report-options.ts';
export type { ToldFinding } from './report/told-finding.ts';
export { LayoutError } from './symbols/layouts.ts';
export { type Progress, runTask, type Task } from './units/task.ts';
export type { Absent, Present, Source, Value } from './units/value.ts';

/** Called now and then while long work runs; answering true stops it with what there is. */
export type OnProgress = (progress: Progress) => boolean | undefined;

/** Computes everything a verdict rests on, as plain data. */
export function analyze(dump: Session, onProgress?: OnProgress): Analysis {
  return runTask(analysisOf(dump), onProgress);
}

/** The findings of an analysis in words, the strongest first. */
export function diagnose(analysis: Analysis, language: Language = 'en'): ToldFinding[] {
  return findingsOf(analysis).map((finding) => tellFinding(finding, language));
}

/** Every block of every pool, walked once. */
export function walkPool(dump: Session, onProgress?: OnProgress): Pool {
  return runTask(poolOf(dump), onProgress);
}

/** The kernel's own counters by tag, held against the walked pool. */
export function checkPool(dump: Session, onProgress?: OnProgress): CrossCheck {
  return runTask(crossCheckOf(dump), onProgress);
}

/** What one command of the debugger's dialect answers. */
export interface CommandResult {
  /** As JSON-ready data. */
  readonly data: unknown;
  /** The lines a debugger would print, made while they are read; they may be read more than once. */
  readonly lines: Iterable<string>;
  /** Symbols that the answer rests on although they do not match their module; empty unless forced. */
  readonly forcedSymbols: readonly string[];
}

/**
 * Runs one command, such as `!poolused 4`. Throws CommandError for a mistake in it, TypeError for an
 * argument of the wrong kind.
 */
export function runCommand(dump: Session, line: string, timeZone: TimeZone = 0): CommandResult {
  if (!(dump instanceof Session)) throw new TypeError('dump must be what openDump answers');
  if (typeof line !== 'string')
    throw new TypeError(`line must be a string such as '!vm 5', not ${line === null ? 'null' : typeof line}`);
  const answer = runTask(runCommandLine(dump, line));
  return {
    get data() {
      return jsonOf(answer);
    },
    lines: { [Symbol.iterator]: () => answerLines(answer, { timeZone })[Symbol.iterator]() },
    forcedSymbols: answer.forcedSymbols,
  };
}

/** The whole report as lines of text. */
export function reportText(analysis: Analysis, options: ReportOptions = {}): Iterable<string> {
  return textOf(analysis, findingsOf(analysis), options);
}

/** The whole report as data, in the shape of `schema/report.schema.json`. */
export function reportJson(analysis: Analysis, options: ReportOptions = {}): Record<string, unknown> {
  return jsonReportOf(analysis, findingsOf(analysis), options);
}

/** The whole report as one self-contained HTML page. */
export function reportHtml(analysis: Analysis, options: ReportOptions = {}): string {
  return htmlOf(analysis, findingsOf(analysis), options);
}
