import { hex8 } from '../units/address.ts';
import { defineCommand } from './command.ts';

/** `?`: value of an expression, signed decimal and eight hex digits. */
export const evaluateCommand = defineCommand<{ readonly value: number }>({
  name: '?',
  summary: 'Value of an expression',
  parameters: [
    {
      name: 'Expression',
      kind: 'rest',
      meaning: 'numbers are hexadecimal; 0n, 0x, poi(), symbols, + - * / % & | ^ ~ << >> == != < >',
      completes: 'symbol',
    },
  ],
  example: '? 8ab94030 - 8ab94000',
  differs: 'Values have 32 bits and are compared without signs.',
  run: (_session, args) => ({ value: args.expression('Expression') }),
  *text({ value }) {
    yield `Evaluate expression: ${value | 0} = ${hex8(value)}`;
  },
  json: ({ value }) => ({ value, hex: hex8(value) }),
  table: () => ({ none: 'one number' }),
});
