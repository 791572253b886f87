import type { Session } from '../analysis/session.ts';
import { CommandError, type TextOptions } from '../commands/command.ts';
import { type Answer, answerLines, runCommandLine } from '../commands/dispatch.ts';
import { jsonOf } from '../commands/json.ts';
import { MemoryFaultError } from '../memory/fault.ts';
import { LayoutError } from '../symbols/layouts.ts';
import { jsonChunks, jsonText } from '../units/json-text.ts';
import { breathe, type Driver, driveItems, driveTask } from './drive.ts';
import type { LineSink } from './line-sink.ts';

export interface CommandRun {
  readonly session: Session;
  readonly sink: LineSink;
  readonly driver: Driver;
  readonly text: TextOptions;
  /** `none`: a table is all that is wanted. */
  readonly form: 'text' | 'json' | 'none';
}

/** What a command line came to. */
export type CommandOutcome = { readonly answer: Answer } | { readonly error: string };

/** Errors that are the user's or the dump's; anything else is ours and goes up. */
function isAnswerable(error: unknown): error is Error {
  return error instanceof CommandError || error instanceof LayoutError || error instanceof MemoryFaultError;
}

/** Runs one command line and prints its answer; one that the user stopped is printed as far as it went. */
export async function runAndPrint(line: string, run: CommandRun): Promise<CommandOutcome> {
  const { sink, driver } = run;
  try {
    const answer = await driveTask(runCommandLine(run.session, line), driver);
    driver.resume();
    if (run.form === 'text') {
      await driveItems(answerLines(answer, run.text), (text) => sink.line(text), driver.stopped);
    } else if (run.form === 'json') {
      const chunks = jsonChunks({ command: line, ...doubts(answer), result: jsonOf(answer) });
      await driveItems(chunks, (chunk) => sink.text(chunk), driver.stopped);
      sink.text('\n');
    }
    sink.flush();
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

/** Which forced symbols an answer rests on; nothing when it rests on none. */
function doubts({ forcedSymbols }: Answer): { forcedSymbols?: readonly string[] } {
  return forcedSymbols.length === 0 ? {} : { forcedSymbols };
}

/** Prints why a command line has no answer. */
export function printError(line: string, error: string, { sink, form }: CommandRun): void {
  if (form === 'json') sink.text(`${jsonText({ command: line, error })}\n`);
  else sink.line(error);
  sink.flush();
}
