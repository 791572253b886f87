import { BODY_OFFSET } from '../objects/object-header.ts';
import { isPagedType, type ObjectType } from '../objects/object-type.ts';
import type { ObjectTypes } from '../objects/object-types.ts';
import type { Process } from '../objects/processes.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { tagText } from '../units/tag.ts';
import { present } from '../units/value.ts';
import { type FoundObjects, ObjectState, Road } from './found-objects.ts';
import type { HandleJoin } from './join-handles.ts';
import type { Belonging, Holder, TypeFacts } from './object-facts.ts';
import { OwnerTally } from './owner-tally.ts';
import type { PoolName } from './pool-name.ts';

/** Objects told of each type. */
const SAMPLES = 4;

/** Everything the join knows of one type of objects. */
export interface TypeHolders extends TypeFacts {
  /** Found objects that no handle of a readable table leads to. */
  readonly unheld: number;
  /** Of those, the ended ones. */
  readonly unheldDead: number;
  /**
   * Ended objects whose header counts more pointers than handles: the kernel itself keeps them.
   * Undefined since Windows 8, where handles are worth many pointers each.
   */
  readonly deadExceeding?: number;
}

/** What the join is made of. */
export interface JoinParts {
  readonly types: ObjectTypes;
  readonly objects: FoundObjects;
  readonly join: HandleJoin;
  /** The pool of each type was read whole. */
  readonly poolRead: (pool: PoolName) => boolean;
  /** Header counts of handles and pointers can be compared. */
  readonly comparable: boolean;
  /** Processes by the numbers that `objects.owner` holds; number 1 first. */
  readonly owners: readonly (Process | undefined)[];
}

/** Sums over the rows of one type. */
interface Sums {
  found: number;
  bytes: number;
  withHandles: number;
  pointersOnly: number;
  dead: number;
  deadPointersOnly: number;
  deadExceeding: number;
  unheld: number;
  unheldDead: number;
  held: number;
  readonly samples: VirtualAddress[];
}

function newSums(): Sums {
  return {
    found: 0,
    bytes: 0,
    withHandles: 0,
    pointersOnly: 0,
    dead: 0,
    deadPointersOnly: 0,
    deadExceeding: 0,
    unheld: 0,
    unheldDead: 0,
    held: 0,
    samples: [],
  };
}

/** One row of facts for each type, in the order of the types' numbers. */
export function holdersByType(parts: JoinParts): TypeHolders[] {
  const { types, objects } = parts;
  const sums = types.list.map(newSums);
  const owners = new OwnerTally();
  for (let row = 0; row < objects.length; row++) {
    addRow(sums[objects.slot[row]], objects, row);
    if (objects.owner[row] !== 0)
      owners.add(objects.slot[row], objects.owner[row], (objects.state[row] & ObjectState.ended) !== 0);
  }
  return types.list.map((type, slot) => factsOf(parts, type, slot, sums[slot], owners));
}

function addRow(sums: Sums, objects: FoundObjects, row: number): void {
  const state = objects.state[row];
  const isEnded = (state & ObjectState.ended) !== 0;
  const isCounted = (state & ObjectState.counted) !== 0;
  const isHeld = (objects.roads[row] & Road.handle) !== 0;
  const isKept = !isCounted && (state & ObjectState.pointed) !== 0;
  sums.found++;
  sums.bytes += objects.size[row];
  if (isCounted) sums.withHandles++;
  if (isKept) sums.pointersOnly++;
  if (isHeld) sums.held++;
  else sums.unheld++;
  if (sums.samples.length < SAMPLES) sums.samples.push(addVa(objects.header[row], BODY_OFFSET));
  if (!isEnded) return;
  if (sums.dead < SAMPLES) sums.samples[sums.dead] = addVa(objects.header[row], BODY_OFFSET);
  sums.dead++;
  if (isKept) sums.deadPointersOnly++;
  if (!isHeld) sums.unheldDead++;
  if ((state & ObjectState.exceeding) !== 0) sums.deadExceeding++;
}

function factsOf(
  parts: JoinParts,
  type: ObjectType,
  slot: number,
  sums: Sums,
  owners: OwnerTally,
): TypeHolders {
  const pool: PoolName = isPagedType(type) ? 'paged' : 'nonpaged';
  const ends = type.name === 'Thread' || type.name === 'Process';
  return {
    name: type.name,
    tag: tagText(type.tag),
    pool,
    objects: present(type.totalObjects, 'layout'),
    handles: present(type.totalHandles, 'layout'),
    found: sums.found,
    bytes: sums.bytes,
    withHandles: sums.withHandles,
    pointersOnly: sums.pointersOnly,
    dead: ends ? sums.dead : undefined,
    deadPointersOnly: ends ? sums.deadPointersOnly : undefined,
    deadExceeding: ends && parts.comparable ? sums.deadExceeding : undefined,
    held: sums.held + parts.join.strays[slot],
    unheld: sums.unheld,
    unheldDead: sums.unheldDead,
    holders: holdersOf(parts.join, slot),
    belongsTo: belongings(parts.owners, owners, slot),
    complete: isComplete(parts, type, pool, sums.found),
    samples: sums.samples,
  };
}

/** The pool was read whole, or every object the type counts was found; and so was every table. */
function isComplete({ join, poolRead }: JoinParts, type: ObjectType, pool: PoolName, found: number): boolean {
  const tablesRead = !join.stopped && join.unread.length === 0 && join.holders.every((one) => one.tableRead);
  return tablesRead && (poolRead(pool) || found >= type.totalObjects);
}

function holdersOf({ holders }: HandleJoin, slot: number): Holder[] {
  return holders
    .filter((counts) => counts.handles[slot] > 0)
    .map((counts) => ({
      process: counts.process.address,
      pid: counts.process.pid,
      name: counts.process.name,
      handles: counts.handles[slot],
      objects: counts.objects[slot],
      dead: counts.ended[slot],
      samples: counts.samplesOf(slot),
    }))
    .sort((a, b) => b.objects - a.objects || b.handles - a.handles || a.pid - b.pid);
}

function belongings(
  processes: readonly (Process | undefined)[],
  owners: OwnerTally,
  slot: number,
): Belonging[] {
  const found: Belonging[] = [];
  for (const { number, objects, dead } of owners.of(slot)) {
    const process = processes[number - 1];
    if (process === undefined) continue;
    found.push({ process: process.address, pid: process.pid, name: process.name, objects, dead });
  }
  return found.sort((a, b) => b.objects - a.objects || a.pid - b.pid);
}
