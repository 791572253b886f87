import type { Session } from '../analysis/session.ts';
import type { Task } from '../units/task.ts';
import type { TimeZone } from '../units/time.ts';
import type { CommandArguments, ParameterSpec } from './arguments.ts';
import type { Effect } from './effect.ts';
import type { NoTable, Table } from './table.ts';

/** One flag bit of a command, for its help. */
export interface FlagHelp {
  readonly bit: number;
  readonly meaning: string;
}

/** What every command may need to know of the run, besides the dump. */
export interface TextOptions {
  /** Zone of time stamps; WinDbg uses the debugging machine's. */
  readonly timeZone: TimeZone;
}

/**
 * One command of the WinDbg dialect. `run` turns arguments into plain data, `text` turns that data
 * into lines; neither prints. Described once: parsing, help, completion and the README's table all
 * come from here. A new command is one file and one line in the registry.
 */
export interface Command<R = unknown> {
  /** As typed: `!poolused`, `lm`, `.formats`. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** For families whose options are glued to the name (`lmva`): what else counts as this command. */
  readonly pattern?: RegExp;
  /** What it shows, under 60 characters. */
  readonly summary: string;
  readonly parameters: readonly ParameterSpec[];
  readonly flags?: readonly FlagHelp[];
  readonly example: string;
  /** How it differs from WinDbg's, when it does. */
  readonly differs?: string;
  /** Plain data, at once or as a task. Throws CommandError for what the user can mend. */
  run(session: Session, args: CommandArguments): R | Task<R>;
  /** The lines WinDbg would print, without line ends; lazily, so that millions stream. */
  text(result: R, options: TextOptions): Iterable<string>;
  /** Plain JSON value of the result; the result itself when left out. */
  json?(result: R): unknown;
  /** Rows for --csv, --ndjson and --parquet, or what the result is instead of rows. */
  table(result: R): Table | NoTable;
  /** What is to happen besides printing: leave, keep a log. */
  effect?(result: R): Effect;
}

/** Keeps the result type while a command is defined as an object literal. */
export function defineCommand<R>(command: Command<R>): Command<R> {
  return command;
}

export { CommandError } from './command-error.ts';
