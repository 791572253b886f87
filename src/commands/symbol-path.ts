import { moduleNamed } from '../kernel/modules.ts';
import { printable } from '../units/printable.ts';
import { CommandError, defineCommand } from './command.ts';

export const symbolPathCommand = defineCommand<{ readonly path?: string }>({
  name: '.sympath',
  summary: 'The symbol path',
  parameters: [{ name: 'Path', kind: 'rest', optional: true, meaning: 'refused: see below' }],
  example: '.sympath',
  differs: 'Shows it only; it is given with -y or _NT_SYMBOL_PATH when the dump is opened.',
  run(session, args) {
    if (args.text('Path') !== undefined)
      throw new CommandError('The symbol path is given when the dump is opened: -y PATH or _NT_SYMBOL_PATH.');
    return { path: session.symbols?.path };
  },
  *text({ path }) {
    yield `Symbol search path is: ${path === undefined ? '<empty>' : printable(path)}`;
    if (path === undefined) yield 'It is given with -y PATH or _NT_SYMBOL_PATH when the dump is opened.';
  },
  json: ({ path }) => ({ path: path ?? null }),
  table: () => ({ none: 'one path' }),
});

export const reloadCommand = defineCommand<{ readonly modules: readonly string[] }>({
  name: '.reload',
  summary: 'Reads the symbols of a module now',
  parameters: [
    {
      name: 'Module',
      kind: 'rest',
      optional: true,
      meaning: 'its name; of all modules symbols are read when they are needed',
      completes: 'module',
    },
  ],
  example: '.reload nt',
  differs: 'Options such as /f are accepted and change nothing; what was read once stays.',
  run(session, args) {
    const words = (args.text('Module') ?? '')
      .split(/\s+/)
      .filter((word) => word !== '' && !word.startsWith('/'));
    const modules = words.map((word) => {
      const name = word.replace(/[=,].*$/, '').replace(/\.[^.]*$/, '');
      const module = moduleNamed(session.kernel.modules, name);
      if (module === undefined) throw new CommandError(`No module is called '${word}'; lm lists them.`);
      session.names.table(module);
      return module.name;
    });
    return { modules };
  },
  *text({ modules }) {
    if (modules.length === 0) yield 'Nothing to reload: symbols are read when they are needed.';
    else yield `Symbols were looked for: ${printable(modules.join(', '))}.`;
    yield '!sym tells which were found and which are wanted.';
  },
  table: () => ({ none: 'an action' }),
});
