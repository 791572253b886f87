import { put32 } from './bytes.ts';
import { type Entry, type PagingMode, pdptEntry, validEntry } from './paging.ts';
import type { PhysicalMemory } from './physical-memory.ts';
import type { Region } from './region.ts';

const KERNEL_START = 0x80000000;
const PTE_WINDOW = 0xc0000000;

/** The page directory of one process: a PDPT and four directories with PAE, one directory without. */
export class Directory {
  readonly #memory: PhysicalMemory;
  readonly #mode: PagingMode;
  readonly frames: number[] = [];
  /** What CR3 and EPROCESS.Pcb.DirectoryTableBase hold. */
  readonly base: number;

  /**
   * `pdpt` is the physical address of the 32-byte PDPT slot; without PAE it is not used. A process that has
   * exited still says where its directory was, but has none.
   */
  constructor(memory: PhysicalMemory, mode: PagingMode, pdpt: number, exited = false) {
    this.#memory = memory;
    this.#mode = mode;
    for (let i = 0; i < mode.directories && !exited; i++) this.frames.push(memory.take('kernel'));
    this.base = mode.pae || exited ? pdpt : this.frames[0] * 0x1000;
    if (exited) return;
    if (mode.pae) this.#writePdpt(pdpt);
    this.#writeSelfMap();
  }

  #writePdpt(pdpt: number): void {
    const page = this.#memory.page(Math.floor(pdpt / 0x1000));
    this.frames.forEach((pfn, i) => {
      const entry = pdptEntry(pfn);
      put32(page, (pdpt % 0x1000) + i * 8, entry.lo);
      put32(page, (pdpt % 0x1000) + i * 8 + 4, entry.hi);
    });
  }

  #writeSelfMap(): void {
    const first = PTE_WINDOW >>> this.#mode.pdeShift;
    for (const [i, pfn] of this.frames.entries()) this.set(first + i, validEntry(pfn, 'kernelTable'));
  }

  set(index: number, entry: Entry): void {
    const { entries, entryBytes, pae } = this.#mode;
    const page = this.#memory.page(this.frames[Math.floor(index / entries)]);
    const at = (index % entries) * entryBytes;
    put32(page, at, entry.lo);
    if (pae) put32(page, at + 4, entry.hi);
  }

  /** Enters every table and large page of a region. */
  take(region: Region): void {
    for (const [index, pfn] of region.tables) {
      const kernel = index >= KERNEL_START >>> this.#mode.pdeShift;
      this.set(index, validEntry(pfn, kernel ? 'kernelTable' : 'userTable'));
    }
    for (const index of region.large.keys()) this.set(index, region.largeEntryOf(index));
  }
}
