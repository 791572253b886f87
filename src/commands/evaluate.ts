import { hex8 } from '../units/address.ts';
import { defineCommand } from './command.ts';
import { evaluate } from './expression.ts';
import { scopeOf } from './scope.ts';

/** `?`: value of an expression, signed decimal and eight hex digits. */
export const evaluateCommand = defineCommand<{ readonly value: number }>({
  name: '?',
  summary: 'Value of an expression',
  parameters: [
    { name: 'Expression', kind: 'rest', meaning: 'numbers are hexadecimal; 0n, 0x, poi(), symbols' },
  ],
  example: '? 8ab94030 - 8ab94000',
  run: (session, args) => ({ value: evaluate(args.text('Expression') ?? '', scopeOf(session)) }),
  *text({ value }) {
    yield `Evaluate expression: ${value | 0} = ${hex8(value)}`;
  },
});
