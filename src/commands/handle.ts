import { type HandleListing, type HandleTableKind, listHandles } from '../analysis/handle-listing.ts';
import { objectTypesOf } from '../analysis/objects-of.ts';
import { viewProcess } from '../analysis/process-view.ts';
import { processesOf } from '../analysis/processes-of.ts';
import type { Session } from '../analysis/session.ts';
import {
  type HandleTable,
  KERNEL_HANDLE,
  readCidTable,
  readHandleTable,
  readKernelHandleTable,
} from '../objects/handle-table.ts';
import { objectNameText } from '../objects/object-name.ts';
import type { Process } from '../objects/processes.ts';
import { hex, hex8 } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import { known } from '../units/value.ts';
import type { CommandArguments } from './arguments.ts';
import { CommandError, defineCommand } from './command.ts';
import { handleListingLines } from './handle-text.ts';
import { CURRENT, currentProcess, processByArgument } from './process-argument.ts';
import type { Cell } from './table.ts';

export interface HandleResult {
  readonly listings: readonly HandleListing[];
  readonly flags: number;
}

const BASIC = 1;
const OBJECTS = 2;
const FREE = 4;
const RIGHTS = 8;
const KERNEL = 0x10;
const IDS = 0x20;

export const handleCommand = defineCommand<HandleResult>({
  name: '!handle',
  summary: 'Handles of one process or of all, with their objects',
  parameters: [
    { name: 'Handle', kind: 'number', optional: true, meaning: 'a handle; 0 or -1 for all' },
    { name: 'Flags', kind: 'flags', optional: true, meaning: 'what to show, 3 when left out' },
    {
      name: 'Process',
      kind: 'address',
      optional: true,
      meaning: 'address or id; 0 for all, -1 for the current one',
      completes: 'process',
    },
    { name: 'TypeName', kind: 'rest', optional: true, meaning: 'only objects of this type' },
  ],
  flags: [
    { bit: BASIC, meaning: 'the entry; together with 2 also counts and names' },
    { bit: OBJECTS, meaning: 'the object: type and header' },
    { bit: FREE, meaning: 'free entries too' },
    { bit: RIGHTS, meaning: 'granted access by name' },
    { bit: KERNEL, meaning: "the kernel's own handles" },
    { bit: IDS, meaning: 'the table of thread and process ids' },
  ],
  example: '!handle 0 3 8947ea58 Thread',
  differs: 'Flag 8 is ours. A count that disagrees with the table is reported below it.',
  *run(session, args) {
    const flags = args.number('Flags') ?? BASIC | OBJECTS;
    refuseUnknownType(session, typeOf(args));
    return { listings: yield* listings(session, args, flags), flags };
  },
  *text({ listings, flags }) {
    const objects = (flags & OBJECTS) !== 0;
    const options = { objects, counts: objects && (flags & BASIC) !== 0, rights: (flags & RIGHTS) !== 0 };
    for (const listing of listings) yield* handleListingLines(listing, options);
  },
  json: ({ listings }) => listings.map(listingJson),
  table: ({ listings }) => ({
    columns: [
      { name: 'process', type: 'hex' },
      { name: 'pid', type: 'number' },
      { name: 'handle', type: 'number' },
      { name: 'object', type: 'hex' },
      { name: 'type', type: 'text' },
      { name: 'access', type: 'hex' },
      { name: 'rights', type: 'text' },
      { name: 'handleCount', type: 'number' },
      { name: 'pointerCount', type: 'number' },
      { name: 'name', type: 'text' },
    ],
    *rows() {
      for (const listing of listings) yield* tableRows(listing);
    },
  }),
});

/** Name of a type, with or without quotation marks. */
function typeOf(args: CommandArguments): string | undefined {
  return args.text('TypeName')?.replace(/^"(.*)"$/, '$1');
}

/** A type that does not exist would look like one without handles. */
function refuseUnknownType(session: Session, name: string | undefined): void {
  const { list } = objectTypesOf(session);
  if (name === undefined || list.length === 0) return;
  if (list.some((type) => type.name.toLowerCase() === name.toLowerCase())) return;
  throw new CommandError(`No type of objects is called '${name}'; !obtypes lists them.`);
}

function* listings(session: Session, args: CommandArguments, flags: number): Task<HandleListing[]> {
  const value = args.number('Handle');
  const handle = value === undefined || value === 0 || value === CURRENT ? undefined : value;
  const isKernel = (flags & KERNEL) !== 0 || (handle !== undefined && handle >= KERNEL_HANDLE);
  const kind: HandleTableKind = (flags & IDS) !== 0 ? 'ids' : isKernel ? 'kernel' : 'process';
  const options = {
    kind,
    handle,
    free: (flags & FREE) !== 0,
    names: (flags & BASIC) !== 0 && (flags & OBJECTS) !== 0,
    type: typeOf(args)?.toLowerCase(),
  };
  if (kind !== 'process') return [yield* listHandles(session, ownerlessTable(session, kind), options)];
  const found: HandleListing[] = [];
  for (const process of chosenProcesses(session, args.number('Process'))) {
    const table =
      process.objectTable === 0 ? undefined : readHandleTable(session.kernel, process.objectTable);
    if (table === undefined) continue;
    found.push(yield* listHandles(session, table, options, viewProcess(session, process, false)));
  }
  if (found.length === 0)
    throw new CommandError('No handle table to show: the process has exited or its table cannot be read.');
  return found;
}

function chosenProcesses(session: Session, value: number | undefined): readonly Process[] {
  if (value === 0) return processesOf(session).processes;
  if (value === undefined || value === CURRENT) return [currentProcess(session)];
  return [processByArgument(session, value)];
}

function ownerlessTable(session: Session, kind: HandleTableKind): HandleTable {
  const { kernel } = session;
  const table =
    kind === 'ids' ? readCidTable(kernel) : readKernelHandleTable(kernel, processesOf(session).processes);
  if (table === undefined)
    throw new CommandError(
      kind === 'ids' ? 'nt!PspCidTable cannot be read.' : 'The kernel handle table was not found.',
    );
  return table;
}

function* tableRows({ process, rows }: HandleListing): Iterable<readonly Cell[]> {
  for (const row of rows) {
    const view = row.view !== undefined && 'header' in row.view ? row.view : undefined;
    const name = view?.name === undefined ? undefined : known(objectNameText(view.name));
    yield [
      process?.process.address ?? null,
      process?.process.pid ?? null,
      row.handle,
      row.object,
      row.view === undefined ? 'free' : (view?.type?.name ?? null),
      row.access,
      row.rights.join(' '),
      view?.header.handleCount ?? null,
      view?.header.pointerCount ?? null,
      name ?? null,
    ];
  }
}

/** Columns rather than objects: a table may hold millions. */
function listingJson({ process, table, walk, rows }: HandleListing) {
  const [handle, object, type, access]: [string[], string[], (string | null)[], string[]] = [[], [], [], []];
  for (const row of rows) {
    const view = row.view !== undefined && 'header' in row.view ? row.view : undefined;
    handle.push(hex(row.handle));
    object.push(hex8(row.object));
    type.push(view?.type?.name ?? null);
    access.push(hex8(row.access));
  }
  return {
    process: process === undefined ? null : hex8(process.process.address),
    image: process?.image ?? null,
    table: hex8(table.address),
    handleCount: known(table.handleCount) ?? null,
    inUse: walk.inUse,
    complete: walk.complete,
    problems: walk.problems,
    handles: { handle, object, type, access },
  };
}
