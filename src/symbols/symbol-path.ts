import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';

/** One place where symbol files may lie. */
export type StoreLocation =
  | { readonly kind: 'local'; readonly path: string }
  | { readonly kind: 'server'; readonly url: string };

/** One element of a symbol path, in the order in which it is searched. */
export type PathElement =
  /** A folder, a store or a symbol file: what it is shows when it is looked at. */
  | { readonly kind: 'place'; readonly path: string }
  /** `srv*A*B*URL`: what is found further right is copied to the local stores left of it. */
  | { readonly kind: 'server'; readonly stores: readonly StoreLocation[] }
  /** `cache*A`: what later elements find on a server is kept in A. */
  | { readonly kind: 'cache'; readonly path: string };

const DEFAULT_SERVER = 'https://msdl.microsoft.com/download/symbols';
const URL_START = /^https?:\/\//i;

/** Where `srv*` and `cache*` keep files when they name no folder. */
export function defaultDownstream(): string {
  return join(cacheFolder(), 'sym');
}

/**
 * Reads a symbol path in the grammar of `_NT_SYMBOL_PATH`: elements split by `;`, keywords in any
 * case. Never fails: an element that is no keyword is a place.
 */
export function parseSymbolPath(text: string): PathElement[] {
  const elements: PathElement[] = [];
  for (const part of text.split(';')) {
    const element = part.trim();
    if (element !== '') elements.push(parseElement(element));
  }
  return elements;
}

function parseElement(element: string): PathElement {
  if (URL_START.test(element))
    return { kind: 'server', stores: [{ kind: 'server', url: trimSlash(element) }] };
  const [keyword, ...rest] = element.split('*').map((part) => part.trim());
  if (rest.length === 0) return { kind: 'place', path: element };
  switch (keyword.toLowerCase()) {
    case 'srv':
      return { kind: 'server', stores: storesOf(rest) };
    case 'symsrv':
      return { kind: 'server', stores: storesOf(rest.slice(1)) };
    case 'cache':
      return { kind: 'cache', path: rest[0] || defaultDownstream() };
    default:
      return { kind: 'place', path: element };
  }
}

/** `srv*` alone is the default store and the public server; an empty part is the default store. */
function storesOf(parts: string[]): StoreLocation[] {
  if (parts.every((part) => part === ''))
    return [
      { kind: 'local', path: defaultDownstream() },
      { kind: 'server', url: DEFAULT_SERVER },
    ];
  return parts.map((part) => {
    if (URL_START.test(part)) return { kind: 'server', url: trimSlash(part) };
    return { kind: 'local', path: part || defaultDownstream() };
  });
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
