import type { Rva } from '../units/address.ts';
import { known } from '../units/value.ts';
import type { ModuleCode } from './module-code.ts';
import { callTargets } from './references.ts';

/** `mov edi,edi; push ebp; mov ebp,esp`: a function that can be patched while it runs. */
const HOT_PATCH = [0x8b, 0xff, 0x55, 0x8b, 0xec];
/** `push ebp; mov ebp,esp` in the two encodings that compilers use. */
const FRAME = [0x55, 0x8b, 0xec];
const FRAME_GNU = [0x55, 0x89, 0xe5];

/** Where functions of a module start, as far as the image tells: names, calls, prologues. */
export class FunctionStarts {
  readonly #starts: Uint32Array;

  constructor(code: ModuleCode) {
    const starts = new Set<Rva>();
    for (const rva of namedStarts(code)) if (code.rangeAt(rva) !== undefined) starts.add(rva);
    for (const rva of callTargets(code)) if (followsAnEnd(code, rva)) starts.add(rva);
    addPrologues(code, starts);
    for (const { start } of code.ranges)
      if (start < code.bytes.length && code.isPresent(start)) starts.add(start);
    this.#starts = Uint32Array.from(starts).sort();
  }

  /** The last start at or below `rva`. */
  before(rva: Rva): Rva | undefined {
    const above = this.#firstAbove(rva);
    return above === 0 ? undefined : this.#starts[above - 1];
  }

  /** The first start above `rva`. */
  after(rva: Rva): Rva | undefined {
    return this.#starts[this.#firstAbove(rva)];
  }

  has(rva: Rva): boolean {
    return this.before(rva) === rva;
  }

  #firstAbove(rva: Rva): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle] <= rva) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function* namedStarts({ module, bytes }: ModuleCode): Generator<Rva> {
  const entryPoint = known(module.image.headers)?.entryPoint;
  if (entryPoint !== undefined) yield entryPoint;
  for (const table of [module.symbols, known(module.image.exportSymbols)]) {
    for (const { rva, isFunction } of table ?? []) if (isFunction === true && rva < bytes.length) yield rva;
  }
}

function addPrologues(code: ModuleCode, starts: Set<Rva>): void {
  const { bytes, ranges } = code;
  for (const { start, end } of ranges) {
    for (let at = start; at + HOT_PATCH.length <= end; at++) {
      if (bytes[at] === 0x8b) {
        if (bytes[at + 1] === 0xff && matches(bytes, at, HOT_PATCH)) starts.add(at);
      } else if (bytes[at] === 0x55 && (matches(bytes, at, FRAME) || matches(bytes, at, FRAME_GNU))) {
        if (followsAnEnd(code, at)) starts.add(at);
      }
    }
  }
}

function matches(bytes: Uint8Array, at: number, pattern: readonly number[]): boolean {
  return pattern.every((byte, i) => bytes[at + i] === byte);
}

/** What lies in front looks like the end of another function, or like the padding after one. */
function followsAnEnd(code: ModuleCode, rva: Rva): boolean {
  const { bytes } = code;
  const range = code.rangeAt(rva);
  if (range === undefined) return false;
  if (rva === range.start || !code.isPresent(rva - 1)) return true;
  const last = bytes[rva - 1];
  // int 3, nop, ret; ret n; jmp short; jmp near; jmp [slot]; lea ecx,[ecx] and longer fillers.
  if (last === 0xcc || last === 0x90 || last === 0xc3) return true;
  if (bytes[rva - 3] === 0xc2 || bytes[rva - 2] === 0xeb || bytes[rva - 5] === 0xe9) return true;
  if (bytes[rva - 6] === 0xff && bytes[rva - 5] === 0x25) return true;
  return last === 0 && (bytes[rva - 3] === 0x8d || bytes[rva - 4] === 0x8d || bytes[rva - 6] === 0x8d);
}
