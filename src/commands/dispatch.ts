import { inDoubtText } from '../analysis/in-doubt.ts';
import type { Session } from '../analysis/session.ts';
import { printable } from '../units/printable.ts';
import { isTask, type Task } from '../units/task.ts';
import type { Command } from './command.ts';
import { CommandError } from './command-error.ts';
import { foreignHint } from './foreign-commands.ts';
import { type LineFilter, passes, splitFilters } from './line-filter.ts';
import { parseArguments } from './parse-arguments.ts';
import { commands, findCommand } from './registry.ts';
import { scopeOf } from './scope.ts';
import { splitName } from './words.ts';

/** What became of one command line: the command and its result, ready to be rendered. */
export interface Answer<R = unknown> {
  readonly command: Command<R>;
  readonly result: R;
  /** Only lines that pass are wanted (`| find TEXT`); empty when all are. */
  readonly filters: readonly LineFilter[];
  /** Symbols the result rests on although they do not match their module: the user forced them. */
  readonly forcedSymbols: readonly string[];
}

/** Runs one command line. Throws CommandError for what the user can mend. */
export function* runCommandLine(session: Session, line: string): Task<Answer> {
  const { text, filters } = splitFilters(line);
  const { name: typed, rest } = splitName(text);
  const name = typed.toLowerCase() === 'd' ? (session.current.lastDisplay ?? 'db') : typed;
  if (name === '') throw new CommandError('A command is missing.');
  const command = findCommand(name);
  if (command === undefined) throw unknownCommand(name);
  const { value, forced } = yield* session.watchForced(resultOf(session, command, name, rest));
  return { command, result: value, filters, forcedSymbols: [...forced] };
}

function* resultOf(session: Session, command: Command, typed: string, rest: string): Task<unknown> {
  const args = parseArguments(command, typed.toLowerCase(), rest, scopeOf(session));
  const outcome = command.run(session, args);
  return isTask(outcome) ? yield* outcome : outcome;
}

function unknownCommand(name: string): CommandError {
  const foreign = foreignHint(name);
  if (foreign !== undefined) return new CommandError(`No command '${name}': ${foreign}.`);
  const near = nearestCommand(name);
  const hint =
    near === undefined ? "'help' lists the commands" : `did you mean ${near}? 'help' lists the commands`;
  return new CommandError(`No command '${name}'; ${hint}.`);
}

/** The known name with the fewest edits, or that begins so, when it is close enough to be a slip. */
export function nearestCommand(name: string): string | undefined {
  const wanted = name.toLowerCase().slice(0, 40);
  const names = commands.flatMap((command) => [command.name, ...(command.aliases ?? [])]);
  let best: { name: string; distance: number } | undefined;
  for (const candidate of names) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (best === undefined || distance < best.distance) best = { name: candidate, distance };
  }
  if (best !== undefined && best.distance <= Math.floor(wanted.length / 3)) return best.name;
  return wanted === '' ? undefined : names.find((one) => one.toLowerCase().startsWith(wanted));
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

/** The lines of an answer, filtered when a filter was given. */
export function answerLines(answer: Answer, options: Parameters<Command['text']>[1]): Iterable<string> {
  const lines = answer.command.text(answer.result, options);
  // Millions of lines pass here: the generator around them is left out where it adds nothing.
  return answer.filters.length === 0 && answer.forcedSymbols.length === 0 ? lines : told(answer, lines);
}

function* told({ filters, forcedSymbols }: Answer, lines: Iterable<string>): Iterable<string> {
  for (const symbols of forcedSymbols) yield `*** ${printable(inDoubtText(symbols))}`;
  for (const line of lines) {
    if (passes(filters, [line])) yield line;
  }
}
