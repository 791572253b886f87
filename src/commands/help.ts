import { hex8 } from '../units/address.ts';
import { type Command, CommandError, defineCommand } from './command.ts';
import { commandHelp } from './help-text.ts';
import { syntaxOf } from './parse-arguments.ts';
import { columnsOf } from './table.ts';

export interface HelpResult {
  /** What is explained; every command in brief when left out. */
  readonly command?: Command;
  readonly all: readonly Command[];
}

/**
 * The help command over a list of commands, which it is a member of itself.
 *
 * @param list all commands, asked when help is
 * @param find the command of a name, families included
 */
export function helpCommandOf(
  list: () => readonly Command[],
  find: (name: string) => Command | undefined,
): Command<HelpResult> {
  return defineCommand<HelpResult>({
    name: 'help',
    aliases: ['.hh', '.help', '!help'],
    summary: 'The commands; of one its syntax, flags, an example',
    parameters: [{ name: 'Command', kind: 'word', optional: true, meaning: 'name', completes: 'command' }],
    example: 'help !poolfind',
    run(_session, args) {
      const name = args.text('Command');
      const command = name === undefined ? undefined : find(name);
      if (name !== undefined && command === undefined) throw new CommandError(`No command '${name}'.`);
      return { command, all: list() };
    },
    text: ({ command, all }) => (command === undefined ? briefHelp(all) : commandHelp(command)),
    json: ({ command, all }) => (command === undefined ? all.map(described) : described(command)),
    table: ({ command, all }) => ({
      columns: columnsOf('command also syntax summary'),
      *rows() {
        for (const one of command === undefined ? all : [command])
          yield [one.name, (one.aliases ?? []).join(' '), syntaxOf(one), one.summary];
      },
    }),
  });
}

/** Room for names in the list. */
const NAME_WIDTH = 24;

function* briefHelp(all: readonly Command[]): Iterable<string> {
  for (const { name, aliases = [], summary } of all) {
    yield `  ${[name, ...aliases].join(' ').padEnd(NAME_WIDTH)} ${summary}`;
  }
  yield '';
  yield "'help COMMAND' shows syntax and flags. '| find TEXT' or '| findstr WORDS' behind a command";
  yield 'keeps the lines with TEXT or any of WORDS; /i takes any case, /v the other lines.';
}

/** A command's description without its code. */
function described({ name, aliases, summary, parameters, flags, example, differs }: Command): object {
  const flagsJson = (flags ?? []).map(({ bit, meaning }) => ({ bit: hex8(bit), meaning }));
  return { name, aliases: aliases ?? [], summary, parameters, flags: flagsJson, example, differs };
}
