import type { Session } from '../analysis/session.ts';
import type { ModuleSymbols } from '../kernel/kernel.ts';
import type { Module, UnloadedModule } from '../kernel/modules.ts';
import type { SymbolTable } from '../symbols/symbol-table.ts';
import { hex8 } from '../units/address.ts';
import type { ListColumns, ListOptions } from './lm-options.ts';
import { checkSumOf, linkTime, type ModuleDetails, moduleDetails } from './module-details.ts';
import type { Table } from './table.ts';
import { wildcard } from './wildcard.ts';

export interface ModuleRow {
  readonly module: Module;
  /** WinDbg's word for the state of its symbols. */
  readonly status: string;
  /** UNIX time of the link; null where neither loader nor image header tells. */
  readonly timeDateStamp: number | null;
  /** Null where neither loader nor image header tells. */
  readonly checkSum: number | null;
  readonly details?: ModuleDetails;
}

export interface ModuleListing {
  readonly rows: readonly ModuleRow[];
  readonly unloaded: readonly UnloadedModule[];
  /** Only names were asked for (`lm 1m`). */
  readonly namesOnly: boolean;
  readonly columns: ListColumns;
  /** Only user-mode modules were asked for, and there is no list of those. */
  readonly userOnly: boolean;
  /** Why nothing fits what was asked for. */
  readonly nothing?: string;
  /** The list could not be followed to its end: why. */
  readonly broken?: string;
}

const DEFERRED = '(deferred)';
const NO_SYMBOLS = '(no symbols)';
const PDB_SYMBOLS = '(pdb symbols)';

function statusOf(table: SymbolTable | undefined, file: ModuleSymbols | undefined): string {
  if (table === undefined || table.size === 0) return NO_SYMBOLS;
  if (table.source === 'exports') return '(export symbols)';
  return file?.forced === true ? '(pdb symbols, forced)' : PDB_SYMBOLS;
}

/** Symbols of nt are read when a dump is opened, those of others when they are first needed. */
function listedStatus(session: Session, module: Module): string {
  const loaded = module.base === session.kernel.base ? session.kernel.symbols : undefined;
  return loaded === undefined ? DEFERRED : statusOf(loaded.table, loaded);
}

function fullStatus({ names }: Session, module: Module): string {
  return statusOf(names.table(module), names.symbolFile(module));
}

/** The modules that options and an address choose, each with what its line shows. */
export function listModules(session: Session, options: ListOptions, address?: number): ModuleListing {
  const { kernel } = session;
  const { name, pathPattern, symbols, verbose } = options;
  const namePattern = name === undefined ? undefined : wildcard(name);
  const wanted = (module: Module) =>
    !options.userOnly &&
    (namePattern === undefined || namePattern.test(module.name)) &&
    (pathPattern === undefined || pathPattern.test(module.path ?? module.fileName)) &&
    (address === undefined || (address >= module.base && address < module.base + module.size));
  const all = [namePattern, pathPattern, symbols, address].every((one) => one === undefined);
  const rows = kernel.modules
    .filter(wanted)
    .map((module) => moduleRow(session, module, verbose || symbols !== undefined, verbose))
    .filter(({ status }) => hasSymbols(status, symbols))
    .sort(
      options.sortedByName
        ? (a, b) => (a.module.name.toLowerCase() < b.module.name.toLowerCase() ? -1 : 1)
        : (a, b) => a.module.base - b.module.base,
    );
  return {
    rows,
    unloaded: all && !options.loadedOnly && !options.userOnly ? kernel.unloadedModules : [],
    namesOnly: options.namesOnly,
    columns: options.columns,
    userOnly: options.userOnly,
    nothing: rows.length > 0 || options.userOnly ? undefined : whyNothing(session, options, address),
    broken: kernel.moduleList.end.why,
  };
}

/** What helps on when no module fits; undefined where the choice itself says it all. */
function whyNothing(session: Session, { name }: ListOptions, address?: number): string | undefined {
  if (address !== undefined) return `No module lies at ${hex8(address)}.`;
  const stem = name?.replace(/\.[a-z]{3}$/i, '');
  if (name === undefined || stem === undefined) return undefined;
  const isStemKnown =
    stem !== name && session.kernel.modules.some((module) => wildcard(stem).test(module.name));
  return `No module is called ${name}${isStemKnown ? `: names have no extension, as in ${stem}` : ''}.`;
}

function moduleRow(session: Session, module: Module, askSymbols: boolean, verbose: boolean): ModuleRow {
  return {
    module,
    status: askSymbols ? fullStatus(session, module) : listedStatus(session, module),
    timeDateStamp: linkTime(session, module) || null,
    checkSum: checkSumOf(session, module) ?? null,
    details: verbose ? moduleDetails(session, module) : undefined,
  };
}

function hasSymbols(status: string, wanted: ListOptions['symbols']): boolean {
  if (wanted === 'problem') return status !== PDB_SYMBOLS;
  return wanted === undefined || status !== NO_SYMBOLS;
}

/** A listing as JSON: addresses, time stamps and checksums as eight hex digits. */
export function listingJson({ rows, unloaded, userOnly, broken }: ModuleListing): object {
  return {
    modules: rows.map(({ module, status, timeDateStamp, checkSum, details }) => ({
      name: module.name,
      fileName: module.fileName,
      path: module.path ?? null,
      base: hex8(module.base),
      end: hex8(module.base + module.size),
      timeDateStamp: timeDateStamp === null ? null : hex8(timeDateStamp),
      checkSum: checkSum === null ? null : hex8(checkSum),
      symbols: symbolsText(status),
      ...(details === undefined
        ? {}
        : { codeView: details.codeView ?? null, version: details.version ?? null }),
    })),
    unloaded: unloaded.map((one) => ({ name: one.name, start: hex8(one.start), end: hex8(one.end) })),
    ...(userOnly ? { userModules: 'not listed' } : {}),
    ...(broken === undefined ? {} : { broken }),
  };
}

/** The state of symbols without its parentheses. */
function symbolsText(status: string): string {
  return status.replace(/[()]/g, '');
}

export function listingTable({ rows }: ModuleListing): Table {
  return {
    columns: [
      { name: 'start', type: 'hex' },
      { name: 'end', type: 'hex' },
      { name: 'module', type: 'text' },
      { name: 'file', type: 'text' },
      { name: 'path', type: 'text' },
      { name: 'timeDateStamp', type: 'number' },
      { name: 'checkSum', type: 'hex' },
      { name: 'symbols', type: 'text' },
    ],
    *rows() {
      for (const { module: m, status, timeDateStamp, checkSum } of rows) {
        const header = [timeDateStamp, checkSum, symbolsText(status)];
        yield [m.base, m.base + m.size, m.name, m.fileName, m.path ?? null, ...header];
      }
    },
  };
}
