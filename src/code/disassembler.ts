import type { MemoryReader } from '../memory/reader.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { instructionLengths, mostTravelled } from './backward-chain.ts';
import { type CodeDecoder, MAX_INSTRUCTION, withCode } from './iced.ts';
import type { InstructionRow } from './instruction-row.ts';
import { InstructionSpeller, type SymbolResolver } from './operand-text.ts';

/** Rows that one call makes at most. */
export const MAX_ROWS = 0x10000;
/** Bytes looked at in front of an address for every instruction asked for. */
const LOOK_BACK = 2 * MAX_INSTRUCTION;

export interface DisassemblyOptions {
  /** Names addresses in operands and headings; by default nothing has a name. */
  readonly resolve?: SymbolResolver;
}

/** `count` instructions from `va` on; ends early, with an `unreadable` row, where the bytes do. */
export function disassemble(
  memory: MemoryReader,
  va: VirtualAddress,
  count: number,
  options: DisassemblyOptions = {},
): InstructionRow[] {
  const wanted = Math.min(count, MAX_ROWS);
  const { bytes } = memory.readPartial(va, Math.min(wanted * MAX_INSTRUCTION, 0x100000000 - va));
  return listRows(bytes, va, wanted, 0x100000000, options);
}

/** The instructions that start in `start` .. `end` (exclusive), as `u start end` lists them. */
export function disassembleRange(
  memory: MemoryReader,
  start: VirtualAddress,
  end: VirtualAddress,
  options: DisassemblyOptions = {},
): InstructionRow[] {
  const span = Math.min(end - start, MAX_ROWS) + MAX_INSTRUCTION - 1;
  const { bytes } = memory.readPartial(start, Math.min(span, 0x100000000 - start));
  return listRows(bytes, start, MAX_ROWS, end, options);
}

function listRows(
  bytes: Uint8Array,
  va: VirtualAddress,
  count: number,
  end: VirtualAddress,
  { resolve = () => undefined }: DisassemblyOptions,
): InstructionRow[] {
  const speller = new InstructionSpeller(resolve);
  try {
    return withCode(bytes, va, (code) => {
      const rows: InstructionRow[] = [];
      for (let offset = 0; rows.length < count && va + offset < Math.max(end, va + 1); ) {
        const row = rowAt(code, offset, speller, rows.length === 0);
        rows.push(row);
        if (row.kind === 'unreadable') break;
        offset += row.length;
      }
      return rows;
    });
  } finally {
    speller.free();
  }
}

/** The row at `offset` of a run of code. */
export function rowAt(
  code: CodeDecoder,
  offset: number,
  speller: InstructionSpeller,
  isFirst: boolean,
): InstructionRow {
  const va = addVa(code.base, offset);
  const symbol = speller.resolve(va);
  const heading = symbol && (isFirst || symbol.displacement === 0) ? { heading: `${symbol.text}:` } : {};
  if (!code.decode(offset) || (code.instruction.isInvalid && code.ranOut)) {
    return { va, length: 0, bytes: '', mnemonic: '???', operands: '', kind: 'unreadable', ...heading };
  }
  const { length, isInvalid } = code.instruction;
  const bytes = Buffer.from(code.bytes.subarray(offset, offset + length)).toString('hex');
  const text = speller.spell(code.instruction);
  return { va, length, bytes, ...text, kind: isInvalid ? 'invalid' : 'code', ...heading };
}

/**
 * The `count` instructions in front of `va`. x86 code cannot be read backwards: of all starts in
 * the bytes before `va` the chain of instructions is taken that most of them run into. A named
 * start of the function wins when its chain meets `va`.
 */
export function disassembleBefore(
  memory: MemoryReader,
  va: VirtualAddress,
  count: number,
  options: DisassemblyOptions = {},
): InstructionRow[] {
  const wanted = Math.min(count, MAX_ROWS);
  const bytes = readBefore(memory, va, wanted * LOOK_BACK);
  const start = va - bytes.length;
  const starts = withCode(bytes, start, (code) => {
    const lengths = instructionLengths(code);
    return named(lengths, start, va, options.resolve) ?? mostTravelled(lengths, wanted);
  });
  if (starts.length === 0) return [];
  const first = starts[Math.max(0, starts.length - wanted)];
  return listRows(bytes.subarray(first), start + first, wanted, va, options);
}

/** The readable bytes that end at `va`, at most `length`. */
function readBefore(memory: MemoryReader, va: VirtualAddress, length: number): Uint8Array {
  let start = Math.max(0, va - length);
  for (;;) {
    const { bytes, fault } = memory.readPartial(start, va - start);
    if (fault === undefined) return bytes;
    // Nothing before the page behind the fault can be joined to `va`.
    start = Math.max(Math.floor(fault.va / 0x1000) * 0x1000 + 0x1000, start + bytes.length + 1);
    if (start >= va) return new Uint8Array(0);
  }
}

/** Starts of the chain from the symbol below `va`, when it meets `va`. */
function named(
  lengths: Uint8Array,
  start: VirtualAddress,
  va: VirtualAddress,
  resolve?: SymbolResolver,
): number[] | undefined {
  const displacement = resolve?.(va)?.displacement;
  if (displacement === undefined || displacement === 0 || va - displacement < start) return undefined;
  const chain: number[] = [];
  let offset = va - displacement - start;
  while (offset < lengths.length && lengths[offset] > 0) {
    chain.push(offset);
    offset += lengths[offset];
  }
  return offset === lengths.length ? chain : undefined;
}
