import { FIXED, variableRvas } from './kernel-variables.ts';
import type { Region } from './region.ts';

/** The kernel's variables: where each lies in nt's data section, by name. */
export class Globals {
  readonly #region: Region;
  readonly #addresses = new Map<string, number>();

  constructor(region: Region, base: number) {
    this.#region = region;
    for (const [name, rva] of [...FIXED, ...variableRvas()]) this.#addresses.set(name, base + rva);
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
