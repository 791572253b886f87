import { openDump } from '../analysis/open-dump.ts';
import type { Session } from '../analysis/session.ts';
import { DumpError } from '../dump/dump-error.ts';
import { readWholeFile } from '../files/read-file.ts';
import { writeAll } from '../files/stream.ts';
import { cacheFolder } from '../symbols/cache-folder.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Interrupts } from './interrupts.ts';
import { LineSink, OutputClosedError, safeLine } from './line-sink.ts';
import { type CliOptions, parseCommandLine, UsageError } from './options.ts';
import { ProgressLine } from './progress-line.ts';
import { loadTagNames } from './tag-file.ts';
import { versionText } from './version.ts';

const STDOUT = 1;

function complain(text: string): void {
  for (const line of text.split('\n')) writeAll(2, `analyze-dump: ${safeLine(line)}\n`);
}

/** Runs the command line and answers the exit code. Nothing it meets ends in a stack trace. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const parsed = parseCommandLine(argv, versionText());
    if ('run' in parsed) return await run(parsed.run);
    writeAll(STDOUT, parsed.print);
    return parsed.exitCode;
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): ExitCode {
  if (error instanceof OutputClosedError) return EXIT.ok;
  if (error instanceof UsageError) {
    complain(error.message);
    return EXIT.usage;
  }
  if (error instanceof DumpError) {
    complain(error.message);
    return error.kind === 'damaged' ? EXIT.damaged : EXIT.notADump;
  }
  if (process.env.ANALYZE_DUMP_TRACE) throw error;
  complain(
    `${error instanceof Error ? error.message : String(error)}\nThis is a fault of analyze-dump itself, please report it.`,
  );
  return EXIT.damaged;
}

async function run(options: CliOptions): Promise<number> {
  if (options.online && options.symbols !== undefined) await fetchMissing(options, options.symbols);
  const session = open(options);
  const sink = new LineSink((text) => {
    if (!writeAll(STDOUT, text)) throw new OutputClosedError();
  });
  const progress = new ProgressLine(options.progress && process.stderr.isTTY === true);
  const interrupts = new Interrupts();
  const driver = {
    onProgress: progress.show.bind(progress),
    onDone: progress.done.bind(progress),
    stopped: () => interrupts.seen,
  };
  try {
    const context = { session, sink, driver, options, interrupts };
    if (options.interactive) return await (await import('./prompt.ts')).runPrompt(context);
    if (options.commands !== undefined || options.script !== undefined) {
      return await (await import('./run-script.ts')).runScript(context);
    }
    return await (await import('./run-report.ts')).runReport(context);
  } finally {
    progress.done();
    interrupts.close();
    session.close();
  }
}

function open(options: CliOptions): Session {
  return openDump(options.dump, {
    backend: options.backend,
    symbols: options.symbols,
    forceSymbols: options.forceSymbols,
    symbolCache: cacheFolder(),
    tagNames: loadTagNames(options.pooltag, readWholeFile),
  });
}

/** Asks the servers the user named for what the dump's modules want; failures are told, not fatal. */
async function fetchMissing(options: CliOptions, path: string): Promise<void> {
  const { fetchForDump } = await import('./fetch-for-dump.ts');
  for (const line of await fetchForDump(options, path)) complain(line);
}
