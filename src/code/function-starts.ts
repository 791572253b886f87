import type { Rva } from '../units/address.ts';
import { known } from '../units/value.ts';
import type { CodeRange, ModuleCode } from './module-code.ts';

const CALL_RELATIVE = 0xe8;

/** Where functions of a module start, as far as the image tells: names, calls, prologues. */
export class FunctionStarts {
  readonly #starts: Uint32Array;

  constructor(code: ModuleCode) {
    const marks = new Uint8Array(code.bytes.length);
    for (const rva of namedStarts(code)) if (code.rangeAt(rva) !== undefined) marks[rva] = 1;
    for (const range of code.ranges) markRange(code, range, marks);
    this.#starts = collect(marks);
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

function collect(marks: Uint8Array): Uint32Array {
  const starts: Rva[] = [];
  for (let rva = marks.indexOf(1); rva >= 0; rva = marks.indexOf(1, rva + 1)) starts.push(rva);
  return Uint32Array.from(starts);
}

function* namedStarts({ module, bytes }: ModuleCode): Generator<Rva> {
  const entryPoint = known(module.image.headers)?.entryPoint;
  if (entryPoint !== undefined) yield entryPoint;
  for (const table of [module.symbols, known(module.image.exportSymbols)]) {
    for (const { rva, isFunction } of table ?? []) if (isFunction === true && rva < bytes.length) yield rva;
  }
}

/** Marks the section's first byte, what calls lead to, and what looks like a prologue. */
function markRange(code: ModuleCode, range: CodeRange, marks: Uint8Array): void {
  const { bytes } = code;
  const end = Math.min(range.end, bytes.length) - 4;
  if (range.start < bytes.length && code.isPresent(range.start)) marks[range.start] = 1;
  for (let at = range.start; at < end; at++) {
    const byte = bytes[at];
    if (byte === CALL_RELATIVE) {
      const target = (at + 5 + code.u32(at + 1)) | 0;
      if (target > 0 && target < bytes.length && marks[target] === 0 && followsAnEnd(code, target))
        marks[target] = 1;
    } else if (byte === 0x8b || byte === 0x55) {
      if (marks[at] === 0 && isPrologue(code, at)) marks[at] = 1;
    }
  }
}

/**
 * `mov edi,edi; push ebp; mov ebp,esp`, which starts a function that can be patched while it runs;
 * or `push ebp; mov ebp,esp` in either encoding behind the end of another function.
 */
function isPrologue(code: ModuleCode, at: Rva): boolean {
  const { bytes } = code;
  if (bytes[at] === 0x8b) return bytes[at + 1] === 0xff && bytes[at + 2] === 0x55 && isFrame(bytes, at + 3);
  return isFrame(bytes, at + 1) && followsAnEnd(code, at);
}

function isFrame(bytes: Uint8Array, at: Rva): boolean {
  return (bytes[at] === 0x8b && bytes[at + 1] === 0xec) || (bytes[at] === 0x89 && bytes[at + 1] === 0xe5);
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
