import { tagUsageOf } from '../analysis/pool-of.ts';
import { processesOf } from '../analysis/processes-of.ts';
import type { Session } from '../analysis/session.ts';
import { moduleNamed } from '../kernel/modules.ts';
import { LayoutError } from '../symbols/layouts.ts';
import { hex8 } from '../units/address.ts';
import { tagText } from '../units/tag.ts';
import type { CompletionWords } from './completion.ts';
import { commands, findCommand } from './registry.ts';

/** Completion out of what a dump holds: tags in use, modules, their symbols, processes. */
export function completionWordsOf(session: Session): CompletionWords {
  return {
    commands: () => commands,
    find: findCommand,
    tags: () => session.once('completion-tags', () => tagsInUse(session)),
    modules: () => session.kernel.modules.map((module) => module.name),
    symbols: (module, start) => symbolsOf(session, module, start),
    processes: () => processWords(session),
  };
}

function processWords(session: Session): { name: string; address: string }[] {
  const processes = attempt(() => processesOf(session).processes) ?? [];
  return processes.map(({ name, address }) => ({ name, address: hex8(address) }));
}

/** Without its trailing blanks a tag can be typed. */
function tagsInUse(session: Session): string[] {
  const { tags } = attempt(() => tagUsageOf(session)) ?? { tags: [] };
  return Array.from(tags, (tag) => tagText(tag).trimEnd());
}

/** What a dump cannot answer is not offered; saying so is for the command itself. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof LayoutError) return undefined;
    throw error;
  }
}

function* symbolsOf(session: Session, moduleName: string, start: string): Iterable<string> {
  const module = moduleNamed(session.kernel.modules, moduleName);
  const table = module === undefined ? undefined : session.names.table(module);
  const prefix = start.toLowerCase();
  for (const { name } of table ?? []) {
    if (name.toLowerCase().startsWith(prefix)) yield name;
  }
}
