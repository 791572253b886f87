import type { Session } from '../analysis/session.ts';
import { hex, hex8, type PhysicalAddress, type VirtualAddress } from '../units/address.ts';
import { CommandError, defineCommand } from './command.ts';
import { evaluate } from './expression.ts';
import { currentProcess, currentThread, processByArgument } from './process-argument.ts';
import { scopeOf } from './scope.ts';
import { readThreadAt } from './thread-argument.ts';
import { splitWords } from './words.ts';

/** Options of .process and .thread that change nothing here: every read goes through the process's tables. */
const OPTION = /^[/-][a-z]+$/i;

/** The value behind the options; undefined when there is none. */
function addressArgument(session: Session, raw: string): number | undefined {
  const words = splitWords(raw).filter((word) => !OPTION.test(word));
  return words.length === 0 ? undefined : evaluate(words.join(' '), scopeOf(session));
}

export interface ProcessContext {
  readonly process: VirtualAddress;
}

export const processContextCommand = defineCommand<ProcessContext>({
  name: '.process',
  summary: 'Takes the view of a process: its user pages are read',
  parameters: [
    {
      name: 'Process',
      kind: 'rest',
      optional: true,
      meaning: 'address or id; 0: the process of the current thread; shown when left out',
      completes: 'process',
    },
  ],
  example: '.process 8947ea58',
  differs: '/p, /r and /i are accepted and change nothing.',
  run(session, args) {
    const value = addressArgument(session, args.raw);
    if (value === undefined) return { process: currentProcess(session).address };
    const process = value === 0 ? undefined : processByArgument(session, value);
    if (!session.current.switchProcess(process)) {
      throw new CommandError(
        `The page directory of process ${hex8(process?.address ?? 0)} (${hex8(process?.directoryBase ?? 0)}) is not in this dump.`,
      );
    }
    return { process: process?.address ?? currentProcess(session).address };
  },
  *text({ process }) {
    yield `Implicit process is now ${hex8(process)}`;
  },
  json: ({ process }) => ({ process: hex8(process) }),
  table: () => ({ none: 'one address' }),
});

export const threadContextCommand = defineCommand<{ readonly thread: VirtualAddress }>({
  name: '.thread',
  summary: 'Stands on a thread: k shows its stack',
  parameters: [
    {
      name: 'Thread',
      kind: 'rest',
      optional: true,
      meaning: 'address; 0: the thread of the processor; shown when left out',
    },
  ],
  example: '.thread 8ab94030',
  differs: '/p, /r and /w are accepted and change nothing.',
  run(session, args) {
    const value = addressArgument(session, args.raw);
    if (value === 0) session.current.switchThread(undefined);
    else if (value !== undefined) session.current.switchThread(readThreadAt(session, value).address);
    return { thread: currentThread(session) };
  },
  *text({ thread }) {
    yield `Implicit thread is now ${hex8(thread)}`;
  },
  json: ({ thread }) => ({ thread: hex8(thread) }),
  table: () => ({ none: 'one address' }),
});

export const directoryContextCommand = defineCommand<{ readonly directoryBase: PhysicalAddress }>({
  name: '.context',
  summary: 'Page directory through which user pages are read',
  parameters: [
    {
      name: 'DirBase',
      kind: 'address',
      optional: true,
      meaning: 'as !process shows it; shown when left out',
    },
  ],
  example: '.context 7ee534c0',
  run(session, args) {
    const base = args.number('DirBase');
    if (base !== undefined && !session.current.switchDirectory(base)) {
      throw new CommandError(`No page directory at physical address ${hex(base)} is in this dump.`);
    }
    return { directoryBase: session.current.directoryBase };
  },
  *text({ directoryBase }) {
    yield `User-mode page directory base is ${hex(directoryBase)}`;
  },
  json: ({ directoryBase }) => ({ directoryBase: hex8(directoryBase) }),
  table: () => ({ none: 'one address' }),
});
