import type { MemoryReader } from '../memory/reader.ts';
import { addVa, PAGE_SIZE, type VirtualAddress } from '../units/address.ts';
import { type DisassemblyOptions, rowAt } from './disassembler.ts';
import { type CodeDecoder, iced, MAX_INSTRUCTION, withCode } from './iced.ts';
import type { InstructionRow } from './instruction-row.ts';
import { InstructionSpeller } from './operand-text.ts';

const MAX_INSTRUCTIONS = 20_000;
const MAX_BLOCKS = 4_000;
/** A body may have parts far from its start, but not farther than this many bytes. */
const MAX_REACH = 0x400000;

/** A function by its flow: what can be reached from its start without leaving it. */
export interface FunctionBody {
  readonly entry: VirtualAddress;
  /** In ascending order of address; each ends at a branch or in front of a branch's target. */
  readonly blocks: readonly (readonly InstructionRow[])[];
  /** Why the listing may lack something, one line each. */
  readonly notes: readonly string[];
}

/**
 * Follows every branch from `entry`. A jump to another function's start is its end, and so is an
 * indirect jump: the cases of a switch are followed when its table can be read.
 */
export function functionBody(
  memory: MemoryReader,
  entry: VirtualAddress,
  options: DisassemblyOptions = {},
): FunctionBody {
  const speller = new InstructionSpeller(options.resolve ?? (() => undefined));
  try {
    const walk = new FlowWalk(memory, entry, speller);
    walk.run();
    return { entry, blocks: walk.blocks(), notes: walk.notes };
  } finally {
    speller.free();
  }
}

class FlowWalk {
  readonly notes: string[] = [];
  readonly #rows = new Map<VirtualAddress, InstructionRow>();
  readonly #leaders = new Set<VirtualAddress>();
  readonly #todo: VirtualAddress[] = [];

  constructor(
    readonly memory: MemoryReader,
    readonly entry: VirtualAddress,
    readonly speller: InstructionSpeller,
  ) {
    this.#leader(entry);
  }

  run(): void {
    for (let at = this.#todo.pop(); at !== undefined; at = this.#todo.pop()) {
      if (this.#leaders.size > MAX_BLOCKS || this.#rows.size > MAX_INSTRUCTIONS) {
        this.notes.push('the function is too long to be shown in full');
        return;
      }
      this.#straight(at);
    }
  }

  blocks(): InstructionRow[][] {
    const rows = [...this.#rows.values()].sort((a, b) => a.va - b.va);
    const blocks: InstructionRow[][] = [];
    let end = -1;
    for (const row of rows) {
      if (row.va !== end || this.#leaders.has(row.va)) blocks.push([withHeading(row, this.speller)]);
      else blocks.at(-1)!.push(row);
      end = row.va + row.length;
    }
    return blocks;
  }

  /** Lists from `va` to the next branch, return or known row; a page of code at a time. */
  #straight(va: VirtualAddress): void {
    let next: VirtualAddress | undefined = va;
    while (next !== undefined) {
      const { bytes } = this.memory.readPartial(next, PAGE_SIZE);
      next = withCode(bytes, next, (code) => this.#run(code));
    }
  }

  /** Rows out of one run of bytes; answers where to read on, or undefined at the end of the flow. */
  #run(code: CodeDecoder): VirtualAddress | undefined {
    const { FlowControl } = iced();
    for (let offset = 0; ; ) {
      const va = addVa(code.base, offset);
      if (this.#rows.has(va) || this.#rows.size > MAX_INSTRUCTIONS) return undefined;
      if (offset > 0 && offset + MAX_INSTRUCTION > code.bytes.length) return va;
      const row = rowAt(code, offset, this.speller, false);
      this.#rows.set(va, row);
      if (row.kind !== 'code') {
        this.notes.push(`the flow runs into ${row.kind} bytes at ${va.toString(16)}`);
        return undefined;
      }
      offset += row.length;
      const { instruction } = code;
      switch (instruction.flowControl) {
        case FlowControl.ConditionalBranch:
        case FlowControl.XbeginXabortXend:
          this.#branch(instruction.nearBranch32 >>> 0);
          this.#leader(addVa(code.base, offset));
          return undefined;
        case FlowControl.UnconditionalBranch:
          this.#branch(instruction.nearBranch32 >>> 0);
          return undefined;
        case FlowControl.IndirectBranch:
          this.#switchCases(code);
          return undefined;
        case FlowControl.Return:
        case FlowControl.Interrupt:
          return undefined;
      }
    }
  }

  #leader(va: VirtualAddress): void {
    if (this.#leaders.has(va)) return;
    this.#leaders.add(va);
    this.#todo.push(va);
  }

  #branch(target: VirtualAddress): void {
    const isOtherFunction = target !== this.entry && this.speller.resolve(target)?.displacement === 0;
    if (!isOtherFunction && Math.abs(target - this.entry) <= MAX_REACH) this.#leader(target);
  }

  /** `jmp dword ptr table[reg*4]`: entries count as long as they point near the function. */
  #switchCases({ instruction }: CodeDecoder): void {
    if (instruction.memoryIndexScale !== 4 || instruction.memoryDisplSize !== 4) return;
    const table = Number(BigInt.asUintN(32, instruction.memoryDisplacement));
    for (let i = 0; i < 512; i++) {
      const target = this.memory.u32(addVa(table, i * 4));
      if (target === undefined || Math.abs(target - this.entry) > 0x10000) return;
      this.#branch(target);
    }
  }
}

function withHeading(row: InstructionRow, speller: InstructionSpeller): InstructionRow {
  const symbol = speller.resolve(row.va);
  return symbol === undefined ? row : { ...row, heading: `${symbol.text}:` };
}
