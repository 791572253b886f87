import { addVa, SYSTEM_START, type VirtualAddress } from '../units/address.ts';
import { known } from '../units/value.ts';
import { type Allocator, allocatorNamed, allocatorNames } from './allocators.ts';
import type { ModuleCode } from './module-code.ts';

/**
 * Which addresses are allocators, and which words of memory hold the address of one: import slots,
 * and globals that a driver filled in itself.
 */
export class AllocatorBook {
  readonly #routines = new Map<VirtualAddress, Allocator>();
  readonly #slots = new Map<VirtualAddress, Allocator>();

  /** Fills the book with the documented routines that the modules export, name or import. */
  constructor(modules: readonly ModuleCode[]) {
    for (const code of modules) this.#addExports(code);
    for (const code of modules) this.#addImports(code);
  }

  routineAt(va: VirtualAddress): Allocator | undefined {
    return this.#routines.get(va);
  }

  slotAt(va: VirtualAddress): Allocator | undefined {
    return this.#slots.get(va);
  }

  get routines(): ReadonlyMap<VirtualAddress, Allocator> {
    return this.#routines;
  }

  get slots(): ReadonlyMap<VirtualAddress, Allocator> {
    return this.#slots;
  }

  /** False when the address was known already. */
  addRoutine(va: VirtualAddress, allocator: Allocator): boolean {
    if (this.#routines.has(va)) return false;
    this.#routines.set(va, allocator);
    return true;
  }

  addSlot(va: VirtualAddress, allocator: Allocator): void {
    if (!this.#slots.has(va)) this.#slots.set(va, allocator);
  }

  #addExports({ module }: ModuleCode): void {
    const tables = [module.symbols, known(module.image.exportSymbols)];
    for (const name of allocatorNames()) {
      for (const table of tables) {
        const symbol = table?.lookup(name);
        if (symbol !== undefined) this.addRoutine(addVa(module.base, symbol.rva), allocatorNamed(name)!);
      }
    }
  }

  /** Named slots count whatever they hold now; an exporter that cannot be read is known by them. */
  #addImports({ module }: ModuleCode): void {
    for (const { name, slot, target } of known(module.image.imports) ?? []) {
      const allocator = name === undefined ? undefined : allocatorNamed(name);
      if (allocator === undefined) continue;
      this.addSlot(slot, allocator);
      if (target !== undefined && target >= SYSTEM_START) this.addRoutine(target, allocator);
    }
  }
}

/** Words of the image, on 4-byte boundaries, that hold one of `addresses`. */
export function wordsHolding(
  { bytes, base }: ModuleCode,
  addresses: ReadonlySet<VirtualAddress>,
): { slot: VirtualAddress; target: VirtualAddress }[] {
  const found: { slot: VirtualAddress; target: VirtualAddress }[] = [];
  if (addresses.size === 0) return found;
  // Nearly every word is told apart by 16 of its bits, without asking the set.
  const low = new Uint8Array(0x10000);
  for (const address of addresses) low[address & 0xffff] = 1;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (low[word & 0xffff] === 1 && addresses.has(word))
      found.push({ slot: addVa(base, i * 4), target: word });
  }
  return found;
}
