import { BODY_OFFSET } from '../objects/object-header.ts';
import { type ObjectView, viewObject } from '../objects/object-view.ts';
import type { Process } from '../objects/processes.ts';
import { readThread } from '../objects/threads.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import { type FoundObjects, ObjectState, Road } from './found-objects.ts';
import { handlesOf } from './handles-of.ts';
import type { ObjectJoin } from './holders-of.ts';
import { roadNames } from './object-roads.ts';
import { objectTypesOf, processAt } from './objects-of.ts';
import type { Session } from './session.ts';

/** One object as a listing of objects shows it. */
export interface ObjectRow {
  readonly body: VirtualAddress;
  readonly type: string;
  readonly handleCount: number;
  readonly pointerCount: number;
  /** It is a thread or process that ran to its end. */
  readonly ended: boolean;
  /** How it was found. */
  readonly roads: readonly string[];
  /** Ids of a thread or process: `12ce80.60ae30`. */
  readonly pid?: number;
  readonly tid?: number;
  /** Name of the process, for threads and processes. */
  readonly image?: string;
}

export interface ObjectFilter {
  /** Position of the type in the list of types. */
  readonly slot: number;
  readonly onlyEnded: boolean;
  /** Only objects that no handle leads to. */
  readonly onlyUnheld: boolean;
}

/** Objects of one type, made one by one. */
export function* objectRows(
  session: Session,
  { objects }: ObjectJoin,
  filter: ObjectFilter,
): Iterable<ObjectRow> {
  for (let row = 0; row < objects.length; row++) {
    if (objects.slot[row] !== filter.slot) continue;
    const ended = (objects.state[row] & ObjectState.ended) !== 0;
    if (filter.onlyEnded && !ended) continue;
    if (filter.onlyUnheld && (objects.roads[row] & Road.handle) !== 0) continue;
    const view = viewObject(session.kernel, objectTypesOf(session), objects.header[row], false);
    if ('header' in view) yield objectRow(session, objects, row, view);
  }
}

function objectRow(session: Session, objects: FoundObjects, row: number, view: ObjectView): ObjectRow {
  const { header, type } = view;
  return {
    body: header.body,
    type: type?.name ?? '',
    handleCount: header.handleCount,
    pointerCount: header.pointerCount,
    ended: (objects.state[row] & ObjectState.ended) !== 0,
    roads: roadNames(objects.roads[row]),
    ...idsOf(session, type?.name, header.body),
  };
}

function idsOf(
  session: Session,
  type: string | undefined,
  body: VirtualAddress,
): Pick<ObjectRow, 'pid' | 'tid' | 'image'> {
  if (type === 'Process') {
    const process = processAt(session, body);
    return { pid: process?.pid, image: process?.name };
  }
  if (type !== 'Thread') return {};
  const thread = readThread(session.kernel, body);
  const owner = thread?.process === undefined ? undefined : processAt(session, thread.process);
  return { pid: thread?.pid, tid: thread?.tid, image: owner?.name };
}

/** One handle that leads to an object. */
export interface HeldBy {
  readonly process: Process;
  readonly handle: number;
  readonly access: number;
}

/** Most handles told of one object. */
const MAX_HELD_BY = 10_000;

/** Every handle that leads to the object with this header. */
export function* handlesTo(session: Session, { join }: ObjectJoin, header: VirtualAddress): Task<HeldBy[]> {
  const found: HeldBy[] = [];
  for (const { process } of join.holders) {
    const walk = yield* handlesOf(session, process.objectTable);
    if (walk === undefined) continue;
    const { handles } = walk;
    for (let row = 0; row < handles.length && found.length < MAX_HELD_BY; row++) {
      if (handles.object[row] !== header) continue;
      found.push({ process, handle: handles.handle[row], access: handles.access[row] });
    }
  }
  return found;
}

/** Row of an object among those found in pool, or undefined when it is in none. */
export function foundRow(objects: FoundObjects, body: VirtualAddress): number | undefined {
  const row = objects.find(addVa(body, -BODY_OFFSET));
  return row < 0 ? undefined : row;
}
