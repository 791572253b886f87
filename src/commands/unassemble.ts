import { memoryAt } from '../analysis/memory-at.ts';
import type { Session } from '../analysis/session.ts';
import { disassemble, disassembleBefore, disassembleRange } from '../code/disassembler.ts';
import { functionBody } from '../code/function-body.ts';
import { MAX_INSTRUCTION } from '../code/iced.ts';
import { type InstructionRow, instructionRowText } from '../code/instruction-row.ts';
import { describeFault } from '../memory/fault.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { CommandError, defineCommand } from './command.ts';
import { parseRange } from './range.ts';
import { scopeOf } from './scope.ts';

/** Instructions shown when no range is given. */
const USUAL_COUNT = 8;
const MAX_BYTES = 0x10000;

export interface Disassembly {
  /** One list, or one for each block of a function. */
  readonly blocks: readonly (readonly InstructionRow[])[];
  readonly notes: readonly string[];
}

/** Names operands; an address outside every module stays a number. */
function resolverOf(session: Session) {
  return (va: VirtualAddress) => session.names.resolve(va);
}

/** A heading is worth a line only where a symbol says more than the module's name. */
function withoutBareHeadings(session: Session, rows: readonly InstructionRow[]): InstructionRow[] {
  return rows.map((row) => {
    if (row.heading === undefined || session.names.resolve(row.va)?.symbol !== undefined) return row;
    const { heading: _bare, ...rest } = row;
    return rest;
  });
}

/** `u a`, `u a end`, `u a Lcount`: a length counts instructions, an end address is the last byte. */
function forward(session: Session, text: string): Disassembly {
  const range = parseRange(text, scopeOf(session), { itemSize: 1, count: USUAL_COUNT });
  const memory = memoryAt(session, range.start);
  const options = { resolve: resolverOf(session) };
  const byCount = range.count === USUAL_COUNT || /(?:^|\s)l/i.test(text);
  const rows = byCount
    ? disassemble(memory, range.start, Math.min(range.count, MAX_BYTES), options)
    : disassembleRange(memory, range.start, range.start + Math.min(range.count, MAX_BYTES), options);
  const last = rows.at(-1);
  session.current.nextAddress = last === undefined ? range.start : (last.va + Math.max(last.length, 1)) >>> 0;
  return { blocks: [withoutBareHeadings(session, rows)], notes: whyEnded(memory, last) };
}

/** Why the last row has question marks: its instruction may begin on a page that can be read. */
function whyEnded(memory: MemoryReader, last: InstructionRow | undefined): string[] {
  if (last?.kind !== 'unreadable') return [];
  const { fault } = memory.readPartial(last.va, Math.min(MAX_INSTRUCTION, 0x100000000 - last.va));
  return fault === undefined ? [] : [describeFault(fault)];
}

function backward(session: Session, text: string): Disassembly {
  const { start, count } = parseRange(text, scopeOf(session), { itemSize: 1, count: USUAL_COUNT });
  const memory = memoryAt(session, start);
  const options = { resolve: resolverOf(session) };
  const rows = disassembleBefore(memory, start, Math.min(count, MAX_BYTES), options);
  const fault = rows.length === 0 && start > 0 ? memory.faultAt(start - 1) : undefined;
  const notes = fault === undefined ? [] : [describeFault(fault)];
  return { blocks: [withoutBareHeadings(session, rows)], notes };
}

export const unassembleCommand = defineCommand<Disassembly>({
  name: 'u',
  aliases: ['ub', 'uf', 'uu'],
  summary: 'Instructions; ub those before, uf a whole function',
  parameters: [
    {
      name: 'Range',
      kind: 'rest',
      optional: true,
      meaning: 'ADDRESS, ADDRESS END or ADDRESS Lcount; goes on behind the last one when left out',
      completes: 'symbol',
    },
  ],
  example: 'u 9196b324-1',
  differs: 'uf follows branches inside the image only; it needs no symbols.',
  run(session, args) {
    const next = session.current.nextAddress;
    const text = args.text('Range') ?? (next === undefined ? '@eip' : hex8(next));
    if (args.typed === 'ub') return backward(session, text);
    if (args.typed !== 'uf') return forward(session, text);
    const { start } = parseRange(text, scopeOf(session), { itemSize: 1, count: 1 });
    const { blocks, notes } = functionBody(memoryAt(session, start), start, { resolve: resolverOf(session) });
    if (blocks.length === 0) throw new CommandError(`No code found for ${hex8(start)}.`);
    return { blocks: blocks.map((rows) => withoutBareHeadings(session, rows)), notes };
  },
  *text({ blocks, notes }) {
    for (const [i, rows] of blocks.entries()) {
      if (i > 0) yield '';
      for (const row of rows) {
        if (row.heading !== undefined) yield printable(row.heading);
        yield printable(instructionRowText(row));
      }
    }
    for (const note of notes) yield printable(note);
  },
  json: ({ blocks, notes }) => ({
    blocks: blocks.map((rows) => rows.map((row) => ({ ...row, va: hex8(row.va) }))),
    notes,
  }),
  table: ({ blocks }) => ({
    columns: [
      { name: 'address', type: 'hex' },
      { name: 'bytes', type: 'text' },
      { name: 'mnemonic', type: 'text' },
      { name: 'operands', type: 'text' },
    ],
    *rows() {
      for (const row of blocks.flat()) yield [row.va, row.bytes, row.mnemonic, row.operands];
    },
  }),
});
