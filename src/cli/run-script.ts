import type { Answer } from '../commands/dispatch.ts';
import { filteredTable } from '../commands/filtered-table.ts';
import { isTable } from '../commands/table.ts';
import { complain } from './complain.ts';
import type { RunContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { stoppedText } from './interrupts.ts';
import { type CommandRun, effectOf, printError, runAndPrint } from './run-commands.ts';
import { scriptLines } from './script-lines.ts';
import { SessionLog } from './session-log.ts';
import { STANDARD_OUTPUT, writeTable } from './tables/write-tables.ts';

/**
 * Runs `-c` and `-cf` commands one after the other. A command that fails does not stop the rest, Ctrl-C does. A
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
    const run = commandRun(context, log, tables.length > 0 && i === lines.length - 1);
    const outcome = await runAndPrint(line, run);
    if ('error' in outcome) {
      failed = true;
      if (run.form === 'none') complain(outcome.error);
      else printError(line, outcome.error, run);
    }
    if (interrupts.total > 0) {
      complain(tables.length === 0 ? stoppedText(lines.length - 1 - i) : 'stopped: no table is written');
      return EXIT.interrupted;
    }
    last = 'answer' in outcome ? outcome.answer : undefined;
    if (last !== undefined && effectOf(last)?.kind === 'quit') break;
  }
  const exit = tables.length === 0 ? EXIT.ok : await writeTables(context, last);
  return exit === EXIT.ok && failed ? EXIT.usage : exit;
}

/** How a command's answer is printed; not at all when its table is, or the table has the output to itself. */
function commandRun(context: RunContext, log: SessionLog, isTableWritten: boolean): CommandRun {
  const { options, session, sink, driver, tables } = context;
  const isQuiet = isTableWritten || tables.some((one) => one.path === STANDARD_OUTPUT);
  const form = isQuiet ? 'none' : options.json ? 'json' : 'text';
  return { session, sink, driver, text: { timeZone: options.timeZone }, form, log };
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
    const written = await writeTable(table, request, sink, driver);
    if (written === 'whole') continue;
    const where = request.path === STANDARD_OUTPUT ? 'the standard output' : request.path;
    complain(
      `stopped: ${where} ${written === 'part' ? 'has only a part of the table' : 'is left as it was'}`,
    );
    return EXIT.interrupted;
  }
  return EXIT.ok;
}
