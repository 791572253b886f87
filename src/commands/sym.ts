import { type KernelVariable, kernelVariables, missingVariables } from '../analysis/kernel-variables.ts';
import type { Session } from '../analysis/session.ts';
import type { Module } from '../kernel/modules.ts';
import { storePath, symbolKey } from '../symbols/symbol-key.ts';
import { hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { isPresent, known } from '../units/value.ts';
import { defineCommand } from './command.ts';
import { columnsOf } from './table.ts';

/** Which symbols one module has, and why not others. */
export interface ModuleSymbolState {
  readonly module: string;
  readonly state: 'symbol file' | 'symbol file, forced' | 'exports' | 'none';
  /** The file in use, with its id. */
  readonly file?: string;
  /** Where that file lies. */
  readonly path?: string;
  /** The file was parsed on an earlier run. */
  readonly fromCache?: boolean;
  /** It describes stack frames. */
  readonly hasFrames?: boolean;
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
  /** Variables of nt that commands read. */
  readonly variables: readonly KernelVariable[];
  /** What commands lack, or do in another way, one line each. */
  readonly lacking: readonly string[];
}

function stateOf(session: Session, module: Module): ModuleSymbolState {
  const file = session.names.symbolFile(module);
  const codeView = known(session.names.image(module).codeView);
  const key = codeView && symbolKey(codeView);
  const match = session.symbols?.searches.find((one) => one.module.base === module.base)?.match;
  const table = session.names.table(module);
  const state =
    file === undefined ? (table !== undefined && table.size > 0 ? 'exports' : 'none') : 'symbol file';
  return {
    module: module.name,
    state: file?.forced === true ? 'symbol file, forced' : state,
    file: file?.table.description,
    path: match?.found === true ? match.path : undefined,
    fromCache: match?.found === true ? match.fromCache : undefined,
    hasFrames: file && file.frames !== undefined,
    wants:
      codeView === undefined
        ? undefined
        : `${codeView.pdbName} ${codeView.guid} age ${codeView.age.toString(16)}`,
    storePath: key === undefined || 'refused' in key ? undefined : storePath(key),
    tried: (match?.attempts ?? []).map(({ where, why }) => `${where}: ${why}`),
  };
}

/** What is missing for want of a symbol, one line each; commands that lack the same thing stand together. */
function lackingLines(variables: readonly KernelVariable[], nt: ModuleSymbolState | undefined): string[] {
  const names = new Map<string, string[]>();
  for (const { name, without } of missingVariables(variables)) {
    names.set(without, [...(names.get(without) ?? []), `nt!${name}`]);
  }
  const lines = [...names].map(([without, wanted]) => `${without} (${wanted.join(', ')})`);
  if (nt?.file === undefined) lines.push('ln, stacks, u: names inside nt beyond its exports');
  if (nt?.file !== undefined && nt.hasFrames !== true)
    lines.push('stacks: functions of nt without a frame pointer (its symbol file has no frame data)');
  return lines;
}

function* moduleLines(one: ModuleSymbolState): Iterable<string> {
  yield `${printable(one.module)}: ${one.state}${one.file === undefined ? '' : `, ${printable(one.file)}`}`;
  if (one.path !== undefined)
    yield `    from ${printable(one.path)}${one.fromCache ? ' (parsed earlier, kept in the cache)' : ''}`;
  if (one.state === 'symbol file') return;
  yield one.wants === undefined
    ? '    carries no readable CodeView record: which PDB belongs to it cannot be told'
    : `    wants ${printable(one.wants)}`;
  if (one.storePath !== undefined) yield `    to be fetched as ${printable(one.storePath)}`;
  for (const attempt of one.tried) yield `    tried ${printable(attempt)}`;
}

function variableJson({ address }: KernelVariable): object {
  return isPresent(address) ? { address: hex8(address.value), source: address.source } : { ...address };
}

export const symCommand = defineCommand<SymbolReport>({
  name: '!sym',
  aliases: ['lsym'],
  summary: 'Which symbols each module has, and what is missing',
  parameters: [
    {
      name: 'Mode',
      kind: 'word',
      optional: true,
      meaning: 'noisy and quiet are accepted and change nothing',
    },
  ],
  example: '!sym',
  differs: 'A report of its own; the debugger sets noisy loading with this name.',
  run(session) {
    const modules = session.kernel.modules.map((module) => stateOf(session, module));
    const variables = kernelVariables(session.kernel);
    return {
      layouts: session.kernel.layouts.description,
      modules,
      hasPath: session.symbols !== undefined,
      variables,
      lacking: lackingLines(
        variables,
        modules.find(({ module }) => module === 'nt'),
      ),
    };
  },
  *text({ layouts, modules, hasPath, lacking }) {
    yield `Structure layouts: ${printable(layouts)}`;
    if (!hasPath) yield 'No symbol path was given (-y PATH or _NT_SYMBOL_PATH).';
    for (const one of modules) {
      yield '';
      yield* moduleLines(one);
    }
    if (lacking.length === 0) return;
    yield '';
    yield 'For want of symbols these are missing or found in another way:';
    for (const line of lacking) yield `    ${line}`;
  },
  json: ({ layouts, modules, hasPath, variables, lacking }) => ({
    layouts,
    hasPath,
    modules,
    variables: Object.fromEntries(variables.map((one) => [one.name, variableJson(one)])),
    lacking,
  }),
  table: ({ modules }) => ({
    columns: columnsOf('module state file path wants storePath hasFrames:boolean tried'),
    *rows() {
      for (const one of modules) {
        const { module, state, file, path, wants, storePath: stored, hasFrames, tried } = one;
        const tries = tried.length === 0 ? null : tried.join('; ');
        yield [module, state, ...[file, path, wants, stored, hasFrames].map((cell) => cell ?? null), tries];
      }
    },
  }),
});
