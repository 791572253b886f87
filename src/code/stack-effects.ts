import type { MemoryReader } from '../memory/reader.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { type CodeDecoder, iced, withCode } from './iced.ts';

/** Read at first, which is enough for most functions, and when that shows no return. */
const FEW_BYTES = 0x100;
const MAX_BYTES = 0x800;
const MAX_INSTRUCTIONS = 500;
const MAX_JUMPS = 6;

/** How many bytes of arguments functions take off the stack when they return. */
export class StackEffects {
  readonly #known = new Map<VirtualAddress, number | undefined>();

  /** `memoryOf` gives the memory in which an address can be read. */
  constructor(readonly memoryOf: (va: VirtualAddress) => MemoryReader | undefined) {}

  /** Bytes that `ret n` of the function at `va` takes; undefined when no return is found. */
  popped(va: VirtualAddress): number | undefined {
    if (!this.#known.has(va)) this.#known.set(va, this.#search(va));
    return this.#known.get(va);
  }

  #search(va: VirtualAddress): number | undefined {
    let at: VirtualAddress | undefined = va;
    for (let jumps = 0; at !== undefined && jumps < MAX_JUMPS; jumps++) {
      const end: ReturnOrJump | undefined = this.#end(at, FEW_BYTES) ?? this.#end(at, MAX_BYTES);
      if (end === undefined || 'popped' in end) return end?.popped;
      at = end.target;
    }
    return undefined;
  }

  #end(va: VirtualAddress, length: number): ReturnOrJump | undefined {
    const memory = this.memoryOf(va);
    const bytes = memory?.readPartial(va, length).bytes;
    if (memory === undefined || bytes === undefined || bytes.length === 0) return undefined;
    return withCode(bytes, va, (code) => firstReturn(code, memory));
  }
}

type ReturnOrJump = { readonly popped: number } | { readonly target: VirtualAddress };

/**
 * The first return in the order of addresses. Every return of a function takes the same, so ways
 * need not be followed: only a jump out of the bytes, with nothing behind it, has to be.
 */
function firstReturn(code: CodeDecoder, memory: MemoryReader): ReturnOrJump | undefined {
  const { Code, FlowControl, OpKind } = iced();
  let furthest = code.base;
  for (let offset = 0, count = 0; count < MAX_INSTRUCTIONS && code.decode(offset); count++) {
    const { instruction } = code;
    offset += instruction.length;
    switch (instruction.flowControl) {
      case FlowControl.Return:
        return { popped: instruction.code === Code.Retnd_imm16 ? instruction.immediate16 : 0 };
      case FlowControl.ConditionalBranch:
        furthest = Math.max(furthest, instruction.nearBranch32 >>> 0);
        break;
      case FlowControl.UnconditionalBranch:
        if (furthest < code.base + offset) return { target: instruction.nearBranch32 >>> 0 };
        break;
      case FlowControl.IndirectBranch: {
        if (furthest >= code.base + offset) break;
        const isSlot =
          instruction.op0Kind === OpKind.Memory && instruction.memoryBase + instruction.memoryIndex === 0;
        const target = isSlot
          ? memory.u32(addVa(0, Number(BigInt.asUintN(32, instruction.memoryDisplacement))))
          : undefined;
        return target === undefined ? undefined : { target };
      }
      case FlowControl.Exception:
        return undefined;
      case FlowControl.Interrupt:
        // Padding behind a function that never returns.
        if (instruction.code === Code.Int3 && furthest < code.base + offset) return undefined;
        break;
    }
  }
  return undefined;
}
