import { PAGE } from './physical-memory.ts';

/** Kinds of the system address space, as nt!MiSystemVaType numbers them on Windows 7. */
export const VA_TYPE = {
  unused: 0,
  session: 1,
  process: 2,
  bootLoaded: 3,
  pfnDatabase: 4,
  nonPagedPool: 5,
  pagedPool: 6,
  systemCache: 8,
  systemPtes: 9,
  hal: 10,
  driverImages: 12,
} as const;
export type VaType = keyof typeof VA_TYPE;

export const CHUNK = 0x200000;

/** Who owns which 2 MB of the kernel half, and which pages are spoken for at fixed addresses. */
export class VaPlan {
  readonly types = new Map<number, VaType>();
  readonly #reserved = new Set<number>();

  mark(va: number, type: VaType): void {
    const chunk = va - (va % CHUNK);
    if (!this.types.has(chunk)) this.types.set(chunk, type);
  }

  reserve(va: number, pages = 1): void {
    for (let i = 0; i < pages; i++) this.#reserved.add((va - (va % PAGE)) / PAGE + i);
  }

  isReserved(va: number): boolean {
    return this.#reserved.has(Math.floor(va / PAGE));
  }
}

/** Hands out pages of virtual address space from a list of ranges, skipping reserved pages. */
export class VaFeed {
  readonly #plan: VaPlan;
  readonly #type: VaType;
  readonly #ranges: readonly (readonly [number, number])[];
  #range = 0;
  #next: number;

  /** Ranges are [first, end) addresses, used in the order given. */
  constructor(plan: VaPlan, type: VaType, ranges: readonly (readonly [number, number])[]) {
    this.#plan = plan;
    this.#type = type;
    this.#ranges = ranges;
    this.#next = ranges[0][0];
  }

  /** The first address of `pages` neighbouring free pages. */
  take(pages = 1): number {
    for (;;) {
      if (this.#next + pages * PAGE > this.#ranges[this.#range][1]) {
        this.#range++;
        if (this.#range >= this.#ranges.length) throw new Error(`no ${this.#type} address space is left`);
        this.#next = this.#ranges[this.#range][0];
        continue;
      }
      const va = this.#next;
      const taken = this.#firstReserved(va, pages);
      if (taken >= 0) {
        this.#next = va + (taken + 1) * PAGE;
        continue;
      }
      this.#next = va + pages * PAGE;
      for (let at = va; at < this.#next; at += CHUNK) this.#plan.mark(at, this.#type);
      this.#plan.mark(this.#next - PAGE, this.#type);
      return va;
    }
  }

  #firstReserved(va: number, pages: number): number {
    for (let i = pages - 1; i >= 0; i--) if (this.#plan.isReserved(va + i * PAGE)) return i;
    return -1;
  }
}
