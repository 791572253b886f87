import type { Pfn, VirtualAddress } from '../units/address.ts';
import { Owner, type PageOwners } from './page-owner.ts';
import { PoolKind } from './pool-columns.ts';

/** Pages of a unit whose owner is asked for. */
const OWNERS_ASKED = 16;
/** Where no page frame database can be read, fewer pages than this among others prove nothing. */
const ENOUGH_WHOLE = 8;

/** What the pages of a 2 MB unit that nobody claims say about it. */
export class UnitEvidence {
  /** Pages tiled without a flaw. */
  whole = 0;
  /** Pages that are neither tiled nor empty nor part of a big allocation. */
  doubtful = 0;
  private paged = 0;
  private nonpaged = 0;
  private agreeing = 0;
  private disagreeing = 0;

  constructor(private readonly owners: PageOwners) {}

  reset(): void {
    this.whole = this.doubtful = 0;
    this.paged = this.nonpaged = this.agreeing = this.disagreeing = 0;
  }

  addWhole(va: VirtualAddress, pfn: Pfn, numUsed: number, numPaged: number): void {
    this.whole++;
    if (numPaged * 2 > numUsed) this.paged++;
    else this.nonpaged++;
    if (this.agreeing + this.disagreeing >= OWNERS_ASKED) return;
    const owner = this.owners.check(va, pfn);
    if (owner === Owner.agrees) this.agreeing++;
    else if (owner === Owner.disagrees) this.disagreeing++;
  }

  /** The unit is pool, not a place where pages of the pool are mapped once more or lie as copies. */
  isPool(): boolean {
    if (this.whole === 0 || this.disagreeing > this.agreeing) return false;
    return this.whole >= this.doubtful || this.agreeing > 0 || this.whole >= ENOUGH_WHOLE;
  }

  kind(): PoolKind {
    return this.paged > this.nonpaged ? PoolKind.paged : PoolKind.nonpaged;
  }
}
