import type { Kernel } from '../kernel/kernel.ts';
import { SymbolResolver } from '../kernel/symbol-resolver.ts';
import { ownTagNames } from '../pool/tag-names/own-tag-names.ts';
import type { TagNames } from '../pool/tag-names/tag-names.ts';
import type { Task } from '../units/task.ts';
import { CurrentContext } from './current-context.ts';
import type { SymbolSource } from './symbol-source.ts';

export interface SessionOptions {
  /** Where symbols are looked for; none when left out. */
  readonly symbols?: SymbolSource;
  /** Descriptions of pool tags; the built-in ones when left out. */
  readonly tagNames?: TagNames;
}

/**
 * One dump under investigation: the kernel and everything computed from it, each thing once.
 * Commands, the report and the library all ask here, so a pool walked for one is walked for all.
 */
export class Session {
  /** Names of addresses and addresses of names, over all modules. */
  readonly names: SymbolResolver;
  readonly tagNames: TagNames;
  /** Where symbols are looked for, with what was found and what not. */
  readonly symbols: SymbolSource | undefined;
  /** Processor, thread and process that commands speak of when none is named. */
  readonly current: CurrentContext;
  private readonly results = new Map<string, unknown>();

  constructor(
    readonly kernel: Kernel,
    options: SessionOptions = {},
  ) {
    this.names = new SymbolResolver(kernel, options.symbols?.find);
    this.current = new CurrentContext(kernel);
    this.symbols = options.symbols;
    this.tagNames = options.tagNames ?? ownTagNames();
  }

  /** The result kept under `key`, computed the first time. */
  once<T>(key: string, compute: () => T): T {
    if (!this.results.has(key)) this.results.set(key, compute());
    return this.results.get(key) as T;
  }

  /** As `once` for a task; a result that `isWhole` refuses (the user stopped it) is not kept. */
  *onceTask<T>(key: string, start: () => Task<T>, isWhole: (result: T) => boolean = () => true): Task<T> {
    if (this.results.has(key)) return this.results.get(key) as T;
    const result = yield* start();
    if (isWhole(result)) this.results.set(key, result);
    return result;
  }

  close(): void {
    this.results.clear();
    this.kernel.close();
  }
}
