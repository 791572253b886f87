import type { Session } from '../analysis/session.ts';
import { storePath, symbolKey } from '../symbols/symbol-key.ts';
import { printable } from '../units/printable.ts';
import { known } from '../units/value.ts';
import { defineCommand } from './command.ts';

/** Which symbols one module has, and why not others. */
export interface ModuleSymbolState {
  readonly module: string;
  readonly state: 'symbol file' | 'symbol file, forced' | 'exports' | 'none';
  /** The file in use, with its id. */
  readonly file?: string;
  /** Name, GUID and age that the module asks for. */
  readonly wants?: string;
  /** What to fetch from a symbol store. */
  readonly storePath?: string;
  /** Places that were tried, with what was wrong. */
  readonly tried: readonly string[];
}

export interface SymbolReport {
  readonly layouts: string;
  readonly modules: readonly ModuleSymbolState[];
  readonly hasPath: boolean;
}

function stateOf(session: Session, index: number): ModuleSymbolState {
  const module = session.kernel.modules[index];
  const file = session.names.symbolFile(module);
  const codeView = known(session.names.image(module).codeView);
  const key = codeView && symbolKey(codeView);
  const search = session.symbols?.searches.find((one) => one.module.base === module.base);
  const table = session.names.table(module);
  const state =
    file === undefined ? (table !== undefined && table.size > 0 ? 'exports' : 'none') : 'symbol file';
  return {
    module: module.name,
    state: file?.forced === true ? 'symbol file, forced' : state,
    file: file?.table.description,
    wants:
      codeView === undefined
        ? undefined
        : `${codeView.pdbName} ${codeView.guid} age ${codeView.age.toString(16)}`,
    storePath: key === undefined || 'refused' in key ? undefined : storePath(key),
    tried: (search?.match?.attempts ?? []).map(({ where, why }) => `${where}: ${why}`),
  };
}

export const symCommand = defineCommand<SymbolReport>({
  name: '!sym',
  aliases: ['.sympath', 'lsym'],
  summary: 'Which symbols each module has, and what is missing',
  parameters: [],
  example: '!sym',
  differs: 'A report of its own; the debugger sets noisy loading with this name.',
  run: (session) => ({
    layouts: session.kernel.layouts.description,
    modules: session.kernel.modules.map((_, i) => stateOf(session, i)),
    hasPath: session.symbols !== undefined,
  }),
  *text({ layouts, modules, hasPath }) {
    yield `Structure layouts: ${printable(layouts)}`;
    if (!hasPath) yield 'No symbol path was given (-y PATH or _NT_SYMBOL_PATH).';
    for (const one of modules) {
      yield '';
      yield `${printable(one.module)}: ${one.state}${one.file === undefined ? '' : `, ${printable(one.file)}`}`;
      if (one.state.startsWith('symbol file')) continue;
      yield one.wants === undefined
        ? '    carries no readable CodeView record: which PDB belongs to it cannot be told'
        : `    wants ${printable(one.wants)}`;
      if (one.storePath !== undefined) yield `    to be fetched as ${printable(one.storePath)}`;
      for (const attempt of one.tried) yield `    tried ${printable(attempt)}`;
    }
    if (modules[0]?.state.startsWith('symbol file')) return;
    yield '';
    yield 'Without symbols of nt these are not shown: page files, Free System PTEs, Locked IO Pages,';
    yield 'Modified PF Pages, Special Pool and the count of failed pool allocations in !vm; session';
    yield 'pool in !poolused 8; names inside nt beyond its exports in stacks and disassembly.';
  },
});
