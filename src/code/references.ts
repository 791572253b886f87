import type { Rva, VirtualAddress } from '../units/address.ts';
import type { Allocator } from './allocators.ts';
import { offsetsOf } from './byte-search.ts';
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
  readonly slots: ReadonlyMap<VirtualAddress, Allocator>;
  readonly routines: ReadonlyMap<VirtualAddress, Allocator>;
}

/** `call dword ptr [reg+offset]` with a full offset: ModR/M 90 .. 97, of which 94 has a SIB byte. */
export function tableCalls({ bytes, ranges }: ModuleCode, offsets: Iterable<number>): Rva[] {
  const found: Rva[] = [];
  for (const { start, end } of ranges) {
    for (const value of offsets) {
      for (const offset of offsetsOf(bytes.subarray(start, end), value, MAX_USES)) {
        const at = start + offset - 2;
        if (bytes[at] === GROUP_5 && (bytes[at + 1] & 0xf8) === 0x90 && bytes[at + 1] !== 0x94)
          found.push(at);
      }
    }
  }
  return found;
}

/** Places of one address in a module that are looked at. */
const MAX_USES = 100_000;

/**
 * RVAs in the module's code where an instruction that calls, jumps to, or loads one of `wanted`
 * seems to start. Bytes are looked at, not instructions: whoever uses a place must decode it; but
 * four bytes that are exactly a wanted address are rarely anything else.
 */
export function findReferences(code: ModuleCode, wanted: Wanted): Rva[] {
  const found: Rva[] = [];
  for (const range of code.ranges) {
    for (const slot of wanted.slots.keys()) addSlotUses(code, range, slot, found);
    for (const routine of wanted.routines.keys()) addConstantLoads(code, range, routine, found);
    if (wanted.routines.size > 0) addDirectUses(code, range, wanted.routines, found);
  }
  return found;
}

/** Calls and jumps through a slot, and loads of it. */
function addSlotUses({ bytes }: ModuleCode, range: CodeRange, slot: VirtualAddress, found: Rva[]): void {
  for (const offset of offsetsOf(bytes.subarray(range.start, range.end), slot, MAX_USES)) {
    const at = range.start + offset;
    const last = bytes[at - 1];
    const first = bytes[at - 2];
    if (first === GROUP_5 && (last === CALL_SLOT || last === JUMP_SLOT)) found.push(at - 2);
    // Mod 0, r/m 5: an absolute address.
    else if (first === LOAD && (last & 0xc7) === 5) found.push(at - 2);
    else if (last === LOAD_EAX) found.push(at - 1);
  }
}

/** `mov reg,offset routine` */
function addConstantLoads(
  { bytes }: ModuleCode,
  range: CodeRange,
  routine: VirtualAddress,
  found: Rva[],
): void {
  for (const offset of offsetsOf(bytes.subarray(range.start, range.end), routine, MAX_USES)) {
    const at = range.start + offset - 1;
    if ((bytes[at] & 0xf8) === LOAD_CONSTANT) found.push(at);
  }
}

function addDirectUses(
  code: ModuleCode,
  range: CodeRange,
  routines: ReadonlyMap<VirtualAddress, Allocator>,
  found: Rva[],
): void {
  const { bytes, base } = code;
  const end = Math.min(range.end, bytes.length) - 4;
  for (let at = range.start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== CALL_RELATIVE && byte !== JUMP_RELATIVE) continue;
    if (routines.has((base + at + 5 + code.u32(at + 1)) >>> 0)) found.push(at);
  }
}
