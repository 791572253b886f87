import { fixedVariables, variableRvas } from './kernel-variables.ts';
import type { Region } from './region.ts';
import type { Windows } from './windows/windows.ts';

/** The kernel's variables: where each lies in nt's data section, by name. */
export class Globals {
  readonly #region: Region;
  readonly #addresses = new Map<string, number>();

  constructor(region: Region, base: number, windows: Windows) {
    this.#region = region;
    for (const [name, rva] of [...fixedVariables(windows), ...variableRvas(windows)]) {
      this.#addresses.set(name, base + rva);
    }
  }

  /** Whether this Windows has the variable. */
  has(name: string): boolean {
    return this.#addresses.has(name);
  }

  at(name: string): number {
    const va = this.#addresses.get(name);
    if (va === undefined) throw new Error(`no kernel variable ${name}`);
    return va;
  }

  /** Writes a u32 variable; nothing where this Windows has none of that name. */
  value(name: string, value: number): void {
    if (this.has(name)) this.#region.u32(this.at(name), value >>> 0);
  }

  entries(): [string, number][] {
    return [...this.#addresses.entries()];
  }
}
