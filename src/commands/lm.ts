import type { Session } from '../analysis/session.ts';
import type { ModuleSymbols } from '../kernel/kernel.ts';
import type { Module, UnloadedModule } from '../kernel/modules.ts';
import type { SymbolTable } from '../symbols/symbol-table.ts';
import { hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { CommandError, defineCommand } from './command.ts';
import { evaluate } from './expression.ts';
import { linkTime, type ModuleDetails, moduleDetailLines, moduleDetails } from './module-details.ts';
import { scopeOf } from './scope.ts';
import { wildcard } from './wildcard.ts';
import { splitWords } from './words.ts';

export interface ModuleRow {
  readonly module: Module;
  /** WinDbg's word for the state of its symbols. */
  readonly status: string;
  /** UNIX time of the link; null where neither loader nor image header tells. */
  readonly timeDateStamp: number | null;
  readonly details?: ModuleDetails;
}

export interface ModuleListing {
  readonly rows: readonly ModuleRow[];
  readonly unloaded: readonly UnloadedModule[];
  /** Only names were asked for (`lm 1m`). */
  readonly namesOnly: boolean;
  /** The list could not be followed to its end: why. */
  readonly broken?: string;
}

interface Selection {
  verbose: boolean;
  namesOnly: boolean;
  pattern?: RegExp;
  address?: string;
}

/** `lmvm nt`, `lm a 9196b324`, `lm v m SI*`: options stand glued to the name or apart. */
function parseOptions(typed: string, raw: string): Selection {
  const selection: Selection = { verbose: false, namesOnly: false };
  const words = [typed.slice(2), ...splitWords(raw)];
  while (words.length > 0) {
    let word = words.shift() as string;
    while (word !== '') {
      if (word.startsWith('sm')) word = word.slice(2);
      else if (word.startsWith('1m')) [selection.namesOnly, word] = [true, word.slice(2)];
      else if ('kunfitolec'.includes(word[0])) word = word.slice(1);
      else if (word[0] === 'v') [selection.verbose, word] = [true, word.slice(1)];
      else if (word[0].toLowerCase() === 'm')
        [selection.pattern, word] = [wildcard(operand('m', word, words)), ''];
      else if (word[0] === 'a')
        [selection.address, word] = [[operand('a', word, words), ...words.splice(0)].join(' '), ''];
      else throw new CommandError(`lm: unknown option '${word}'`);
    }
  }
  return selection;
}

/** What follows an option that takes one: the rest of its word or the next word. */
function operand(option: string, word: string, words: string[]): string {
  const value = word.length > 1 ? word.slice(1) : words.shift();
  if (value === undefined)
    throw new CommandError(`lm ${option} needs ${option === 'a' ? 'an address' : 'a pattern'}`);
  return value;
}

const DEFERRED = '(deferred)';

function statusOf(table: SymbolTable | undefined, file: ModuleSymbols | undefined): string {
  if (table === undefined || table.size === 0) return '(no symbols)';
  if (table.source === 'exports') return '(export symbols)';
  return file?.forced === true ? '(pdb symbols, forced)' : '(pdb symbols)';
}

/** Symbols of nt are read when a dump is opened, those of others when they are first needed. */
function listedStatus(session: Session, module: Module): string {
  const loaded = module.base === session.kernel.base ? session.kernel.symbols : undefined;
  return loaded === undefined ? DEFERRED : statusOf(loaded.table, loaded);
}

function fullStatus({ names }: Session, module: Module): string {
  return statusOf(names.table(module), names.symbolFile(module));
}

export const lmCommand = defineCommand<ModuleListing>({
  name: 'lm',
  pattern: /^lm[a-z1]*$/,
  summary: 'Loaded and unloaded modules; lmv shows details',
  parameters: [
    {
      name: 'Options',
      kind: 'rest',
      optional: true,
      meaning: 'v, a ADDRESS, m PATTERN, 1m',
      completes: 'module',
    },
  ],
  example: 'lmva 9196b324',
  differs: 'Time stamps are in UTC unless --tz says otherwise.',
  run(session, args) {
    const { kernel } = session;
    const selection = parseOptions(args.typed, args.raw);
    const address =
      selection.address === undefined ? undefined : evaluate(selection.address, scopeOf(session));
    const wanted = (module: Module) =>
      (selection.pattern === undefined || selection.pattern.test(module.name)) &&
      (address === undefined || (address >= module.base && address < module.base + module.size));
    const all = selection.pattern === undefined && address === undefined;
    const rows = kernel.modules
      .filter(wanted)
      .sort((a, b) => a.base - b.base)
      .map((module) => ({
        module,
        status: selection.verbose ? fullStatus(session, module) : listedStatus(session, module),
        timeDateStamp: linkTime(session, module) || null,
        details: selection.verbose ? moduleDetails(session, module) : undefined,
      }));
    return {
      rows,
      unloaded: all ? kernel.unloadedModules : [],
      namesOnly: selection.namesOnly,
      broken: kernel.moduleList.end.why,
    };
  },
  *text({ rows, unloaded, namesOnly, broken }, options) {
    if (namesOnly) {
      for (const { module } of rows) yield printable(module.name);
      return;
    }
    yield 'start    end        module name';
    for (const { module, status, details } of rows) {
      yield `${hex8(module.base)} ${hex8(module.base + module.size)}   ${printable(module.name).padEnd(8)}   ${status}`.trimEnd();
      if (details !== undefined) yield* moduleDetailLines(details, options);
    }
    if (broken !== undefined) yield `The module list is broken: ${broken}.`;
    if (unloaded.length === 0) return;
    yield '';
    yield 'Unloaded modules:';
    for (const one of unloaded) yield `${hex8(one.start)} ${hex8(one.end)}   ${printable(one.name)}`;
  },
  json: ({ rows, unloaded, broken }) => ({
    modules: rows.map(({ module, status, timeDateStamp, details }) => ({
      name: module.name,
      fileName: module.fileName,
      path: module.path ?? null,
      base: hex8(module.base),
      end: hex8(module.base + module.size),
      timeDateStamp: timeDateStamp === null ? null : hex8(timeDateStamp),
      checkSum: hex8(module.checkSum),
      symbols: status.replace(/[()]/g, ''),
      ...(details === undefined
        ? {}
        : { codeView: details.codeView ?? null, version: details.version ?? null }),
    })),
    unloaded: unloaded.map((one) => ({ name: one.name, start: hex8(one.start), end: hex8(one.end) })),
    ...(broken === undefined ? {} : { broken }),
  }),
  table: ({ rows }) => ({
    columns: [
      { name: 'start', type: 'hex' },
      { name: 'end', type: 'hex' },
      { name: 'module', type: 'text' },
      { name: 'file', type: 'text' },
      { name: 'path', type: 'text' },
      { name: 'timeDateStamp', type: 'number' },
      { name: 'checkSum', type: 'hex' },
    ],
    *rows() {
      for (const { module: m, timeDateStamp } of rows) {
        yield [m.base, m.base + m.size, m.name, m.fileName, m.path ?? null, timeDateStamp, m.checkSum];
      }
    },
  }),
});
