import type { Kernel } from '../kernel/kernel.ts';
import { readCidTable } from '../objects/handle-table.ts';
import { visitHandles } from '../objects/handle-walk.ts';
import { headerOfBody } from '../objects/object-header.ts';
import type { Process } from '../objects/processes.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import { type FoundObjects, Road } from './found-objects.ts';
import { type ObjectJoin, objectJoinOf } from './holders-of.ts';
import { processesOf } from './processes-of.ts';
import type { Session } from './session.ts';

/** Threads between two reports of progress. */
const THREADS_A_STEP = 0x40000;

/** Roads in words, in the order they are told. */
const ROAD_NAMES: readonly (readonly [road: number, text: string])[] = [
  [Road.pool, 'pool block'],
  [Road.handle, 'handle table'],
  [Road.list, 'active list'],
  [Road.ids, 'table of ids'],
];

export function roadNames(roads: number): string[] {
  return ROAD_NAMES.filter(([road]) => (roads & road) !== 0).map(([, text]) => text);
}

/** The join with every road marked: besides pool and handles the active lists and the table of ids. */
export function* objectRoadsOf(session: Session): Task<ObjectJoin> {
  const join = yield* objectJoinOf(session);
  yield* session.onceTask(
    'object-roads',
    () => markRoads(session, join.objects),
    (whole) => whole,
  );
  return join;
}

/** True when every road was followed to its end. */
function* markRoads(session: Session, objects: FoundObjects): Task<boolean> {
  const { kernel } = session;
  const { processes } = processesOf(session);
  for (const process of processes) {
    mark(objects, process.address, Road.list);
    const stopped = yield* markThreads(kernel, process, objects);
    if (stopped) return false;
  }
  const table = readCidTable(kernel);
  if (table === undefined) return true;
  const { stopped } = yield* visitHandles(kernel, table, ({ object, length }) => {
    for (let row = 0; row < length; row++) mark(objects, object[row], Road.ids);
  });
  return !stopped;
}

function mark(objects: FoundObjects, body: VirtualAddress, road: number): void {
  const row = objects.find(headerOfBody(body));
  if (row >= 0) objects.roads[row] |= road;
}

/**
 * The threads of one list. Nothing is kept of them, so the list ends where it comes back to an object
 * that was marked from it before, or stops pointing back.
 */
function* markThreads(kernel: Kernel, process: Process, objects: FoundObjects): Task<boolean> {
  const { memory } = kernel;
  const link = kernel.offset('_ETHREAD', 'ThreadListEntry');
  const head = addVa(process.address, kernel.offset('_EPROCESS', 'ThreadListHead'));
  let previous = head;
  for (let count = 1; count <= objects.length; count++) {
    const entry = memory.u32(previous);
    if (entry === undefined || entry === head || memory.u32(addVa(entry, 4)) !== previous) return false;
    const row = objects.find(headerOfBody(addVa(entry, -link)));
    if (row >= 0 && (objects.roads[row] & Road.list) !== 0) return false;
    if (row >= 0) objects.roads[row] |= Road.list;
    previous = entry;
    if (count % THREADS_A_STEP !== 0) continue;
    const what = `threads of process ${process.pid.toString(16)}`;
    if (yield { what, done: count, total: objects.length }) return true;
  }
  return false;
}
