import type { MemoryReader } from '../../memory/reader.ts';
import { addVa, type VirtualAddress } from '../../units/address.ts';

/** What the bytes in front of an address say. `unknown`: they cannot be read. */
export type CallCheck = 'call' | 'no-call' | 'unknown';

const CALL_RELATIVE = 0xe8;
const GROUP_FF = 0xff;
const CALL_FAR = 0x9a;

/** Whether the instruction in front of `va` is a CALL, so that `va` may be a return address. */
export function checkReturnAddress(memory: MemoryReader, va: VirtualAddress): CallCheck {
  const bytes = memory.readMaybe(addVa(va, -7), 7);
  if (bytes === undefined) return 'unknown';
  if (bytes[2] === CALL_RELATIVE || bytes[0] === CALL_FAR) return 'call';
  for (const length of [2, 3, 4, 6, 7]) {
    const at = 7 - length;
    if (bytes[at] === GROUP_FF && indirectCallLength(bytes, at) === length) return 'call';
  }
  return 'no-call';
}

/** Length of the CALL at `at` (FF /2 or FF /3), 0 when it is another instruction. */
function indirectCallLength(bytes: Uint8Array, at: number): number {
  const modrm = bytes[at + 1];
  const operation = (modrm >> 3) & 7;
  if (operation !== 2 && operation !== 3) return 0;
  const mode = modrm >> 6;
  const register = modrm & 7;
  if (mode === 3) return operation === 2 ? 2 : 0;
  const withSib = register === 4 ? 1 : 0;
  if (mode === 0) {
    const wide = register === 5 || (withSib === 1 && (bytes[at + 2] & 7) === 5);
    return 2 + withSib + (wide ? 4 : 0);
  }
  return 2 + withSib + (mode === 1 ? 1 : 4);
}
