import { BODY_OFFSET } from '../objects/object-header.ts';
import { type Process, readProcess } from '../objects/processes.ts';
import { PoolKind } from '../pool/pool-columns.ts';
import type { PoolWalk } from '../pool/walk-pool.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import { collectObjects } from './collect-objects.ts';
import type { FoundObjects } from './found-objects.ts';
import { holdersByType, type TypeHolders } from './holders.ts';
import { type HandleJoin, joinHandles } from './join-handles.ts';
import { objectTypesOf, processAt } from './objects-of.ts';
import type { PoolName } from './pool-name.ts';
import { poolOf } from './pool-of.ts';
import { ProcessNumbers } from './process-numbers.ts';
import { processesOf } from './processes-of.ts';
import type { Session } from './session.ts';

/** Windows 8 counts a handle as many pointers at once. */
const FIRST_BUILD_WITH_BATCHES = 9200;

/** Objects, handles and processes joined. */
export interface ObjectJoin {
  /** One for each type, in the order of their numbers. */
  readonly types: readonly TypeHolders[];
  readonly objects: FoundObjects;
  readonly join: HandleJoin;
  /** Processes that were found in pool and are on no list, exited ones included. */
  readonly unlisted: readonly Process[];
  /** Processes by the numbers in `objects.owner`; number 1 first. */
  readonly owners: readonly VirtualAddress[];
  readonly stopped: boolean;
}

/** The join of pool blocks, handle tables and processes, made once; one that was stopped is not kept. */
export function* objectJoinOf(session: Session): Task<ObjectJoin> {
  return yield* session.onceTask(
    'object-join',
    () => joinObjects(session),
    (result) => !result.stopped,
  );
}

function* joinObjects(session: Session): Task<ObjectJoin> {
  const { kernel } = session;
  const types = objectTypesOf(session);
  const pool = yield* poolOf(session);
  const numbers = new ProcessNumbers();
  const collected = yield* collectObjects(kernel, types, pool.columns, numbers);
  const { objects } = collected;
  const unlisted = unlistedProcesses(session, objects);
  const listed = processesOf(session).processes;
  const holding = [...listed, ...unlisted].filter((process) => process.objectTable !== 0);
  const join = yield* joinHandles(kernel, types, objects, holding);
  const owners = numbers.addresses;
  return {
    types: holdersByType({
      types,
      objects,
      join,
      poolRead: (name) => !collected.stopped && isPoolRead(pool.walk, name),
      comparable: kernel.build < FIRST_BUILD_WITH_BATCHES,
      owners: owners.map((address) => processAt(session, address)),
    }),
    objects,
    join,
    unlisted,
    owners,
    stopped: collected.stopped || join.stopped,
  };
}

/** Process objects in pool that PsActiveProcessHead does not lead to. */
function unlistedProcesses(session: Session, objects: FoundObjects): Process[] {
  const slot = objectTypesOf(session).list.findIndex((type) => type.name === 'Process');
  const listed = new Set(processesOf(session).processes.map((process) => process.address));
  const found: Process[] = [];
  for (let row = 0; row < objects.length; row++) {
    if (objects.slot[row] !== slot) continue;
    const address = addVa(objects.header[row], BODY_OFFSET);
    const process = listed.has(address) ? undefined : readProcess(session.kernel, address);
    if (process !== undefined) found.push(process);
  }
  return found;
}

/** Every page of the pool that may hold blocks was walked to its end. */
function isPoolRead(walk: PoolWalk, name: PoolName): boolean {
  if (!walk.complete) return false;
  return walk.regions
    .filter(({ kind, session }) => kind === PoolKind[name] && session === 0)
    .every(({ pages }) => pages.pagedOut === 0 && pages.notInDump === 0 && pages.damaged === 0);
}
