import type { CrashDumpOptions } from '../dump/crash-dump.ts';
import type { TagNames } from '../pool/tag-names/tag-names.ts';
import { openSession } from './open-session.ts';
import type { Session } from './session.ts';
import { SymbolSource } from './symbol-source.ts';

export interface OpenOptions extends CrashDumpOptions {
  /** Symbol path in the grammar of _NT_SYMBOL_PATH; only local places are searched. */
  readonly symbols?: string;
  /** Take symbols whose id does not match the module; results say so. */
  readonly forceSymbols?: boolean;
  /** Folder for parsed symbols, or false for none. Default: none. */
  readonly symbolCache?: string | false;
  /** Descriptions of pool tags; the built-in ones when left out. */
  readonly tagNames?: TagNames;
}

/** Opens a dump for investigation, read-only. Throws DumpError, and TypeError for a path that is none. */
export function openDump(path: string, options: OpenOptions = {}): Session {
  if (typeof path !== 'string') throw new TypeError(`path must be a string, not ${typeof path}`);
  const { symbols, forceSymbols: force, symbolCache: cache = false, backend, tagNames } = options;
  const source = symbols === undefined ? undefined : new SymbolSource({ path: symbols, force, cache });
  return openSession(path, { backend, tagNames, symbols: source });
}
