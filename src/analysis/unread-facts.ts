import type { AbsenceReason } from '../units/value.ts';
import type { VirtualMemory } from '../vm/virtual-memory.ts';
import type { PoolName } from './pool-name.ts';

/** An amount of `!vm` that stands for itself. */
export type MemoryName = Exclude<keyof VirtualMemory, 'sessions' | 'pagedPools' | 'nonPagedPools'>;

/**
 * One thing that was looked for and could not be read. Names and reasons out of the dump are in the
 * language of debuggers; the report says the rest in the reader's.
 */
export type Unread =
  | {
      readonly kind: 'memory';
      readonly name: MemoryName;
      readonly absent: AbsenceReason;
      /** The kernel's variable, or the fault at its address. */
      readonly at: string;
    }
  | { readonly kind: 'tag-table'; readonly name: string; readonly why: string }
  | {
      readonly kind: 'no-tag-table';
      readonly name: string;
      readonly absent: AbsenceReason;
      readonly why: string;
    }
  | {
      readonly kind: 'pool-pages';
      readonly pool: PoolName;
      readonly pagedOut: number;
      readonly notInDump: number;
    }
  | { readonly kind: 'pool-blocks'; readonly why: string }
  | { readonly kind: 'big-pages'; readonly read: number; readonly slots: number }
  | { readonly kind: 'modules'; readonly why: string }
  | { readonly kind: 'processes'; readonly why: string }
  | { readonly kind: 'handle-table'; readonly process: string; readonly pid: number }
  | { readonly kind: 'handle-tables'; readonly more: number };

export type UnreadKind = Unread['kind'];
