import { printable } from '../units/printable.ts';
import { CommandError, defineCommand } from './command.ts';

export interface LogRequest {
  readonly path: string;
  readonly append: boolean;
}

export const openLogCommand = defineCommand<LogRequest>({
  name: '.logopen',
  aliases: ['.logappend'],
  summary: 'Keeps what is typed and printed in a file',
  parameters: [
    { name: 'File', kind: 'rest', meaning: 'overwritten; .logappend goes on behind what it holds' },
  ],
  example: '.logopen session.log',
  differs: 'The file is UTF-8; /t, /u and /d are not known.',
  run(_session, args) {
    const path = (args.text('File') ?? '').replace(/^"([^"]*)"?$/, '$1').trim();
    if (path === '' || path.startsWith('/t ')) throw new CommandError('.logopen needs the name of a file.');
    return { path, append: args.typed === '.logappend' };
  },
  *text({ path }) {
    yield `Opened log file '${printable(path)}'`;
  },
  table: () => ({ none: 'an action' }),
  effect: ({ path, append }) => ({ kind: 'open-log', path, append }),
});

export const closeLogCommand = defineCommand<Record<string, never>>({
  name: '.logclose',
  summary: 'Closes the log file',
  parameters: [],
  example: '.logclose',
  run: () => ({}),
  *text() {
    yield 'Closing open log file';
  },
  table: () => ({ none: 'an action' }),
  effect: () => ({ kind: 'close-log' }),
});
