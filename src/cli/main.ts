import { openSession } from '../analysis/open-session.ts';
import type { Session } from '../analysis/session.ts';
import type { SymbolSource } from '../analysis/symbol-source.ts';
import { DumpError } from '../dump/dump-error.ts';
import { FileError, readWholeFile } from '../files/read-file.ts';
import { writeAll } from '../files/stream.ts';
import { cacheFolder } from '../symbols/cache-folder.ts';
import { checkOutputs } from './check-outputs.ts';
import { complain } from './complain.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Interrupts } from './interrupts.ts';
import { LineSink, OutputClosedError } from './line-sink.ts';
import { type CliOptions, parseCommandLine, UsageError } from './options.ts';
import { ProgressLine } from './progress-line.ts';
import { tableRequests } from './tables/table-requests.ts';
import { loadTagNames } from './tag-file.ts';
import { versionText } from './version.ts';

const STDOUT = 1;
/** At the prompt somebody may well press Ctrl-C more than once. */
const PROMPT_PATIENCE = 4;

/** Runs the command line and answers the exit code. Nothing it meets ends in a stack trace. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const parsed = parseCommandLine(argv, asksVersion(argv) ? versionText() : '');
    if ('run' in parsed) return await run(parsed.run);
    if ('describe' in parsed) {
      const { describe } = await import('./describe/describe.ts');
      writeAll(STDOUT, describe(parsed.describe));
      return EXIT.ok;
    }
    writeAll(STDOUT, parsed.print);
    return parsed.exitCode;
  } catch (error) {
    return explain(error);
  }
}

/** Only then is it worth looking up. */
function asksVersion(argv: readonly string[]): boolean {
  return argv.includes('-V') || argv.includes('--version');
}

function explain(error: unknown): ExitCode {
  if (error instanceof OutputClosedError) return EXIT.ok;
  if (error instanceof UsageError || error instanceof FileError) {
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
  const tables = tableRequests(options);
  checkOutputs(options);
  if (options.online && options.symbols !== undefined) await fetchMissing(options, options.symbols);
  const session = await open(options);
  const sink = new LineSink((text) => {
    if (!writeAll(STDOUT, text)) throw new OutputClosedError();
  });
  const progress = new ProgressLine(options.progress && process.stderr.isTTY === true);
  const interrupts = new Interrupts(options.interactive ? PROMPT_PATIENCE : 1, () => progress.done());
  const driver = {
    onProgress: progress.show.bind(progress),
    onDone: progress.done.bind(progress),
    stopped: () => interrupts.seen,
    resume: () => interrupts.reset(),
  };
  try {
    const context = { session, sink, driver, options, tables, interrupts };
    // The report tells them itself.
    if (options.interactive || options.commands !== undefined || options.script !== undefined)
      for (const note of session.kernel.notes) complain(note);
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

async function open(options: CliOptions): Promise<Session> {
  const session = openSession(options.dump, {
    backend: options.backend,
    symbols: await symbolSource(options),
    tagNames: loadTagNames(options.pooltag, readWholeFile),
  });
  const why = session.symbols?.missing(session.kernel.base);
  const asking =
    options.online || session.symbols?.namesServers !== true ? '' : '; --online asks the servers';
  if (why !== undefined) complain(`no symbols of nt: ${why}${asking}; !sym tells more`);
  return session;
}

/** Readers of symbol files are loaded only when there is a path to look along. */
async function symbolSource(options: CliOptions): Promise<SymbolSource | undefined> {
  if (options.symbols === undefined) return undefined;
  const { SymbolSource } = await import('../analysis/symbol-source.ts');
  return new SymbolSource({ path: options.symbols, force: options.forceSymbols, cache: cacheFolder() });
}

/** Asks the servers the user named for what the dump's modules want; failures are told, not fatal. */
async function fetchMissing(options: CliOptions, path: string): Promise<void> {
  const { fetchForDump } = await import('./fetch-for-dump.ts');
  for (const line of await fetchForDump(options, path)) complain(line);
}
