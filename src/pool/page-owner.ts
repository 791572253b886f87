import type { Kernel } from '../kernel/kernel.ts';
import { addVa, type Pfn, type VirtualAddress } from '../units/address.ts';
import { known } from '../units/value.ts';

/** What the page frame database says of a mapping. */
export const Owner = { unknown: 0, agrees: 1, disagrees: 2 } as const;
export type Owner = (typeof Owner)[keyof typeof Owner];

/**
 * Asks the page frame database which page-table entry a frame belongs to: a frame that a driver or
 * the cache maps a second time belongs elsewhere. Unknown when the database cannot be read.
 */
export class PageOwners {
  private readonly database: VirtualAddress | undefined;
  private readonly size: number | undefined;
  private readonly entryAt: number | undefined;

  constructor(private readonly kernel: Kernel) {
    this.database = known(kernel.globals.u32('MmPfnDatabase'));
    this.size = kernel.layouts.struct('_MMPFN')?.size;
    this.entryAt = kernel.optionalOffset('_MMPFN', 'PteAddress');
  }

  check(va: VirtualAddress, pfn: Pfn): Owner {
    const { database, size, entryAt } = this;
    if (!database || size === undefined || entryAt === undefined) return Owner.unknown;
    const row = database + pfn * size;
    if (row + size > 2 ** 32) return Owner.unknown;
    const word = this.kernel.memory.u32(addVa(row, entryAt));
    if (!word) return Owner.unknown;
    const { selfMap, entryWords } = this.kernel.memory.mode;
    const expected = selfMap + (va >>> 12) * entryWords * 4;
    // The low bits of _MMPFN.PteAddress are flags.
    const flags = entryWords * 4 - 1;
    return (word & ~flags) >>> 0 === expected ? Owner.agrees : Owner.disagrees;
  }
}
