import { analysisOf } from '../analysis/analysis-of.ts';
import { type OpenOptions, openDump } from '../analysis/open-dump.ts';
import type { Session } from '../analysis/session.ts';
import { CommandError } from '../commands/command.ts';
import { answerLines, runCommandLine } from '../commands/dispatch.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { readWholeFile } from '../files/read-file.ts';
import { reportJson } from '../report/json.ts';
import { runTask } from '../units/task.ts';
import type { TimeZone } from '../units/time.ts';
import { compareJson } from './compare-json.ts';
import type { Sample } from './sample.ts';
import { compareStep, readTranscript } from './transcript.ts';

const MAX_SIDECAR = 0x4000000;

export interface SampleResult {
  readonly sample: Sample;
  /** Commands and goldens compared. */
  readonly compared: number;
  /** One line for each difference; empty when all agree. */
  readonly differences: readonly string[];
}

export interface CheckOptions extends OpenOptions {
  /** Zone in which transcripts were taken. */
  readonly timeZone?: TimeZone;
}

/** The report of a sample as its golden keeps it: what depends on where the file lies is left out. */
export function goldenOf(session: Session): unknown {
  const analysis = runTask(analysisOf(session));
  const report = JSON.parse(JSON.stringify(reportJson(analysis, diagnose(analysis)))) as {
    dump?: { path?: unknown };
  };
  if (report.dump !== undefined) delete report.dump.path;
  return report;
}

/** Holds one dump against its transcript and its golden. Throws DumpError when it cannot be opened. */
export function checkSample(sample: Sample, options: CheckOptions = {}): SampleResult {
  const session = openDump(sample.dump, options);
  try {
    const transcript = sample.transcript === undefined ? [] : readTranscript(readText(sample.transcript));
    const differences = transcript.flatMap((step) => {
      const answer = answerText(session, step.command, options.timeZone ?? 0);
      const found = compareStep(step, answer);
      if (found === undefined) return [];
      return [`line ${step.line}, ${step.command}: expected "${found.expected}", found "${found.found}"`];
    });
    if (sample.golden !== undefined) {
      for (const one of compareJson(JSON.parse(readText(sample.golden)), goldenOf(session))) {
        differences.push(`${one.path}: expected ${one.expected}, found ${one.found}`);
      }
    }
    return { sample, compared: transcript.length + (sample.golden === undefined ? 0 : 1), differences };
  } finally {
    session.close();
  }
}

function readText(path: string): string {
  return Buffer.from(readWholeFile(path, MAX_SIDECAR)).toString('utf8');
}

/** Everything a command prints; an error it reports is its answer. */
function answerText(session: Session, command: string, timeZone: TimeZone): string {
  try {
    const answer = runTask(runCommandLine(session, command));
    return [...answerLines(answer, { timeZone })].join('\n');
  } catch (error) {
    if (error instanceof CommandError) return error.message;
    throw error;
  }
}
