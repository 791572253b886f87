import { printable } from '../units/printable.ts';
import { defineCommand } from './command.ts';

export const echoCommand = defineCommand<{ readonly text: string }>({
  name: '.echo',
  summary: 'Prints a text',
  parameters: [{ name: 'Text', kind: 'rest', optional: true, meaning: 'printed as typed, quotes left out' }],
  example: '.echo "environment 1"',
  run: (_session, args) => ({ text: (args.text('Text') ?? '').replace(/^"([^"]*)"?$/, '$1') }),
  *text({ text }) {
    yield printable(text);
  },
  table: () => ({ none: 'a text' }),
});
