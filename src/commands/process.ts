import { sessionsOf } from '../analysis/objects-of.ts';
import { viewProcess } from '../analysis/process-view.ts';
import { processesOf } from '../analysis/processes-of.ts';
import type { Session } from '../analysis/session.ts';
import { viewThread } from '../analysis/thread-view.ts';
import type { Process } from '../objects/processes.ts';
import { readThread, threadAddresses } from '../objects/threads.ts';
import { printable } from '../units/printable.ts';
import { CommandError, defineCommand } from './command.ts';
import { evaluate } from './expression.ts';
import { CURRENT, processByArgument } from './process-argument.ts';
import { type ProcessResult, type ProcessRow, processJson, processTable } from './process-table.ts';
import { processDetailLines, processHeadLines } from './process-text.ts';
import { scopeOf } from './scope.ts';
import { type ThreadTextOptions, threadLines } from './thread-text.ts';
import { splitWords } from './words.ts';

const DETAILS = 1;
const WAIT_STATES = 2;
const THREADS = 4;
const NO_ARGUMENTS = 8;
/** Threads stand this far to the right of their process. */
const INDENT = '        ';

export const processCommand = defineCommand<ProcessResult>({
  name: '!process',
  summary: 'Processes, one or all, with or without threads',
  parameters: [
    {
      name: 'Arguments',
      kind: 'rest',
      optional: true,
      meaning: '[/s Session] [Process [Flags [ImageName]]]; Process is an address, an id, 0 (all) or -1',
      completes: 'process',
    },
  ],
  flags: [
    { bit: DETAILS, meaning: 'times, quotas, working set, priority' },
    { bit: WAIT_STATES, meaning: 'threads and what they wait for' },
    { bit: THREADS, meaning: 'threads, one line each; with 2: their times, I/O requests and stacks' },
    { bit: NO_ARGUMENTS, meaning: 'stack rows without arguments' },
    { bit: 0x10, meaning: 'accepted; stacks are always read in the process of the thread' },
  ],
  example: '!process 0 0',
  differs: 'Flag 1 adds the SID of the process owner when its token can be read.',
  run(session, args) {
    const { session: id, words } = splitOptions(args.raw, session);
    const value = words.length > 0 ? evaluate(words[0], scopeOf(session)) : CURRENT;
    const all = value === 0;
    const flags = words.length > 1 ? evaluate(words[1], scopeOf(session)) : defaultFlags(value);
    const list = processesOf(session);
    const typed = words.slice(2).join(' ');
    const image = typed.toLowerCase();
    const candidates = all ? list.processes : [processByArgument(session, value)];
    const members = id === undefined ? undefined : membersOf(session, id);
    const rows = candidates
      .filter((process) => members === undefined || members.has(process.address))
      .map((process) => row(session, process, flags))
      .filter(({ view }) => image === '' || view.image.toLowerCase() === image);
    const unmatched = rows.length === 0 && image !== '' ? typed : undefined;
    return { rows, flags, all, unmatched, broken: all ? list.end.why : undefined };
  },
  *text({ rows, flags, all, unmatched, broken }) {
    if (all) yield '**** NT ACTIVE PROCESS DUMP ****';
    for (const one of rows) {
      yield* processHeadLines(one.view);
      yield* processDetailLines(one.view);
      yield* threadRows(one, flags);
      yield '';
    }
    if (unmatched !== undefined)
      yield `No process of the list has the image '${printable(unmatched)}'; !holders Process 2 shows those that have ended.`;
    if (broken !== undefined) yield `The process list is broken: ${broken}.`;
  },
  json: ({ rows }) => rows.map(processJson),
  table: processTable,
});

/** Without flags, a process of one's own choice is shown whole, any other in short. */
function defaultFlags(value: number): number {
  return value === 0 || value === CURRENT ? DETAILS | WAIT_STATES : 0xf;
}

/** Takes `/s Session` off the words; `/m Module` belongs to session modules and is refused. */
function splitOptions(raw: string, session: Session): { session?: number; words: string[] } {
  const words = splitWords(raw);
  const at = words.findIndex((word) => word.toLowerCase() === '/s');
  if (words.some((word) => word.toLowerCase() === '/m'))
    throw new CommandError('!process /m is not supported; use /s Session.');
  if (at < 0) return { words };
  const [, id] = words.splice(at, 2);
  if (id === undefined) throw new CommandError('!process /s needs a session number.');
  return { session: evaluate(id, scopeOf(session)), words };
}

function membersOf(session: Session, id: number): Set<number> {
  const found = sessionsOf(session).find((one) => one.id === id);
  return new Set(found?.processes.map((process) => process.address));
}

function row(session: Session, process: Process, flags: number): ProcessRow {
  const view = viewProcess(session, process, (flags & DETAILS) !== 0);
  if ((flags & (WAIT_STATES | THREADS)) === 0) return { view };
  const { entries, end } = threadAddresses(session.kernel, process);
  const withStack = (flags & WAIT_STATES) !== 0 && (flags & THREADS) !== 0;
  const threads = {
    *[Symbol.iterator]() {
      for (const address of entries) {
        const thread = readThread(session.kernel, address);
        if (thread !== undefined) yield viewThread(session, thread, withStack);
      }
    },
  };
  return { view, threads, broken: end.why };
}

/** Flag 2 alone shows only what each thread waits for; times, requests and stacks come with 4. */
function detailsShown(flags: number): ThreadTextOptions['details'] {
  if ((flags & WAIT_STATES) === 0) return 'none';
  return (flags & THREADS) === 0 ? 'waits' : 'all';
}

function* threadRows({ threads, broken }: ProcessRow, flags: number): Iterable<string> {
  if (threads === undefined) return;
  const details = detailsShown(flags);
  const options = { details, withoutArguments: (flags & NO_ARGUMENTS) !== 0 };
  for (const view of threads) {
    if (details !== 'none') yield '';
    for (const line of threadLines(view, options)) yield `${INDENT}${line}`;
  }
  if (broken !== undefined) yield `${INDENT}The thread list is broken: ${broken}.`;
}
