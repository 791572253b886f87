import { join } from 'node:path';
import type { Session } from '../analysis/session.ts';
import { completeLine } from '../commands/completion.ts';
import { completionWordsOf } from '../commands/completion-words.ts';
import { splitCommands } from '../commands/words.ts';
import { complain } from './complain.ts';
import type { RunContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { HISTORY_LINES, History } from './history.ts';
import { stoppedText } from './interrupts.ts';
import { OutputClosedError } from './line-sink.ts';
import { PromptInput } from './prompt-input.ts';
import { type CommandRun, effectOf, printError, runAndPrint } from './run-commands.ts';
import { scriptLines } from './script-lines.ts';
import { SessionLog } from './session-log.ts';
import { stateFolder } from './state-folder.ts';

/** The `kd>` prompt: commands of `-c` and `-cf` first, then what is typed, until `q` or the end of the input. */
export async function runPrompt(context: RunContext): Promise<number> {
  const { options, session, sink, driver } = context;
  const log = new SessionLog(sink, complain);
  const run: CommandRun = {
    session,
    sink,
    driver,
    log,
    text: { timeZone: options.timeZone },
    form: options.json ? 'json' : 'text',
  };
  const history = new History(join(stateFolder(), 'history'));
  const input = new PromptInput({
    input: process.stdin,
    output: process.stdout,
    history: history.load(),
    historySize: HISTORY_LINES,
    complete: completer(session),
  });
  const prompt = new Prompt(context, run);
  try {
    if (await prompt.runAll(scriptLines(context))) return EXIT.ok;
    for (;;) {
      const text = promptText(session);
      const line = await input.next(text);
      if (line === undefined) break;
      if (line.trim() === '') continue;
      if (input.isTerminal) history.add(line);
      if (await prompt.runLine(line, text)) return EXIT.ok;
    }
    if (input.isTerminal) sink.line('');
    sink.flush();
    return EXIT.ok;
  } finally {
    input.close();
  }
}

/** `1: kd> ` with the number of the processor; `kd> ` where there is only one. */
export function promptText({ kernel, current }: Session): string {
  return kernel.processors.length > 1 ? `${current.processor}: kd> ` : 'kd> ';
}

/**
 * Candidates in the form that readline takes. It fills in what all of them begin with, so a line that
 * begins otherwise keeps it from filling in where they are only to be shown.
 */
function completer(session: Session): (line: string) => [string[], string] {
  const words = completionWordsOf(session);
  return (line) => {
    const { word, candidates, isChoice } = completeLine(line, words);
    return [[...(isChoice === true ? ['choose:'] : []), ...candidates], word];
  };
}

class Prompt {
  constructor(
    private readonly context: RunContext,
    private readonly run: CommandRun,
  ) {}

  /** Runs what was typed in one line; true when it asks to leave. */
  runLine(line: string, promptText: string): Promise<boolean> {
    this.run.log.add(`${promptText}${line}\n`);
    return this.runAll(splitCommands(line));
  }

  /** Runs commands one after the other, up to one that leaves or that the user stops. */
  async runAll(lines: readonly string[]): Promise<boolean> {
    const { interrupts } = this.context;
    const asked = interrupts.total;
    for (const [i, line] of lines.entries()) {
      interrupts.reset();
      if (await this.runOne(line)) return true;
      if (interrupts.total === asked) continue;
      complain(stoppedText(lines.length - 1 - i));
      break;
    }
    return false;
  }

  private async runOne(line: string): Promise<boolean> {
    try {
      const outcome = await runAndPrint(line, this.run);
      if ('error' in outcome) {
        printError(line, outcome.error, this.run);
        return false;
      }
      return effectOf(outcome.answer)?.kind === 'quit';
    } catch (error) {
      if (error instanceof OutputClosedError) throw error;
      // One broken command must not end a session that took minutes to build.
      complain(`${line}: ${error instanceof Error ? error.message : String(error)}`);
      complain('This is a fault of analyze-dump itself, please report it.');
      return false;
    }
  }
}
