import { inDoubtText } from '../analysis/in-doubt.ts';
import type { Session } from '../analysis/session.ts';
import { CommandError, type TextOptions } from '../commands/command.ts';
import { type Answer, answerLines, runCommandLine } from '../commands/dispatch.ts';
import type { Effect } from '../commands/effect.ts';
import { MemoryFaultError } from '../memory/fault.ts';
import { LayoutError } from '../symbols/layouts.ts';
import { jsonText } from '../units/json-text.ts';
import { printable } from '../units/printable.ts';
import { complain } from './complain.ts';
import { breathe, type Driver, driveItems, driveTask } from './drive.ts';
import { answerChunks } from './json-answer.ts';
import type { LineSink } from './line-sink.ts';
import type { SessionLog } from './session-log.ts';

export interface CommandRun {
  readonly session: Session;
  readonly sink: LineSink;
  readonly driver: Driver;
  readonly text: TextOptions;
  /** `none`: a table is all that is wanted. */
  readonly form: 'text' | 'json' | 'none';
  readonly log: SessionLog;
}

/** What a command line came to. */
export type CommandOutcome = { readonly answer: Answer } | { readonly error: string };

/** Errors that are the user's or the dump's; anything else is ours and goes up. */
function isAnswerable(error: unknown): error is Error {
  return error instanceof CommandError || error instanceof LayoutError || error instanceof MemoryFaultError;
}

/** Runs one command line and prints its answer; one that the user stopped is printed as far as it went. */
export async function runAndPrint(line: string, run: CommandRun): Promise<CommandOutcome> {
  const { sink, driver, log } = run;
  try {
    const answer = await driveTask(runCommandLine(run.session, line), driver);
    const isPart = driver.stopped();
    driver.resume();
    const effect = effectOf(answer);
    const refusal = effect && log.begin(effect);
    if (refusal !== undefined) return { error: refusal };
    await printAnswer(line, answer, isPart, run);
    sink.flush();
    if (effect !== undefined) log.end(effect);
    // A long row of short commands must hear of Ctrl-C too.
    await breathe();
    return { answer };
  } catch (error) {
    if (!isAnswerable(error)) throw error;
    driver.onDone();
    sink.flush();
    return { error: error.message };
  }
}

/** What a command asks for besides printing. */
export function effectOf({ command, result }: Answer): Effect | undefined {
  return command.effect?.(result);
}

async function printAnswer(line: string, answer: Answer, isPart: boolean, run: CommandRun): Promise<void> {
  const { sink, driver, form, text } = run;
  if (form === 'text') {
    await driveItems(answerLines(answer, text), (one) => sink.line(one), driver.stopped);
  } else if (form === 'json') {
    // The document is finished even when it is stopped: its lists end early by themselves.
    const chunks = answerChunks(line, answer, isPart, driver.stopped);
    await driveItems(
      chunks,
      (chunk) => sink.text(chunk),
      () => false,
    );
  } else {
    // A table has no place for it.
    for (const symbols of answer.forcedSymbols) complain(printable(inDoubtText(symbols)));
  }
}

/** Prints why a command line has no answer. */
export function printError(line: string, error: string, { sink, form }: CommandRun): void {
  if (form === 'json') sink.text(`${jsonText({ command: line, error })}\n`);
  else sink.line(error);
  sink.flush();
}
