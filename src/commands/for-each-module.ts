import type { Module } from '../kernel/modules.ts';
import { hex, hex8 } from '../units/address.ts';
import { jsonText } from '../units/json-text.ts';
import { printable } from '../units/printable.ts';
import { isTask } from '../units/task.ts';
import { type Command, CommandError, defineCommand } from './command.ts';
import { parseArguments } from './parse-arguments.ts';
import { scopeOf } from './scope.ts';
import { isTable, type Table } from './table.ts';
import { splitName } from './words.ts';

/** What one module's run of the command came to. */
interface ModuleAnswer {
  readonly module: string;
  readonly command: Command;
  readonly result: unknown;
}

/** What the aliases stand for while a module is looked at; case matters, as in the debugger. */
function aliasesOf(module: Module): Readonly<Record<string, string>> {
  return {
    '@#Base': hex8(module.base),
    '@#End': hex8(module.base + module.size),
    '@#Size': hex(module.size),
    '@#ModuleName': module.name,
    '@#ImageName': module.fileName,
  };
}

function substitute(text: string, module: Module): string {
  const aliases = aliasesOf(module);
  return text.replace(/@#[A-Za-z]+/g, (alias) => aliases[alias] ?? alias);
}

/** The command may stand in quotes, those inside it behind a backslash. */
function unquoted(text: string): string {
  const [, inner] = /^"(.*)"$/s.exec(text.trim()) ?? [];
  return inner === undefined ? text : inner.replaceAll('\\"', '"');
}

/** `!for_each_module`: needs to find other commands, so the registry hands it the way to do that. */
export function forEachModuleCommandOf(
  find: (name: string) => Command | undefined,
): Command<readonly ModuleAnswer[]> {
  return defineCommand<readonly ModuleAnswer[]>({
    name: '!for_each_module',
    summary: 'Runs a command for every module',
    parameters: [
      {
        name: 'Command',
        kind: 'rest',
        meaning: 'with @#Base, @#End, @#Size, @#ModuleName, @#ImageName in it',
      },
    ],
    example: '!for_each_module s -a @#Base @#End "MSKK"',
    differs: 'Modules come in load order; session modules are read through a process of a session.',
    *run(session, args) {
      const { name, rest } = splitName(unquoted(args.text('Command') ?? ''));
      const command = find(name);
      if (command?.name === '!for_each_module') throw new CommandError('!for_each_module cannot run itself.');
      if (command === undefined) throw new CommandError(`!for_each_module: no command '${name}'.`);
      const answers: ModuleAnswer[] = [];
      const { modules } = session.kernel;
      for (const [done, module] of modules.entries()) {
        if (yield { what: `looking at ${printable(module.name)}`, done, total: modules.length }) break;
        const parsed = parseArguments(
          command,
          name.toLowerCase(),
          substitute(rest, module),
          scopeOf(session),
        );
        const outcome = command.run(session, parsed);
        answers.push({ module: module.name, command, result: isTask(outcome) ? yield* outcome : outcome });
      }
      return answers;
    },
    *text(answers, options) {
      for (const { command, result } of answers) yield* command.text(result, options);
    },
    json: (answers) =>
      answers.map(({ module, command, result }) => ({
        module,
        result: resultJson(command, result),
      })),
    table: moduleTable,
  });
}

/** The rows of all modules under one heading, each behind its module; a result without rows is one. */
function moduleTable(answers: readonly ModuleAnswer[]): Table {
  const tables = answers.map(({ module, command, result }) => {
    const table = command.table(result);
    return { module, table: isTable(table) ? table : oneCell(jsonText(resultJson(command, result))) };
  });
  return {
    columns: [{ name: 'for_module', type: 'text' }, ...(tables[0]?.table.columns ?? [])],
    *rows() {
      for (const { module, table } of tables) for (const row of table.rows()) yield [module, ...row];
    },
  };
}

function oneCell(text: string): Table {
  return { columns: [{ name: 'result', type: 'text' }], rows: () => [[text]] };
}

function resultJson(command: Command, result: unknown): unknown {
  return command.json === undefined ? result : command.json(result);
}
