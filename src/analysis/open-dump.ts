import { type CrashDumpOptions, openCrashDump } from '../dump/crash-dump.ts';
import { Kernel } from '../kernel/kernel.ts';
import type { TagNames } from '../pool/tag-names/tag-names.ts';
import { Session } from './session.ts';
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

/** Opens a dump for investigation, read-only. Throws DumpError. */
export function openDump(path: string, options: OpenOptions = {}): Session {
  const dump = openCrashDump(path, options);
  try {
    const symbols =
      options.symbols === undefined
        ? undefined
        : new SymbolSource({
            path: options.symbols,
            force: options.forceSymbols,
            cache: options.symbolCache ?? false,
          });
    const kernel = new Kernel(dump, { findSymbols: symbols?.find });
    return new Session(kernel, { symbols, tagNames: options.tagNames });
  } catch (error) {
    dump.close();
    throw error;
  }
}
