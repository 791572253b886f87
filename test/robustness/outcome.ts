import { Session } from '../../src/analysis/session.ts';
import { CommandError } from '../../src/commands/command-error.ts';
import { answerLines, runCommandLine } from '../../src/commands/dispatch.ts';
import { jsonOf } from '../../src/commands/json.ts';
import { readCrashDump } from '../../src/dump/crash-dump.ts';
import { DumpError } from '../../src/dump/dump-error.ts';
import { Kernel } from '../../src/kernel/kernel.ts';
import { MemoryFaultError } from '../../src/memory/fault.ts';
import { LayoutError } from '../../src/symbols/layouts.ts';
import { runTask } from '../../src/units/task.ts';
import { bytesSource } from '../fakes/physical.ts';

/** What became of a damaged dump. */
export type Outcome = 'answered' | 'told' | 'refused';

const MAX_LINES = 200_000;
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/**
 * Opens a damaged dump and asks it. Errors that a user can read are an outcome; anything else that is
 * thrown, and a control character in what is printed, goes up as an error.
 */
export function outcomeOf(bytes: Uint8Array, commands: readonly string[]): Outcome {
  let session: Session;
  try {
    session = new Session(new Kernel(readCrashDump(bytesSource(bytes))));
  } catch (error) {
    if (error instanceof DumpError) {
      requirePrintable('the refusal', error.message);
      return 'refused';
    }
    throw error;
  }
  let told = false;
  for (const note of session.kernel.notes) requirePrintable('a note', note);
  for (const command of commands) if (!answers(session, command)) told = true;
  return told ? 'told' : 'answered';
}

function answers(session: Session, command: string): boolean {
  try {
    const answer = runTask(runCommandLine(session, command));
    let lines = 0;
    for (const line of answerLines(answer, { timeZone: 0 })) {
      requirePrintable(command, line);
      if (++lines > MAX_LINES) throw new Error(`${command} prints more than ${MAX_LINES} lines`);
    }
    JSON.stringify(jsonOf(answer));
    return true;
  } catch (error) {
    const isReadable =
      error instanceof CommandError || error instanceof LayoutError || error instanceof MemoryFaultError;
    if (!isReadable) throw error;
    requirePrintable(`the error of ${command}`, error.message);
    return false;
  }
}

function requirePrintable(what: string, text: string): void {
  if (CONTROL.test(text))
    throw new Error(`${what} has a control character: ${JSON.stringify(text.slice(0, 200))}`);
}
