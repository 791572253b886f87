/** What the pool's own statistics must say at the end: allocations and bytes by tag. */

export type Side = 'np' | 'pg';

export interface TagTally {
  count: number;
  bytes: number;
}

export class PoolLedger {
  readonly #tags = new Map<string, { np: TagTally; pg: TagTally }>();

  add(tag: string, side: Side, count: number, bytes: number): void {
    const row = this.row(tag)[side];
    row.count += count;
    row.bytes += bytes;
  }

  /** Replaces what was counted: for dumps whose counters shall say more than the dump holds. */
  set(tag: string, side: Side, count: number, bytes: number): void {
    this.row(tag)[side] = { count, bytes };
  }

  row(tag: string): { np: TagTally; pg: TagTally } {
    const key = tag.padEnd(4, ' ');
    let row = this.#tags.get(key);
    if (!row) {
      row = { np: { count: 0, bytes: 0 }, pg: { count: 0, bytes: 0 } };
      this.#tags.set(key, row);
    }
    return row;
  }

  entries(): [string, { np: TagTally; pg: TagTally }][] {
    return [...this.#tags.entries()];
  }
}
