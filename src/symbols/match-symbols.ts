import { basename } from 'node:path';
import { readWholeFile } from '../files/read-file.ts';
import { isSymbolProblem, MAX_SYMBOL_FILE_BYTES, openSymbolFile } from './open-symbol-file.ts';
import { loadParsed, storeParsed } from './parsed-cache.ts';
import { type SymbolFile, symbolId } from './symbol-file.ts';
import { lookIntoPlace } from './symbol-folders.ts';
import {
  compressedName,
  type SymbolKey,
  type SymbolRequest,
  safeFileName,
  storePath,
  symbolKey,
} from './symbol-key.ts';
import { type PathElement, parseSymbolPath } from './symbol-path.ts';

export interface MatchOptions {
  /** Take symbols of another build when the right ones are not there; the result says so. */
  readonly force?: boolean;
  /** Folder for parsed symbols, or false for none. */
  readonly cache?: string | false;
}

/** A place or a file that was looked at, and why it did not serve. */
export interface Attempt {
  readonly where: string;
  readonly why: string;
}

export interface FoundSymbols {
  readonly found: true;
  readonly file: SymbolFile;
  /** Where the file lies. */
  readonly path: string;
  /** The id is not the image's: every number that rests on these symbols is in doubt. */
  readonly forced: boolean;
  /** Read from the cache of parsed symbols. */
  readonly fromCache: boolean;
  readonly attempts: readonly Attempt[];
}

export interface MissingSymbols {
  readonly found: false;
  readonly attempts: readonly Attempt[];
  /** What to fetch, relative to a store or a server; absent when the image has no usable id. */
  readonly storePath?: string;
  /** Servers that the path names; none is asked here. */
  readonly servers: readonly string[];
}

export type SymbolMatch = FoundSymbols | MissingSymbols;

/** Names under which one kernel is built; the file on disk need not have the PDB's name. */
const KERNEL_PDB = /^(?:ntkrpamp|ntkrnlpa|ntkrnlmp|ntoskrnl)\b/i;
/** Stands in for an id that the image does not give; no file has it. */
const NO_GUID = '0'.repeat(32);

/** Looks for symbols in the local places of a symbol path. Nothing is fetched. */
export class SymbolFinder {
  private readonly places: readonly string[];
  /** Servers that the path names; none is asked here. */
  readonly servers: readonly string[];
  /** Ids of files that turned out to be another module's, so that they are opened once. */
  private readonly knownIds = new Map<string, string>();

  constructor(
    path: string | readonly PathElement[],
    private readonly options: MatchOptions = {},
  ) {
    const elements = typeof path === 'string' ? parseSymbolPath(path) : path;
    this.places = localPlaces(elements);
    this.servers = serversOf(elements);
  }

  /** Finds one module's symbols, or says what was tried. Damaged files count as not found. */
  match(request: SymbolRequest): SymbolMatch {
    const attempts: Attempt[] = [];
    const checked = symbolKey(request);
    if ('refused' in checked) attempts.push({ where: request.pdbName, why: checked.refused });
    const key = 'refused' in checked ? this.keyOfName(request) : checked;
    if (key === undefined) return { found: false, attempts, servers: this.servers };
    const seen: string[] = [];
    for (const place of this.places) {
      for (const path of candidatesIn(place, key, attempts)) {
        seen.push(path);
        const found = this.tryExact(path, key, attempts);
        if (found !== undefined) return found;
      }
    }
    const forced = this.options.force ? tryForced(seen, key, attempts) : undefined;
    if (forced !== undefined) return forced;
    const wanted = key === checked ? { storePath: storePath(key) } : {};
    return { found: false, attempts, servers: this.servers, ...wanted };
  }

  /** With force a name is enough. */
  private keyOfName({ pdbName }: SymbolRequest): SymbolKey | undefined {
    const name = safeFileName(pdbName);
    if (!this.options.force || name === undefined) return undefined;
    return { name, guid: NO_GUID, age: 0, id: symbolId(NO_GUID, 0) };
  }

