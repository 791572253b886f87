import type * as Iced from 'iced-x86';
import { hex8, type VirtualAddress } from '../units/address.ts';
import { iced } from './iced.ts';
import { stringOperands } from './string-instruction.ts';

/** A name for an address. `displacement` 0 means the name stands exactly there. */
export interface ResolvedSymbol {
  /** `nt!ExAllocatePoolWithTag`, `SIoctl+0x2010` */
  readonly text: string;
  readonly displacement?: number;
}

/** Names an address, or answers undefined when no module holds it. */
export type SymbolResolver = (va: VirtualAddress) => ResolvedSymbol | undefined;

export interface InstructionText {
  readonly mnemonic: string;
  readonly operands: string;
}

/**
 * Spells instructions as the Windows debuggers do: MASM operands with their size always shown,
 * `sym (address)` for what has a name. Holds WebAssembly memory: call `free`.
 */
export class InstructionSpeller {
  readonly #formatter: Iced.Formatter;

  constructor(readonly resolve: SymbolResolver) {
    const { Formatter, FormatterSyntax, MemorySizeOptions } = iced();
    const formatter = new Formatter(FormatterSyntax.Masm);
    formatter.memorySizeOptions = MemorySizeOptions.Always;
    formatter.usePseudoOps = false;
    formatter.showUselessPrefixes = true;
    this.#formatter = formatter;
  }

  free(): void {
    this.#formatter.free();
  }

  spell(instruction: Iced.Instruction): InstructionText {
    if (instruction.isInvalid) return { mnemonic: '???', operands: '' };
    const mnemonic = this.#formatter.formatMnemonic(instruction);
    const string = instruction.isStringInstruction ? stringOperands(instruction) : undefined;
    if (string !== undefined) {
      const prefix = mnemonic.includes(' ') ? `${mnemonic.split(' ')[0]} ` : '';
      return { mnemonic: prefix + string.mnemonic, operands: string.operands };
    }
    const operands: string[] = [];
    const count = this.#formatter.operandCount(instruction);
    for (let i = 0; i < count; i++) operands.push(this.#operand(instruction, i));
    return { mnemonic: RENAMED.get(mnemonic) ?? mnemonic, operands: operands.join(',') };
  }

  #operand(instruction: Iced.Instruction, index: number): string {
    const { OpKind } = iced();
    const plain = this.#formatter.formatOperand(instruction, index);
    const operand = this.#formatter.getInstructionOperand(instruction, index);
    if (operand === undefined) return plain;
    switch (instruction.opKind(operand)) {
      case OpKind.NearBranch32:
        return this.#address(instruction.nearBranch32);
      case OpKind.NearBranch16:
        return this.#address(instruction.nearBranch16);
      case OpKind.Immediate32:
        return this.#immediate(instruction.immediate32 >>> 0, plain);
      case OpKind.Memory:
        return this.#memory(instruction, plain);
      default:
        return plain;
    }
  }

  /** `SIoctl+0x4323 (9196b323)`, or the bare eight digits. */
  #address(va: VirtualAddress): string {
    const symbol = this.resolve(va >>> 0);
    return symbol === undefined ? hex8(va) : `${symbol.text} (${hex8(va)})`;
  }

  #immediate(value: number, plain: string): string {
    const symbol = this.resolve(value);
    return symbol === undefined ? plain : `offset ${symbol.text} (${hex8(value)})`;
  }

  #memory(instruction: Iced.Instruction, plain: string): string {
    const open = plain.indexOf('[');
    const head = plain.slice(0, open);
    const inside = plain.slice(open + 1, -1);
    const { memoryDisplSize } = instruction;
    if (memoryDisplSize === 1 && isBareBp(instruction)) return `${head}[${inside}+0]`;
    if (memoryDisplSize !== 4) return plain;
    const va = Number(BigInt.asUintN(32, instruction.memoryDisplacement));
    const symbol = hasPlainSegment(instruction) ? this.resolve(va) : undefined;
    if (symbol !== undefined) return named(instruction, head, inside, `${symbol.text} (${hex8(va)})`);
    // The short forms A0..A3 show their address in full: fs:[00000124h].
    if (isShortAbsolute(instruction)) return `${head}[${hex8(va).toUpperCase()}h]`;
    return plain;
  }
}

/** Mnemonics that the debuggers spell otherwise. */
const RENAMED = new Map([
  ['pusha', 'pushad'],
  ['popa', 'popad'],
  ['xlatb', 'xlat'],
]);

/** `dword ptr [sym (va)]` alone, `dword ptr sym (va)[eax*4]` with registers. */
function named(instruction: Iced.Instruction, head: string, inside: string, text: string): string {
  const { Register } = iced();
  const registers = [];
  if (instruction.memoryBase !== Register.None) registers.push(/^[a-z]+/.exec(inside)?.[0]);
  if (instruction.memoryIndex !== Register.None)
    registers.push(/[a-z]+(\*\d)?(?=[+-][0-9A-F]+h?$|$)/.exec(inside)?.[0]);
  const size = head.replace(/ds:$/, '');
  return registers.length === 0 ? `${size}[${text}]` : `${size}${text}[${registers.join('+')}]`;
}

/** `[bp+disp8]` with a displacement of zero: the debuggers show the zero. */
function isBareBp(instruction: Iced.Instruction): boolean {
  const { Register } = iced();
  return (
    instruction.memoryBase === Register.BP &&
    instruction.memoryIndex === Register.None &&
    instruction.memoryDisplacement === 0n
  );
}

/** Flat segments: an address in them is a virtual address. */
function hasPlainSegment(instruction: Iced.Instruction): boolean {
  const { Register } = iced();
  const segment = instruction.memorySegment;
  return segment !== Register.FS && segment !== Register.GS;
}

function isShortAbsolute(instruction: Iced.Instruction): boolean {
  const { Code } = iced();
  switch (instruction.code) {
    case Code.Mov_AL_moffs8:
    case Code.Mov_AX_moffs16:
    case Code.Mov_EAX_moffs32:
    case Code.Mov_moffs8_AL:
    case Code.Mov_moffs16_AX:
    case Code.Mov_moffs32_EAX:
      return true;
    default:
      return false;
  }
}
