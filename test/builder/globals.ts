import type { Region } from './region.ts';

/** The kernel's variables: where each lies in nt's data section, by name. */
export class Globals {
  readonly #region: Region;
  readonly base: number;
  readonly #addresses = new Map<string, number>();
  #next: number;

  constructor(region: Region, base: number, firstRva: number) {
    this.#region = region;
    this.base = base;
    this.#next = base + firstRva;
  }

  /** Places a variable at a fixed RVA. */
  fix(name: string, rva: number): number {
    this.#addresses.set(name, this.base + rva);
    return this.base + rva;
  }

  /** Places a variable in the next free bytes. */
  define(name: string, size = 4, align = 4): number {
    const va = Math.ceil(this.#next / align) * align;
    this.#next = va + size;
    this.#addresses.set(name, va);
    return va;
  }

  /** A u32 variable with its value. */
  value(name: string, value: number): number {
    const va = this.#addresses.get(name) ?? this.define(name);
    this.#region.u32(va, value >>> 0);
    return va;
  }

  at(name: string): number {
    const va = this.#addresses.get(name);
    if (va === undefined) throw new Error(`no kernel variable ${name}`);
    return va;
  }

  has(name: string): boolean {
    return this.#addresses.has(name);
  }

  entries(): [string, number][] {
    return [...this.#addresses.entries()];
  }
}
