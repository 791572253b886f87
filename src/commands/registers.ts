import type { Session } from '../analysis/session.ts';
import { disassemble } from '../code/disassembler.ts';
import { type InstructionRow, instructionRowText } from '../code/instruction-row.ts';
import type { RegisterContext } from '../formats/dump-header.ts';
import { hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { isPresent } from '../units/value.ts';
import { CommandError, defineCommand } from './command.ts';
import { currentRegisters } from './current-registers.ts';
import { registerValue } from './register-names.ts';
import { columnsOf } from './table.ts';

export interface RegistersResult {
  readonly context: RegisterContext;
  /** What EIP stands on; undefined when only some registers were asked for. */
  readonly instruction?: InstructionRow;
  /** Only these, by name. */
  readonly chosen?: readonly { readonly name: string; readonly value: number }[];
}

export const registersCommand = defineCommand<RegistersResult>({
  name: 'r',
  summary: 'Registers of the processor the session stands on',
  parameters: [
    {
      name: 'Registers',
      kind: 'rest',
      optional: true,
      meaning: 'names such as eip, @esp; all when left out',
    },
  ],
  example: 'r eip',
  differs: 'Registers can be looked at, not changed.',
  run(session, args) {
    const context = currentRegisters(session);
    if (!isPresent(context)) throw new CommandError(`No registers: ${context.at}.`);
    const names = args.text('Registers');
    if (names !== undefined) return { context: context.value, chosen: choose(session, names) };
    const [instruction] = disassemble(session.current.memory, context.value.eip, 1, {
      resolve: (va) => session.names.resolve(va),
    });
    return { context: context.value, instruction };
  },
  *text({ context, instruction, chosen }) {
    if (chosen !== undefined) {
      for (const { name, value } of chosen) yield `${name}=${hex8(value)}`;
      return;
    }
    yield* contextLines(context);
    if (instruction === undefined) return;
    if (instruction.heading !== undefined) yield printable(instruction.heading);
    yield printable(instructionRowText(instruction));
  },
  json: ({ context, chosen }) =>
    Object.fromEntries(
      chosen?.map(({ name, value }) => [name, hex8(value)]) ??
        Object.entries(context).map(([name, value]) => [name, hex8(value)]),
    ),
  table: ({ context, chosen }) => ({
    columns: columnsOf('register value:hex'),
    rows: () => chosen?.map(({ name, value }) => [name, value]) ?? Object.entries(context),
  }),
});

function choose(session: Session, names: string): { name: string; value: number }[] {
  return names
    .split(/[\s,]+/)
    .filter((name) => name !== '')
    .map((text) => {
      const name = text.replace(/^@/, '').toLowerCase();
      const value = registerValue(session, name);
      if (value === undefined) throw new CommandError(`Bad register error at '${text}'`);
      return { name, value };
    });
}

/** EFLAGS bits with the words for set and clear, in the debugger's order. */
const FLAGS: readonly (readonly [bit: number, set: string, clear: string])[] = [
  [11, 'ov', 'nv'],
  [10, 'dn', 'up'],
  [9, 'ei', 'di'],
  [7, 'ng', 'pl'],
  [6, 'zr', 'nz'],
  [4, 'ac', 'na'],
  [2, 'pe', 'po'],
  [0, 'cy', 'nc'],
];

function* contextLines(c: RegisterContext): Iterable<string> {
  yield `eax=${hex8(c.eax)} ebx=${hex8(c.ebx)} ecx=${hex8(c.ecx)} edx=${hex8(c.edx)} esi=${hex8(c.esi)} edi=${hex8(c.edi)}`;
  const flags = FLAGS.map(([bit, set, clear]) => (((c.eflags >>> bit) & 1) === 1 ? set : clear)).join(' ');
  yield `eip=${hex8(c.eip)} esp=${hex8(c.esp)} ebp=${hex8(c.ebp)} iopl=${(c.eflags >>> 12) & 3}         ${flags}`;
  const segments = [
    ['cs', c.segCs],
    ['ss', c.segSs],
    ['ds', c.segDs],
    ['es', c.segEs],
    ['fs', c.segFs],
    ['gs', c.segGs],
  ] as const;
  const selectors = segments.map(([name, value]) => `${name}=${hex8(value & 0xffff).slice(4)}`).join('  ');
  yield `${selectors}             efl=${hex8(c.eflags)}`;
}
