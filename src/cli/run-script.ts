import { splitCommands } from '../commands/words.ts';
import { readWholeFile } from '../files/read-file.ts';
import type { RunContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { runAndPrint } from './run-commands.ts';

const MAX_SCRIPT = 0x100000;

/** Runs `-c` and `-cf` commands one after the other. A command that fails does not stop the rest. */
export async function runScript(context: RunContext): Promise<number> {
  const { options, session, sink, driver, interrupts } = context;
  const script =
    options.script === undefined
      ? ''
      : Buffer.from(readWholeFile(options.script, MAX_SCRIPT)).toString('utf8');
  const lines = [...splitCommands(script), ...splitCommands(options.commands ?? '')];
  const run = { session, sink, driver, text: { timeZone: options.timeZone }, json: options.json };
  let failed = false;
  for (const line of lines) {
    const outcome = await runAndPrint(line, run);
    if ('error' in outcome) {
      failed = true;
      sink.line(options.json ? JSON.stringify({ command: line, error: outcome.error }) : outcome.error);
      sink.flush();
    }
    if (interrupts.seen) return EXIT.interrupted;
  }
  return failed ? EXIT.usage : EXIT.ok;
}
