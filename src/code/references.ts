import type { Rva, VirtualAddress } from '../units/address.ts';
import type { CodeRange, ModuleCode } from './module-code.ts';

/** First bytes of the instructions that lead to a routine. */
const CALL_RELATIVE = 0xe8;
const JUMP_RELATIVE = 0xe9;
const GROUP_5 = 0xff;
const CALL_SLOT = 0x15;
const JUMP_SLOT = 0x25;
const LOAD = 0x8b;
const LOAD_EAX = 0xa1;
const LOAD_CONSTANT = 0xb8;

/** What may be referred to: words that hold a routine's address, and routines themselves. */
export interface Wanted {
  readonly slots: ReadonlyMap<VirtualAddress, unknown>;
  readonly routines: ReadonlyMap<VirtualAddress, unknown>;
}

/**
 * RVAs in the module's code where an instruction that calls, jumps to, or loads one of `wanted`
 * seems to start, ascending. Bytes are looked at, not instructions: whoever uses a place must
 * decode it; but four bytes that are exactly a wanted address are rarely anything else.
 */
export function findReferences(code: ModuleCode, wanted: Wanted): Rva[] {
  const found: Rva[] = [];
  for (const range of code.ranges) scanRange(code, range, wanted, found);
  return found;
}

function scanRange(code: ModuleCode, range: CodeRange, { slots, routines }: Wanted, found: Rva[]): void {
  const { bytes, base } = code;
  const end = Math.min(range.end, bytes.length) - 4;
  for (let at = range.start; at < end; at++) {
    switch (bytes[at]) {
      case CALL_RELATIVE:
      case JUMP_RELATIVE:
        if (routines.has((base + at + 5 + code.u32(at + 1)) >>> 0)) found.push(at);
        break;
      case GROUP_5:
        if ((bytes[at + 1] === CALL_SLOT || bytes[at + 1] === JUMP_SLOT) && slots.has(code.u32(at + 2))) {
          found.push(at);
        }
        break;
      case LOAD:
        // Mod 0, r/m 5: an absolute address.
        if ((bytes[at + 1] & 0xc7) === 5 && slots.has(code.u32(at + 2))) found.push(at);
        break;
      case LOAD_EAX:
        if (slots.has(code.u32(at + 1))) found.push(at);
        break;
      default:
        if ((bytes[at] & 0xf8) === LOAD_CONSTANT && routines.has(code.u32(at + 1))) found.push(at);
    }
  }
}

/** RVAs inside the module's code that some `call` in it seems to lead to; unsorted, repeated. */
export function callTargets(code: ModuleCode): Rva[] {
  const { bytes, ranges } = code;
  const targets: Rva[] = [];
  for (const range of ranges) {
    const end = Math.min(range.end, bytes.length) - 4;
    for (let at = range.start; at < end; at++) {
      if (bytes[at] !== CALL_RELATIVE) continue;
      const target = (at + 5 + code.u32(at + 1)) | 0;
      if (target > 0 && target < bytes.length && code.rangeAt(target) !== undefined) targets.push(target);
    }
  }
  return targets;
}
