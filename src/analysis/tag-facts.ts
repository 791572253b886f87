import type { PoolTag } from '../units/tag.ts';
import type { AbsenceReason, Value } from '../units/value.ts';
import type { PoolName } from './pool-name.ts';

/** Blocks and bytes of one tag in one pool. */
export interface PoolUse {
  /** Allocations not freed. */
  readonly blocks: Value<number>;
  readonly bytes: Value<number>;
  /** Since boot, modulo 2^32; absent without the kernel's counters. */
  readonly allocs: Value<number>;
  readonly frees: Value<number>;
  /** What the walk found: blocks in pages and big allocations. */
  readonly walked?: { readonly blocks: number; readonly bytes: number; readonly big: number };
}

/** One tag. */
export interface TagFacts {
  readonly tag: PoolTag;
  /** Four characters, as WinDbg prints them. */
  readonly text: string;
  readonly description?: string;
  /** Component that uses the tag, as the list of tags says: documentation, not proof. */
  readonly binary?: string;
  readonly uses: Readonly<Record<PoolName, PoolUse>>;
}

export interface TagTable {
  /** Largest first, both pools together. */
  readonly rows: readonly TagFacts[];
  /** Sum of the bytes of all rows that could be read. */
  readonly bytes: Readonly<Record<PoolName, number>>;
  /** Every table of the kernel's counters was found and read. */
  readonly complete: boolean;
  readonly tables: readonly {
    readonly name: string;
    readonly address?: number;
    readonly rows: number;
    readonly rowsRead: number;
    /** Why it was not read, or not whole. */
    readonly why?: string;
    /** The same as a reason, when it was not found. */
    readonly absent?: AbsenceReason;
  }[];
}
