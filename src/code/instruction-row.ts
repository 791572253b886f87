import { hex8, type VirtualAddress } from '../units/address.ts';

/** One line of a disassembly. */
export interface InstructionRow {
  readonly va: VirtualAddress;
  /** Bytes of the instruction; 0 when they cannot be read. */
  readonly length: number;
  /** The bytes as lower-case hex. */
  readonly bytes: string;
  readonly mnemonic: string;
  readonly operands: string;
  /** `invalid`: the bytes are no instruction; `unreadable`: there are no bytes. */
  readonly kind: 'code' | 'invalid' | 'unreadable';
  /** `SIoctl+0x4323:` printed above the line, where a symbol starts or the listing does. */
  readonly heading?: string;
}

const BYTES_WIDTH = 16;
const MNEMONIC_WIDTH = 8;

/**
 * The row as `u` prints it: address, bytes padded to 16 columns, mnemonic padded to 8, operands.
 * Bytes past their column eat into the mnemonic's padding.
 */
export function instructionRowText(row: InstructionRow): string {
  const bytes = row.kind === 'unreadable' ? '????????' : row.bytes;
  const over = Math.max(0, bytes.length - BYTES_WIDTH);
  const left = `${hex8(row.va)} ${bytes.padEnd(BYTES_WIDTH - 1)} `;
  if (row.operands === '') return left + row.mnemonic;
  return `${left}${row.mnemonic.padEnd(MNEMONIC_WIDTH - over - 1)} ${row.operands}`;
}

/** A listing with the heading lines of `u`. */
export function disassemblyText(rows: readonly InstructionRow[]): string {
  const lines: string[] = [];
  for (const row of rows) {
    if (row.heading !== undefined) lines.push(row.heading);
    lines.push(instructionRowText(row));
  }
  return lines.join('\n');
}
