import { FIRST_VARIABLE, FIXED, VARIABLES } from './kernel-variables.ts';
import type { Region } from './region.ts';

/** The kernel's variables: where each lies in nt's data section, by name. */
export class Globals {
  readonly #region: Region;
  readonly #addresses = new Map<string, number>();

  constructor(region: Region, base: number) {
    this.#region = region;
    for (const [name, rva] of FIXED) this.#addresses.set(name, base + rva);
    let next = FIRST_VARIABLE;
    for (const [name, size = 4, align = 4] of VARIABLES) {
      next = Math.ceil(next / align) * align;
      this.#addresses.set(name, base + next);
      next += size;
    }
  }

  at(name: string): number {
    const va = this.#addresses.get(name);
    if (va === undefined) throw new Error(`no kernel variable ${name}`);
    return va;
  }

  /** Writes a u32 variable. */
  value(name: string, value: number): void {
    this.#region.u32(this.at(name), value >>> 0);
  }

  entries(): [string, number][] {
    return [...this.#addresses.entries()];
  }
}
