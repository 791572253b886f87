import { defineCommand } from './command.ts';

export const quitCommand = defineCommand<Record<string, never>>({
  name: 'q',
  aliases: ['qq', 'quit', 'exit'],
  summary: 'Leaves; what follows in a script is not run',
  parameters: [],
  example: 'q',
  run: () => ({}),
  *text() {},
  table: () => ({ none: 'an action' }),
  effect: () => ({ kind: 'quit' }),
});