  /** The file's symbols if they are the wanted ones; otherwise the reason goes to `attempts`. */
  private tryExact(path: string, key: SymbolKey, attempts: Attempt[]): FoundSymbols | undefined {
    const known = this.knownIds.get(path);
    if (known !== undefined && known !== key.id) {
      attempts.push({ where: path, why: wrongId(known, key) });
      return undefined;
    }
    try {
      const bytes = readWholeFile(path, MAX_SYMBOL_FILE_BYTES);
      const { cache } = this.options;
      const parsed = cache ? loadParsed(cache, key, bytes, basename(path)) : undefined;
      const file = parsed ?? openSymbolFile(bytes, basename(path));
      const id = symbolId(file.guid, file.age);
      if (id !== key.id) {
        this.knownIds.set(path, id);
        attempts.push({ where: path, why: wrongId(id, key) });
        return undefined;
      }
      readWhole(file);
      if (parsed === undefined && cache) storeParsed(cache, key, bytes, file);
      return { found: true, file, path, forced: false, fromCache: parsed !== undefined, attempts };
    } catch (error) {
      if (!isSymbolProblem(error)) throw error;
      attempts.push({ where: path, why: error.message });
      return undefined;
    }
  }
}

/** One look-up; for many modules keep a `SymbolFinder`. */
export function matchSymbols(
  request: SymbolRequest,
  path: string | readonly PathElement[],
  options: MatchOptions = {},
): SymbolMatch {
  return new SymbolFinder(path, options).match(request);
}

function localPlaces(elements: readonly PathElement[]): string[] {
  const places = elements.flatMap((element) => {
    if (element.kind !== 'server') return [element.path];
    return element.stores.flatMap((store) => (store.kind === 'local' ? [store.path] : []));
  });
  return [...new Set(places)];
}

function serversOf(elements: readonly PathElement[]): string[] {
  return elements.flatMap((element) =>
    element.kind === 'server'
      ? element.stores.flatMap((store) => (store.kind === 'server' ? [store.url] : []))
      : [],
  );
}

function candidatesIn(place: string, key: SymbolKey, attempts: Attempt[]): string[] {
  const { candidates, notes } = lookIntoPlace(place, key);
  for (const why of notes) attempts.push({ where: place, why });
  if (candidates.length === 0 && notes.length === 0)
    attempts.push({ where: place, why: `no ${key.name} ${key.id}` });
  return candidates;
}

/** The first file of the right name, whatever its id. */
function tryForced(
  paths: readonly string[],
  key: SymbolKey,
  attempts: readonly Attempt[],
): FoundSymbols | undefined {
  for (const path of paths) {
    const name = basename(path);
    if (!servesByName(name, key.name)) continue;
    try {
      const wanted = key.guid === NO_GUID ? 'the image gives no id' : `the image wants ${key.id}`;
      const bytes = readWholeFile(path, MAX_SYMBOL_FILE_BYTES);
      const file = openSymbolFile(bytes, name, ` (forced: ${wanted})`);
      readWhole(file);
      return { found: true, file, path, forced: true, fromCache: false, attempts };
    } catch (error) {
      if (!isSymbolProblem(error)) throw error;
    }
  }
  return undefined;
}

function wrongId(id: string, key: SymbolKey): string {
  if (key.guid === NO_GUID) return `its id is ${id}, and the image gives none to compare with`;
  return `its id is ${id}, the image wants ${key.id}`;
}

function servesByName(file: string, pdbName: string): boolean {
  const plain = file.toLowerCase();
  const wanted = pdbName.toLowerCase();
  return (
    plain === wanted ||
    plain === compressedName(wanted) ||
    (KERNEL_PDB.test(pdbName) && KERNEL_PDB.test(file))
  );
}

/** Damage must show now, not when a command is half way through its output. */
function readWhole(file: SymbolFile): void {
  file.symbols();
  file.layouts();
}
