import type { Module } from '../kernel/modules.ts';
import { hex, hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { isTask } from '../units/task.ts';
import { type Command, CommandError, defineCommand } from './command.ts';
import { parseArguments } from './parse-arguments.ts';
import { scopeOf } from './scope.ts';
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
      const { name, rest } = splitName(args.text('Command') ?? '');
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
        result: command.json === undefined ? result : command.json(result),
      })),
  });
}
