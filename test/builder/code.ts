import { hex, put32 } from './bytes.ts';

/** Short x86 code sequences that a reader of call sites or stacks must recognise. */

/** `call rel32` (5 bytes) that returns to `back`. */
export function callBefore(back: number, target: number): { va: number; bytes: Uint8Array } {
  const bytes = new Uint8Array(5);
  bytes[0] = 0xe8;
  put32(bytes, 1, (target - back) >>> 0);
  return { va: back - 5, bytes };
}

export interface AllocationSite {
  /** The tag as a word, protected bit included. */
  tag: number;
  size: number;
  poolType: number;
  /** Address of an import slot, or of the routine itself. */
  callee: { slot: number } | { routine: number };
}

/** Bytes before the push of the tag in `allocationRoutine`. */
export const PUSH_OFFSET = 5;

/**
 * A routine at `va` that allocates and returns:
 * mov edi,edi; push ebp; mov ebp,esp; push tag; push size; push type; call; pop ebp; ret 4.
 */
export function allocationRoutine(va: number, site: AllocationSite): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes.set(hex('8b ff 55 8b ec 68'));
  put32(bytes, 6, site.tag);
  bytes[10] = 0x68;
  put32(bytes, 11, site.size);
  bytes.set([0x6a, site.poolType], 15);
  if ('slot' in site.callee) {
    bytes.set([0xff, 0x15], 17);
    put32(bytes, 19, site.callee.slot);
    bytes.set(hex('5d c2 04 00'), 23);
  } else {
    bytes[17] = 0xe8;
    put32(bytes, 18, (site.callee.routine - (va + 22)) >>> 0);
    bytes.set(hex('5d c2 04 00'), 22);
  }
  return bytes;
}
