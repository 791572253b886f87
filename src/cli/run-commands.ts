import type { Session } from '../analysis/session.ts';
import { CommandError, type TextOptions } from '../commands/command.ts';
import { type Answer, answerLines, runCommandLine } from '../commands/dispatch.ts';
import { jsonOf } from '../commands/json.ts';
import { MemoryFaultError } from '../memory/fault.ts';
import { LayoutError } from '../symbols/layouts.ts';
import { type Driver, driveLines, driveTask } from './drive.ts';
import type { LineSink } from './line-sink.ts';

export interface CommandRun {
  readonly session: Session;
  readonly sink: LineSink;
  readonly driver: Driver;
  readonly text: TextOptions;
  readonly json: boolean;
}

/** What a command line came to. */
export type CommandOutcome = { readonly answer: Answer } | { readonly error: string };

/** Errors that are the user's or the dump's; anything else is ours and goes up. */
function isAnswerable(error: unknown): error is Error {
  return error instanceof CommandError || error instanceof LayoutError || error instanceof MemoryFaultError;
}

/** Runs one command line and prints its answer. */
export async function runAndPrint(line: string, run: CommandRun): Promise<CommandOutcome> {
  try {
    const answer = await driveTask(runCommandLine(run.session, line), run.driver);
    if (run.json) run.sink.line(JSON.stringify({ command: line, result: jsonOf(answer) }));
    else await driveLines(answerLines(answer, run.text), (text) => run.sink.line(text), run.driver.stopped);
    run.sink.flush();
    return { answer };
  } catch (error) {
    if (!isAnswerable(error)) throw error;
    run.driver.onDone();
    run.sink.flush();
    return { error: error.message };
  }
}
