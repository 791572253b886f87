import type { Session } from '../analysis/session.ts';
import { type Module, moduleNamed } from '../kernel/modules.ts';
import { CommandError, defineCommand } from './command.ts';
import { evaluate } from './expression.ts';
import { listingLines } from './listing-text.ts';
import { parseListOptions } from './lm-options.ts';
import { listingJson, listingTable, listModules, type ModuleListing } from './module-listing.ts';
import { scopeOf } from './scope.ts';

/** The module of that name, or the one that holds the address an expression comes to. */
function moduleOf(session: Session, text: string): Module {
  const { kernel } = session;
  const named = moduleNamed(kernel.modules, text);
  const found = named ?? kernel.moduleAt(evaluate(text, scopeOf(session)));
  if (found === undefined) throw new CommandError(`No module lies at '${text}'; lm lists them.`);
  return found;
}

export const lmiCommand = defineCommand<ModuleListing>({
  name: '!lmi',
  summary: 'Details of one module',
  parameters: [
    { name: 'Module', kind: 'rest', meaning: 'its name, or an address in it', completes: 'module' },
  ],
  example: '!lmi nt',
  differs: 'The same lines as lmv.',
  run(session, args) {
    const module = moduleOf(session, args.text('Module') ?? '');
    return listModules(session, parseListOptions('lmv', ''), module.base);
  },
  text: listingLines,
  json: listingJson,
  table: listingTable,
});
