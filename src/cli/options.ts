import { InvalidArgumentError, Option, Command as Program } from 'commander';
import { parseTimeZone, type TimeZone } from '../units/time.ts';

export interface CliOptions {
  readonly dump: string;
  readonly commands?: string;
  readonly script?: string;
  readonly interactive: boolean;
  readonly symbols?: string;
  readonly online: boolean;
  readonly forceSymbols: boolean;
  readonly pooltag?: string;
  readonly json: boolean;
  readonly html?: string;
  readonly csv?: string;
  readonly ndjson?: string;
  readonly parquet?: string;
  readonly language: 'en' | 'ja';
  readonly redact: boolean;
  readonly failOn?: 'certain' | 'probable' | 'suspected';
  readonly timeZone: TimeZone;
  readonly progress: boolean;
  readonly backend?: 'mmap' | 'pread';
}

/** A mistake in the command line; the message is for the user. */
export class UsageError extends Error {}

/** What the arguments ask for: a run, a description of the program, or text to print. */
export type Parsed =
  | { readonly run: CliOptions }
  | { readonly describe: Description }
  | { readonly print: string; readonly exitCode: number };

/** The man page, or what teaches a shell the options. */
export const SHELLS = ['bash', 'zsh', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];
export type Description = 'man' | Shell;

function timeZone(text: string): TimeZone {
  const zone = parseTimeZone(text);
  if (zone === undefined)
    throw new InvalidArgumentError('expected UTC, +09:00 or a zone such as Asia/Tokyo.');
  return zone;
}

export function buildProgram(version: string): Program {
  return new Program('analyze-dump')
    .description(
      'Names the driver or the process that ate the pool of a 32-bit Windows, from its memory dump.',
    )
    .version(version, '-V, --version', 'show the version and the Windows builds it knows')
    .argument('[dump]', 'the memory dump, usually MEMORY.DMP')
    .option('-z <file>', 'the memory dump, as kd takes it')
    .option('-c <commands>', 'run WinDbg commands, separated by semicolons, instead of the report')
    .option('--cf <file>', 'run the commands of a script file (also -cf)')
    .option('-i, --interactive', 'a kd> prompt')
    .option('-y, --symbols <path>', 'symbol path: folders, symbol stores, srv*, cache*')
    .option('--online', 'ask the servers of _NT_SYMBOL_PATH and of srv* too; a server in -y is asked anyway')
    .option('--force-symbols', 'take symbols that do not match; results say which rest on them')
    .option('--pooltag <file>', 'descriptions of pool tags, a pooltag.txt')
    .option('--json', 'print the result as JSON')
    .option('--html <file>', 'write the report as one HTML file (- for stdout)')
    .option('--csv <file>', "write the last command's table as CSV (- for stdout)")
    .option('--ndjson <file>', "write the last command's table as JSON lines (- for stdout)")
    .option('--parquet <file>', "write the last command's table as Parquet")
    .addOption(new Option('--lang <language>', 'language of the report').choices(['en', 'ja']).default('en'))
    .option('--redact', 'leave user names, host names and private paths out of the report')
    .addOption(
      new Option('--fail-on <verdict>', 'exit with 1 when a finding is at least this sure').choices([
        'certain',
        'probable',
        'suspected',
      ]),
    )
    .addOption(new Option('--tz <zone>', 'time zone of time stamps').argParser(timeZone).default(0, 'UTC'))
    .option('--no-progress', 'show no progress on stderr')
    .addOption(
      new Option('--completion <shell>', 'print what teaches a shell to complete these options').choices(
        SHELLS,
      ),
    )
    .option('--man', 'print the manual page, for man(1)')
    .addOption(
      new Option('--backend <way>', 'how the file is read: mapped, or in pieces').choices(['mmap', 'pread']),
    )
    .allowExcessArguments(false)
    .exitOverride();
}

/** kd's spelling of two-letter options, turned into the long one. */
function kdSpelling(argv: readonly string[]): string[] {
  return argv.map((word) => (word === '-cf' ? '--cf' : word));
}

/** The debuggers' variables; the alternative path is searched first. */
function symbolVariables(): string | undefined {
  const { _NT_ALT_SYMBOL_PATH: first, _NT_SYMBOL_PATH: second } = process.env;
  return [first, second].filter(Boolean).join(';') || undefined;
}

/** A path typed with the address of a server in it asks for that server; a variable does not. */
function namesServer(path: string | undefined): boolean {
  return path !== undefined && /(?:^|[;*])\s*https?:\/\//i.test(path);
}

/** Reads the command line. Throws UsageError. */
export function parseCommandLine(argv: readonly string[], version: string): Parsed {
  const program = buildProgram(version);
  let printed = '';
  program.configureOutput({ writeOut: (text) => (printed += text), writeErr: () => undefined });
  try {
    program.parse(kdSpelling(argv), { from: 'user' });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === 'commander.helpDisplayed' || code === 'commander.version')
      return { print: printed, exitCode: 0 };
    throw new UsageError(message.replace(/^error: /, ''));
  }
  const given = program.opts();
  if (given.man === true) return { describe: 'man' };
  if (given.completion !== undefined) return { describe: given.completion };
  if (program.args[0] !== undefined && given.z !== undefined)
    throw new UsageError(`one dump at a time: ${given.z} (-z) or ${program.args[0]}`);
  const dump = program.args[0] ?? given.z;
  if (!dump) throw new UsageError('no dump given. Try: analyze-dump MEMORY.DMP');
  if (given.online && (given.symbols ?? symbolVariables()) === undefined)
    throw new UsageError('--online needs a symbol path that names a server (-y or _NT_SYMBOL_PATH).');
  refuseReportOptions(given);
  return {
    run: {
      dump,
      commands: given.c,
      script: given.cf,
      interactive: given.interactive === true,
      symbols: given.symbols ?? symbolVariables(),
      online: given.online === true || namesServer(given.symbols),
      forceSymbols: given.forceSymbols === true,
      pooltag: given.pooltag,
      json: given.json === true,
      html: given.html,
      csv: given.csv,
      ndjson: given.ndjson,
      parquet: given.parquet,
      language: given.lang,
      redact: given.redact === true,
      failOn: given.failOn,
      timeZone: given.tz,
      progress: given.progress !== false,
      backend: given.backend,
    },
  };
}

/** Options of the report that commands would not heed: better refused than believed to have worked. */
function refuseReportOptions(given: Record<string, unknown>): void {
  const runsCommands = given.c !== undefined || given.cf !== undefined || given.interactive === true;
  if (!runsCommands) return;
  for (const [option, text] of [
    ['redact', '--redact'],
    ['html', '--html'],
    ['failOn', '--fail-on'],
  ]) {
    if (given[option] !== undefined)
      throw new UsageError(`${text} is for the report and cannot go with commands.`);
  }
}
