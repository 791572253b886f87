import type { MemoryReader } from '../memory/reader.ts';
import type { VirtualAddress } from '../units/address.ts';
import type { CalleeMemory } from './callee-finder.ts';
import type { ModuleCode } from './module-code.ts';

/** Finds the module that holds an address, and reads words of it. */
export class ModuleIndex implements CalleeMemory {
  readonly #sorted: readonly ModuleCode[];

  /** `memory` is read for addresses outside every module. */
  constructor(
    modules: readonly ModuleCode[],
    readonly memory: MemoryReader,
  ) {
    this.#sorted = [...modules].sort((a, b) => a.base - b.base);
  }

  /** The module whose image holds `va`; of two that overlap, the one that starts later. */
  at(va: VirtualAddress): ModuleCode | undefined {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle].base <= va) low = middle + 1;
      else high = middle;
    }
    const code = this.#sorted[low - 1];
    return code !== undefined && va - code.base < code.bytes.length ? code : undefined;
  }

  u32(va: VirtualAddress): number | undefined {
    const code = this.at(va);
    if (code === undefined) return this.memory.u32(va);
    const rva = va - code.base;
    if (rva + 4 > code.bytes.length || !code.isPresent(rva) || !code.isPresent(rva + 3)) return undefined;
    return code.u32(rva);
  }

  moduleNameAt(va: VirtualAddress): string | undefined {
    return this.at(va)?.module.name.toLowerCase();
  }

  memoryOf(va: VirtualAddress): MemoryReader | undefined {
    return this.at(va)?.module.memory;
  }
}
