import { commands } from '../../commands/registry.ts';
import { buildProgram, type Description } from '../options.ts';
import { versionText } from '../version.ts';
import { manPage } from './man-page.ts';
import { optionList } from './option-list.ts';
import { completionScript } from './shell-completion.ts';

/** The man page, or the completion script of a shell. */
export function describe(what: Description): string {
  const program = buildProgram('');
  const options = optionList(program);
  if (what === 'man') {
    const [version = ''] = /\d\S*/.exec(versionText()) ?? [];
    return manPage({ version, description: program.description(), options, commands });
  }
  return completionScript(
    what,
    options,
    commands.map((command) => command.name),
  );
}
