import type * as Iced from 'iced-x86';
import { addVa, type Rva, type VirtualAddress } from '../units/address.ts';
import { type CodeDecoder, iced, MAX_INSTRUCTION, withCode } from './iced.ts';
import {
  ARITHMETIC,
  isWide,
  KIND,
  type Kind,
  kindOf,
  registerNumber,
  writtenRegisters,
} from './instruction-kinds.ts';
import type { ModuleCode } from './module-code.ts';

/** Longest stretch of code that is tabulated, in bytes. */
export const MAX_STRETCH = 0x4000;
/** A switch with more cases is followed no further. */
const MAX_CASES = 1024;

/** What an operand is. */
export const FORM = {
  none: 0,
  /** A 32-bit register. */
  register: 1,
  /** Part of a register, or one of another kind. */
  narrow: 2,
  immediate: 3,
  memory: 4,
} as const;

/** Instead of a base register: the displacement is the address, or the operand cannot be followed. */
export const BASE = { none: 8, unknown: 9 } as const;

/** A stretch of one module's code, as RVAs. */
export interface Stretch {
  readonly start: Rva;
  readonly end: Rva;
  /** Ascending RVAs where an instruction must start, whatever lies in front of it. */
  readonly anchors: readonly Rva[];
}

/**
 * The instructions of one stretch of code in columns, so that they can be gone over several times
 * without decoding again. Filled anew for each stretch.
 */
export class InstructionTable {
  count = 0;
  base: VirtualAddress = 0;
  /** Bytes of the stretch. */
  size = 0;
  /** Offset of the instruction and of the byte behind it. */
  readonly start = new Uint16Array(MAX_STRETCH + 1);
  readonly next = new Uint16Array(MAX_STRETCH + 1);
  readonly kind = new Uint8Array(MAX_STRETCH + 1);
  readonly form0 = new Uint8Array(MAX_STRETCH + 1);
  readonly form1 = new Uint8Array(MAX_STRETCH + 1);
  /** The processor's number of a register operand; 8 when it is no general register. */
  readonly register0 = new Uint8Array(MAX_STRETCH + 1);
  readonly register1 = new Uint8Array(MAX_STRETCH + 1);
  /** The immediate, or the target of a direct call, jump or branch. */
  readonly immediate = new Uint32Array(MAX_STRETCH + 1);
  /** Base register of the memory operand, or one of BASE. */
  readonly memoryBase = new Uint8Array(MAX_STRETCH + 1);
  readonly displacement = new Int32Array(MAX_STRETCH + 1);
  /** Index into ARITHMETIC; for a push whether it is narrow; for `other` the registers written. */
  readonly detail = new Uint8Array(MAX_STRETCH + 1);
  /** The decoding was off before this instruction: nothing in front of it counts. */
  readonly isResync = new Uint8Array(MAX_STRETCH + 1);
  /** By offset: some jump of the stretch leads there. */
  readonly isTarget = new Uint8Array(MAX_STRETCH + 1);
  /** Tables of switches: the jump's index in the table, and the cases. */
  readonly switches = new Map<number, readonly VirtualAddress[]>();

  /** Decodes a stretch of at most MAX_STRETCH bytes. */
  fill(code: ModuleCode, stretch: Stretch): void {
    this.count = 0;
    this.base = addVa(code.base, stretch.start);
    this.size = Math.min(stretch.end - stretch.start, MAX_STRETCH);
    this.switches.clear();
    this.isTarget.fill(0, 0, this.size);
    const end = Math.min(stretch.start + this.size + MAX_INSTRUCTION, code.bytes.length);
    withCode(code.bytes.subarray(stretch.start, end), this.base, (decoder) =>
      this.#decode(decoder, code, stretch),
    );
  }

  va(index: number): VirtualAddress {
    return addVa(this.base, this.start[index]);
  }

