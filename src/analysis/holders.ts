import { isPagedType, type ObjectType } from '../objects/object-type.ts';
import type { ObjectTypes } from '../objects/object-types.ts';
import type { Process } from '../objects/processes.ts';
import { tagText } from '../units/tag.ts';
import { present } from '../units/value.ts';
import type { FoundObjects } from './found-objects.ts';
import type { HandleJoin } from './join-handles.ts';
import { ObjectCounts, ObjectMark } from './object-counts.ts';
import type { Belonging, Holder, TypeFacts } from './object-facts.ts';
import type { OwnerTally } from './owner-tally.ts';
import type { PoolName } from './pool-name.ts';

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

/** One row of facts for each type, in the order of the types' numbers. */
export function holdersByType(parts: JoinParts): TypeHolders[] {
  const { types, objects } = parts;
  const counts = new ObjectCounts(objects);
  return types.list.map((type, slot) => factsOf(parts, type, slot, counts));
}

function factsOf(parts: JoinParts, type: ObjectType, slot: number, counts: ObjectCounts): TypeHolders {
  const pool: PoolName = isPagedType(type) ? 'paged' : 'nonpaged';
  const ends = type.name === 'Thread' || type.name === 'Process';
  const { ended, counted, pointed, exceeding, held } = ObjectMark;
  const found = counts.number(slot);
  return {
    name: type.name,
    tag: tagText(type.tag),
    pool,
    objects: present(type.totalObjects, 'layout'),
    handles: present(type.totalHandles, 'layout'),
    found,
    bytes: counts.bytes(slot),
    withHandles: counts.number(slot, counted),
    pointersOnly: counts.number(slot, pointed, counted),
    dead: ends ? counts.number(slot, ended) : undefined,
    deadPointersOnly: ends ? counts.number(slot, ended | pointed, counted) : undefined,
    deadExceeding: ends && parts.comparable ? counts.number(slot, ended | exceeding) : undefined,
    held: counts.number(slot, held) + parts.join.strays[slot],
    unheld: counts.number(slot, 0, held),
    unheldDead: counts.number(slot, ended, held),
    holders: holdersOf(parts.join, slot),
    belongsTo: belongings(parts.owners, counts.owners, slot),
    complete: isComplete(parts, type, pool, found),
    samples: counts.samples(slot),
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
