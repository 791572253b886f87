import type { Answer } from '../commands/dispatch.ts';
import type { Effect } from '../commands/effect.ts';
import { filteredTable } from '../commands/filtered-table.ts';
import { isTable } from '../commands/table.ts';
import { complain } from './complain.ts';
import type { RunContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { type CommandOutcome, type CommandRun, printError, runAndPrint } from './run-commands.ts';
import { scriptLines } from './script-lines.ts';
import { SessionLog } from './session-log.ts';
import { STANDARD_OUTPUT, writeTable } from './tables/write-tables.ts';

/**
 * Runs `-c` and `-cf` commands one after the other. A command that fails does not stop the rest. A
 * table that is written takes the place of the last command's text.
 */
export async function runScript(context: RunContext): Promise<number> {
  const { sink, interrupts, tables } = context;
  const log = new SessionLog(sink, complain);
  const lines = scriptLines(context);
  let failed = false;
  let last: Answer | undefined;
  for (const [i, line] of lines.entries()) {
    interrupts.reset();
    const run = commandRun(context, tables.length > 0 && i === lines.length - 1);
    const outcome = await runAndPrint(line, run);
    const error = 'error' in outcome ? outcome.error : follow(outcome.answer, log);
    if (error !== undefined) {
      failed = true;
      if (run.form === 'none') complain(error);
      else printError(line, error, run);
    }
    if (interrupts.total > 0) return EXIT.interrupted;
    last = answerOf(outcome);
    if (effectOf(last)?.kind === 'quit') break;
  }
  const exit = tables.length === 0 ? EXIT.ok : await writeTables(context, last);
  return exit === EXIT.ok && failed ? EXIT.usage : exit;
}

/** How a command's answer is printed; not at all when its table is, or the table has the output to itself. */
function commandRun(context: RunContext, isTableWritten: boolean): CommandRun {
  const { options, session, sink, driver, tables } = context;
  const isQuiet = isTableWritten || tables.some((one) => one.path === STANDARD_OUTPUT);
  const form = isQuiet ? 'none' : options.json ? 'json' : 'text';
  return { session, sink, driver, text: { timeZone: options.timeZone }, form };
}

function answerOf(outcome: CommandOutcome): Answer | undefined {
  return 'answer' in outcome ? outcome.answer : undefined;
}

function effectOf(answer: Answer | undefined): Effect | undefined {
  return answer?.command.effect?.(answer.result);
}

/** Does what a command asks for besides printing; answers what went wrong. */
function follow(answer: Answer, log: SessionLog): string | undefined {
  const effect = effectOf(answer);
  return effect === undefined ? undefined : log.follow(effect);
}

/** The last command's table, in every form that was asked for. */
async function writeTables(context: RunContext, answer: Answer | undefined): Promise<ExitCode> {
  const { sink, driver } = context;
  const table = answer === undefined ? { none: 'the last command failed' } : filteredTable(answer);
  if (!isTable(table)) {
    const what =
      answer === undefined ? table.none : `${answer.command.name} has none, it gives ${table.none}`;
    complain(`no table is written: ${what}`);
    return EXIT.usage;
  }
  for (const request of context.tables) {
    const isWhole = await writeTable(table, request, sink, driver);
    if (!isWhole) {
      complain(`stopped: ${request.path} is not written`);
      return EXIT.interrupted;
    }
  }
  return EXIT.ok;
}