  #decode(decoder: CodeDecoder, code: ModuleCode, { start, anchors }: Stretch): void {
    const { instruction, bytes } = decoder;
    /** Where tables lie that jumps read, and where they end. */
    const tables = new Map<number, number>();
    let nextAnchor = 0;
    let isResync = 0;
    for (let offset = 0; offset < this.size; ) {
      const tableEnd = tables.get(offset);
      if (tableEnd !== undefined) {
        offset = tableEnd;
        continue;
      }
      if (!decoder.decode(offset)) return;
      while (nextAnchor < anchors.length && anchors[nextAnchor] - start <= offset) nextAnchor++;
      const anchor = anchors[nextAnchor] - start;
      if (anchor > offset && anchor < offset + decoder.length) {
        offset = anchor;
        isResync = 1;
        continue;
      }
      const index = this.count++;
      const kind = kindOf(instruction);
      // Bytes that are no instruction are tried again from the next one on.
      const length = kind === KIND.stop && instruction.isInvalid ? 1 : decoder.length;
      this.start[index] = offset;
      this.next[index] = offset + length;
      this.isResync[index] = isResync;
      isResync = 0;
      this.kind[index] = kind === KIND.none && bytes[offset] === 0x90 ? KIND.filler : kind;
      this.#operands(index, kind, instruction, bytes);
      if (kind === KIND.jump) this.#switch(index, instruction, code, tables);
      if (kind === KIND.jump || kind === KIND.branch) this.#markTarget(index);
      offset += length;
    }
  }

  #markTarget(index: number): void {
    const offset = this.immediate[index] - this.base;
    if (this.form0[index] === FORM.immediate && offset >= 0 && offset < this.size) this.isTarget[offset] = 1;
  }

  #operands(index: number, kind: Kind, instruction: Iced.Instruction, bytes: Uint8Array): void {
    this.form0[index] = FORM.none;
    this.form1[index] = FORM.none;
    const count = OPERANDS[kind];
    if (count === 0) return;
    this.#operand(index, instruction, 0);
    if (count === 2) this.#operand(index, instruction, 1);
    if (this.form0[index] === FORM.memory || this.form1[index] === FORM.memory) {
      this.#memory(index, kind, instruction, bytes);
    }
    this.detail[index] = detailOf(kind, instruction);
  }

  #operand(index: number, instruction: Iced.Instruction, operand: 0 | 1): void {
    const { OpKind } = iced();
    const forms = operand === 0 ? this.form0 : this.form1;
    switch (operand === 0 ? instruction.op0Kind : instruction.op1Kind) {
      case OpKind.Register: {
        const register = operand === 0 ? instruction.op0Register : instruction.op1Register;
        forms[index] = isWide(register) ? FORM.register : FORM.narrow;
        (operand === 0 ? this.register0 : this.register1)[index] = registerNumber(register) ?? 8;
        break;
      }
      case OpKind.Memory:
        forms[index] = FORM.memory;
        break;
      case OpKind.Immediate32:
        forms[index] = FORM.immediate;
        this.immediate[index] = instruction.immediate32;
        break;
      case OpKind.Immediate8to32:
        forms[index] = FORM.immediate;
        this.immediate[index] = instruction.immediate8to32;
        break;
      case OpKind.NearBranch32:
        forms[index] = FORM.immediate;
        this.immediate[index] = instruction.nearBranch32;
        break;
    }
  }

  #memory(index: number, kind: Kind, instruction: Iced.Instruction, bytes: Uint8Array): void {
    const { Register } = iced();
    const base = instruction.memoryBase;
    this.memoryBase[index] = BASE.unknown;
    // A prefix for FS or GS comes first, as compilers write it.
    const first = bytes[this.start[index]];
    if (first === 0x64 || first === 0x65) return;
    const isFrame = base === Register.ESP || base === Register.EBP;
    if (!isFrame && (kind === KIND.write || kind === KIND.other)) return;
    if (base !== Register.None && !isWide(base)) return;
    if (instruction.memoryIndex !== Register.None) return;
    const size = instruction.memoryDisplSize;
    if (size === 2) return;
    this.memoryBase[index] = base === Register.None ? BASE.none : registerNumber(base)!;
    this.displacement[index] = displacementAt(
      bytes,
      this.next[index] - immediateSize(instruction, kind),
      size,
    );
  }

  /** `jmp dword ptr table[reg*4]`: the cases, as far as they lie in the stretch. */
  #switch(index: number, instruction: Iced.Instruction, code: ModuleCode, tables: Map<number, number>): void {
    const { OpKind, Register } = iced();
    if (instruction.op0Kind !== OpKind.Memory || instruction.memoryIndex === Register.None) return;
    const { base, size } = this;
    const table = Number(BigInt.asUintN(32, instruction.memoryDisplacement));
    const cases: VirtualAddress[] = [];
    for (let rva = table - code.base; cases.length < MAX_CASES; rva += 4) {
      if (rva < 0 || rva + 4 > code.bytes.length || !code.isPresent(rva)) break;
      const target = code.u32(rva);
      if (target < base || target >= base + size) break;
      cases.push(target);
    }
    this.switches.set(index, cases);
    for (const target of cases) this.isTarget[target - base] = 1;
    if (cases.length > 0 && table > base) tables.set(table - base, table - base + cases.length * 4);
  }
}

/** How many operands of each kind matter. */
const OPERANDS = new Uint8Array(32);
for (const kind of [KIND.push, KIND.pop, KIND.call, KIND.jump, KIND.branch, KIND.write, KIND.other])
  OPERANDS[kind] = 1;
for (const kind of [KIND.move, KIND.address, KIND.arithmetic, KIND.exchange]) OPERANDS[kind] = 2;

function detailOf(kind: Kind, instruction: Iced.Instruction): number {
  switch (kind) {
    case KIND.arithmetic: {
      const { Mnemonic } = iced();
      const { mnemonic } = instruction;
      return ARITHMETIC.findIndex((name) => Mnemonic[name] === mnemonic);
    }
    case KIND.push:
      return instruction.stackPointerIncrement === -4 ? 0 : 1;
    case KIND.other:
      return writtenRegisters(instruction);
    default:
      return 0;
  }
}

/** Bytes of immediates, which lie behind the displacement. */
function immediateSize(instruction: Iced.Instruction, kind: Kind): number {
  if (kind !== KIND.move && kind !== KIND.arithmetic && kind !== KIND.other) return 0;
  const { OpKind } = iced();
  switch (instruction.opKind(instruction.opCount - 1)) {
    case OpKind.Immediate8:
    case OpKind.Immediate8to16:
    case OpKind.Immediate8to32:
      return 1;
    case OpKind.Immediate16:
      return 2;
    case OpKind.Immediate32:
      return 4;
    default:
      return 0;
  }
}

/** The displacement of `size` bytes that ends at `end`, with its sign. */
function displacementAt(bytes: Uint8Array, end: number, size: number): number {
  if (size === 0) return 0;
  if (size === 1) return (bytes[end - 1] << 24) >> 24;
  return bytes[end - 4] | (bytes[end - 3] << 8) | (bytes[end - 2] << 16) | (bytes[end - 1] << 24);
}
