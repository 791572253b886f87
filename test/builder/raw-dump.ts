/** The least that is needed to look into a PAE dump: file offsets, page tables, words. For the builder's tests. */
export class RawDump {
  readonly #view: DataView;
  readonly #offsets = new Map<number, number>();
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (this.header(0xf88) === 1) this.#readRuns();
    else this.#readBitmap();
  }

  header(at: number): number {
    return this.#view.getUint32(at, true);
  }

  #readRuns(): void {
    let at = 0x1000;
    for (let i = 0; i < this.header(0x64); i++) {
      const base = this.header(0x6c + i * 8);
      for (let n = 0; n < this.header(0x70 + i * 8); n++, at += 0x1000) this.#offsets.set(base + n, at);
    }
  }

  #readBitmap(): void {
    let at = this.header(0x100c);
    for (let pfn = 0; pfn < this.header(0x1010); pfn++) {
      if (!((this.bytes[0x1020 + (pfn >>> 3)] >>> (pfn & 7)) & 1)) continue;
      this.#offsets.set(pfn, at);
      at += 0x1000;
    }
  }

  /** Frames that the file holds. */
  get pages(): number {
    return this.#offsets.size;
  }

  #entry(table: number, index: number): [lo: number, hi: number] {
    const at = this.#offsets.get(Math.floor(table / 0x1000));
    if (at === undefined) return [0, 0];
    const slot = at + (table % 0x1000) + index * 8;
    return [this.header(slot), this.header(slot + 4)];
  }

  /** The page table entry of an address: low and high word. */
  pte(va: number, directoryBase = this.header(0x10)): [number, number] {
    const pdpte = this.#entry(directoryBase, va >>> 30);
    const pde = this.#entry(frame(pdpte), (va >>> 21) & 511);
    if ((pde[0] & 0x81) === 0x81) return [((pde[0] & 0xffe00000) | (va & 0x1ff000) | 1) >>> 0, pde[1]];
    return (pde[0] & 1) === 0 ? [0, 0] : this.#entry(frame(pde), (va >>> 12) & 511);
  }

  /** Whether the 2 MB around an address have a page table. */
  hasTable(va: number): boolean {
    const pde = this.#entry(frame(this.#entry(this.header(0x10), va >>> 30)), (va >>> 21) & 511);
    return (pde[0] & 0x81) === 1;
  }

  /** File offset of an address, or undefined when its page is not valid, in transition, or not in the file. */
  offset(va: number, directoryBase?: number): number | undefined {
    const entry = this.pte(va, directoryBase);
    if ((entry[0] & 1) === 0 && (entry[0] & 0xc00) !== 0x800) return undefined;
    const page = this.#offsets.get(frame(entry) / 0x1000);
    return page === undefined ? undefined : page + (va & 0xfff);
  }

  u32(va: number, directoryBase?: number): number | undefined {
    const at = this.offset(va, directoryBase);
    return at === undefined ? undefined : this.header(at);
  }

  u8(va: number): number | undefined {
    const at = this.offset(va);
    return at === undefined ? undefined : this.bytes[at];
  }

  hex(va: number, count: number): string {
    return Array.from(
      { length: count },
      (_, i) =>
        this.u8(va + i)
          ?.toString(16)
          .padStart(2, '0') ?? '??',
    ).join(' ');
  }

  words(va: number, count: number): string[] {
    return Array.from({ length: count }, (_, i) => this.u32(va + i * 4)?.toString(16) ?? '????????');
  }
}

/** Physical address of the frame in an entry: 36 bits are enough here. */
function frame([lo, hi]: [number, number]): number {
  return ((lo & ~0xfff) >>> 0) + (hi & 0xf) * 0x100000000;
}
