import type { Kernel } from '../kernel/kernel.ts';
import { SymbolResolver } from '../kernel/symbol-resolver.ts';
import { ownTagNames } from '../pool/tag-names/own-tag-names.ts';
import type { TagNames } from '../pool/tag-names/tag-names.ts';
import { ForcedUse } from '../symbols/forced-use.ts';
import type { Task } from '../units/task.ts';
import { CurrentContext } from './current-context.ts';
import type { SymbolSource } from './symbol-source.ts';

export interface SessionOptions {
  /** Where symbols are looked for; none when left out. */
  readonly symbols?: SymbolSource;
  /** Descriptions of pool tags; the built-in ones when left out. */
  readonly tagNames?: TagNames;
}

/** A result with the forced symbols it rests on. */
interface Kept {
  readonly value: unknown;
  readonly forced: ReadonlySet<string>;
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
  private readonly results = new Map<string, Kept>();
  private readonly forced: ForcedUse;

  constructor(
    readonly kernel: Kernel,
    options: SessionOptions = {},
  ) {
    this.names = new SymbolResolver(kernel, options.symbols?.find);
    this.current = new CurrentContext(kernel);
    this.symbols = options.symbols;
    this.forced = options.symbols?.forcedUse ?? new ForcedUse();
    this.tagNames = options.tagNames ?? ownTagNames();
  }

  /** The result kept under `key`, computed the first time. */
  once<T>(key: string, compute: () => T): T {
    const kept = this.results.get(key);
    if (kept !== undefined) return this.again<T>(kept);
    const outer = this.forced.begin();
    try {
      const value = compute();
      this.results.set(key, { value, forced: this.forced.taken });
      return value;
    } finally {
      this.forced.resume(outer);
    }
  }

  /** As `once` for a task; a result that `isWhole` refuses (the user stopped it) is not kept. */
  *onceTask<T>(key: string, start: () => Task<T>, isWhole: (result: T) => boolean = () => true): Task<T> {
    const kept = this.results.get(key);
    if (kept !== undefined) return this.again<T>(kept);
    const { value, forced } = yield* this.watchForced(start());
    if (isWhole(value)) this.results.set(key, { value, forced });
    return value;
  }

  /** Runs a task and answers beside its result which forced symbols it rests on. */
  *watchForced<T>(task: Task<T>): Task<{ value: T; forced: ReadonlySet<string> }> {
    const outer = this.forced.begin();
    try {
      const value = yield* task;
      return { value, forced: this.forced.taken };
    } finally {
      this.forced.resume(outer);
    }
  }

  private again<T>({ value, forced }: Kept): T {
    this.forced.addAll(forced);
    return value as T;
  }

  close(): void {
    this.results.clear();
    this.kernel.close();
  }
}
