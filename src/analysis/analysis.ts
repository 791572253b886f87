import type { DumpKind } from '../dump/crash-dump.ts';
import type { Halves } from '../formats/dump-header.ts';
import type { VirtualAddress } from '../units/address.ts';
import type { Value } from '../units/value.ts';
import type { VirtualMemory } from '../vm/virtual-memory.ts';
import type { TypeFacts } from './object-facts.ts';
import type { TagOwner } from './owner-facts.ts';
import type { PageMap } from './page-map.ts';
import type { TagTable } from './tag-facts.ts';
import type { Unread } from './unread-facts.ts';
import type { WalkFacts } from './walk-facts.ts';

export type { PoolName } from './pool-name.ts';

/**
 * Everything a verdict and a report need, joined from all rooms, as plain data. Every number knows
 * its source or why it is absent; nothing here is text made for a person except reasons.
 */
export interface Analysis {
  readonly dump: DumpFacts;
  readonly memory: Omit<VirtualMemory, 'sessions'>;
  readonly tags: TagTable;
  readonly walk: WalkFacts;
  readonly pages: PageMap;
  /** One for each kind of object, in the order of their numbers. */
  readonly types: readonly TypeFacts[];
  readonly processes: readonly ProcessFacts[];
  /** The process list was followed to its end: no process is missing. */
  readonly processesComplete: boolean;
  readonly sessions: readonly SessionFacts[];
  readonly modules: readonly ModuleFacts[];
  /** Who allocates the largest tags. */
  readonly owners: readonly TagOwner[];
  readonly symbols: SymbolFacts;
  /** What is odd about the dump, one line each. */
  readonly notes: readonly string[];
  readonly unread: readonly Unread[];
  /** False when the user stopped the work. */
  readonly complete: boolean;
}

/** The dump itself and the system it was taken from. */
export interface DumpFacts {
  readonly path: string;
  /** Bytes. */
  readonly fileSize: number;
  readonly kind: DumpKind;
  /** Pages of memory the file holds. */
  readonly pages: number;
  /** As the kernel calls itself: `Windows 7 Kernel Version 7601 (Service Pack 1) MP (2 procs) ...`. */
  readonly version: string;
  readonly product?: string;
  readonly build: number;
  readonly pae: boolean;
  /** Undefined when nothing in the dump tells. */
  readonly processors: number | undefined;
  /** FILETIME. */
  readonly systemTime?: Halves;
  /** 100 ns units. */
  readonly upTime?: Halves;
  readonly bugCheck: {
    readonly code: number;
    readonly name?: string;
    readonly parameters: readonly number[];
  };
  readonly kernelBase: VirtualAddress;
  /** Bytes of address space that belong to the system: 2 GB, or 1 GB with /3GB. */
  readonly systemSpace: number;
}

export interface ProcessFacts {
  readonly address: VirtualAddress;
  readonly pid: number;
  readonly parentPid: number;
  /** At most 15 characters, as it stands in memory; empty when unreadable. */
  readonly name: string;
  /** Full path of the image, when it is resident. */
  readonly image?: string;
  readonly session?: number;
  readonly exited: boolean;
  /** As its table counts them. */
  readonly handles: Value<number>;
  readonly handleTable: VirtualAddress;
  /** What was counted in the table, by type of object, most frequent first. */
  readonly byType: readonly { readonly type: string; readonly handles: number }[];
  /** The whole table was read. */
  readonly tableRead: boolean;
  /** Threads that have not ended; absent when they could not be counted. */
  readonly threads: Value<number>;
}

export interface SessionFacts {
  readonly id: number;
  readonly address: VirtualAddress;
  readonly processes: number;
  /** Pages. */
  readonly pagedPool: Value<number>;
  /** Pages. */
  readonly committed: Value<number>;
  readonly failures: Value<number>;
  /** Use of session pool by tag, largest first. */
  readonly tags: readonly { readonly text: string; readonly blocks: number; readonly bytes: number }[];
  readonly tagsComplete: boolean;
}

export interface ModuleFacts {
  /** As WinDbg calls it. */
  readonly name: string;
  readonly fileName: string;
  readonly path?: string;
  readonly base: VirtualAddress;
  readonly size: number;
  /** UNIX time of the link. */
  readonly timeDateStamp: number;
  readonly checkSum: number;
  readonly company?: string;
  readonly description?: string;
  readonly version?: string;
  /** `name.pdb GUID age` of the symbols that belong to it. */
  readonly pdb?: string;
}

export interface SymbolFacts {
  /** Symbols of the kernel were used. */
  readonly kernel: boolean;
  /** A user forced symbols that do not match. */
  readonly forced: boolean;
  /** Modules with symbols. */
  readonly modules: number;
}
