import { join, resolve, sep } from 'node:path';
import { FileError, fileStatus } from '../files/read-file.ts';
import { writeFileAtomic } from '../files/write-file.ts';
import { download, ServerGivenUpError } from './download.ts';
import type { Attempt } from './match-symbols.ts';
import { isSymbolProblem, openSymbolFile, unpackSymbolFile } from './open-symbol-file.ts';
import { symbolId } from './symbol-file.ts';
import { compressedName, type SymbolKey, type SymbolRequest, storePath, symbolKey } from './symbol-key.ts';
import { defaultDownstream, type PathElement, parseSymbolPath } from './symbol-path.ts';

export interface FetchOptions {
  /** Most bytes that one file may have, packed or not. */
  readonly maxBytes?: number;
  /** For one file, in milliseconds. */
  readonly timeout?: number;
  /** Stops what is under way. */
  readonly signal?: AbortSignal;
}

export type FetchResult =
  | {
      readonly request: SymbolRequest;
      readonly stored: true;
      readonly url: string;
      readonly paths: readonly string[];
    }
  | { readonly request: SymbolRequest; readonly stored: false; readonly attempts: readonly Attempt[] };

/** A server of the path and the local stores that keep what it gives. */
interface ServerStep {
  readonly url: string;
  readonly stores: readonly string[];
}

const DEFAULT_MAX_BYTES = 256 * 2 ** 20;
const DEFAULT_TIMEOUT = 120_000;

/**
 * Asks the servers of a symbol path for symbols and stores what they give in the path's local stores.
 * This is the only step that uses the network, and it is for a caller whose user asked for it. A file
 * is stored only when its GUID and age are the wanted ones. One result a request, in order.
 */
export async function fetchSymbols(
  requests: readonly SymbolRequest[],
  path: string | readonly PathElement[],
  options: FetchOptions = {},
): Promise<FetchResult[]> {
  const steps = serverSteps(typeof path === 'string' ? parseSymbolPath(path) : path);
  const gone: UselessServers = new Map();
  const results: FetchResult[] = [];
  for (const request of requests) results.push(await fetchOne(request, steps, gone, options));
  return results;
}

/** Why a server is not asked again, by its URL: it failed for good, or what it gives cannot be kept. */
type UselessServers = Map<string, string>;

async function fetchOne(
  request: SymbolRequest,
  steps: readonly ServerStep[],
  gone: UselessServers,
  options: FetchOptions,
): Promise<FetchResult> {
  const key = symbolKey(request);
  if ('refused' in key)
    return { request, stored: false, attempts: [{ where: request.pdbName, why: key.refused }] };
  const attempts: Attempt[] = [];
  if (steps.length === 0) attempts.push({ where: 'symbol path', why: 'it names no server' });
  for (const { url, stores } of steps) {
    for (const name of [key.name, compressedName(key.name)]) {
      const whyGone = gone.get(url);
      if (whyGone !== undefined) {
        attempts.push({ where: url, why: whyGone });
        break;
      }
      const address = [url, key.name, key.id, name].map((part, i) =>
        i === 0 ? part : encodeURIComponent(part),
      );
      const where = address.join('/');
      try {
        const paths = keepAll(stores, key, await downloadVerified(where, key, options));
        return { request, stored: true, url: where, paths };
      } catch (error) {
        if (options.signal?.aborted) throw error;
        if (error instanceof ServerGivenUpError) gone.set(url, error.message);
        attempts.push({ where, why: (error as Error).message });
      }
    }
  }
  return { request, stored: false, attempts };
}

/** The plain PDB, if it is the wanted one. */
async function downloadVerified(url: string, key: SymbolKey, options: FetchOptions): Promise<Uint8Array> {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  const timeout = AbortSignal.timeout(options.timeout ?? DEFAULT_TIMEOUT);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  const bytes = unpackSymbolFile(await download(url, maxBytes, signal), maxBytes);
  try {
    const { guid, age } = openSymbolFile(bytes, key.name);
    const id = symbolId(guid, age);
    if (id !== key.id) throw new Error(`the server's file has the id ${id}, the image wants ${key.id}`);
  } catch (error) {
    if (isSymbolProblem(error)) throw new Error(`the server's file is not usable: ${error.message}`);
    throw error;
  }
  return bytes;
}

/** Writes a copy into every store that takes one; without any, nothing more needs to be fetched. */
function keepAll(stores: readonly string[], key: SymbolKey, bytes: Uint8Array): string[] {
  const paths: string[] = [];
  const failures: string[] = [];
  for (const store of stores) {
    try {
      paths.push(keep(store, key, bytes));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      failures.push(`${store} cannot be written: ${error.problem}`);
    }
  }
  if (paths.length === 0) throw new ServerGivenUpError(failures.join('; '));
  return paths;
}

/** Writes one store's copy and answers where it lies. The name is checked once more against the store. */
function keep(store: string, key: SymbolKey, bytes: Uint8Array): string {
  const isTwoTier = fileStatus(join(store, 'index2.txt'))?.kind === 'file';
  const relative = isTwoTier ? join(key.name.slice(0, 2), storePath(key)) : storePath(key);
  const target = resolve(store, relative);
  if (!target.startsWith(resolve(store) + sep)) throw new Error(`${target} is outside ${store}`);
  writeFileAtomic(target, bytes);
  return target;
}

/** Every server in the path, with the stores left of it or the cache before it. */
function serverSteps(elements: readonly PathElement[]): ServerStep[] {
  const steps: ServerStep[] = [];
  let cache: string | undefined;
  for (const element of elements) {
    if (element.kind === 'cache') cache ??= element.path;
    if (element.kind !== 'server') continue;
    const stores: string[] = [];
    for (const store of element.stores) {
      if (store.kind === 'local') stores.push(store.path);
      else
        steps.push({
          url: store.url,
          stores: stores.length > 0 ? [...stores] : [cache ?? defaultDownstream()],
        });
    }
  }
  return steps;
}
