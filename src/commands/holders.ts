import type { TypeHolders } from '../analysis/holders.ts';
import { objectJoinOf } from '../analysis/holders-of.ts';
import type { HandleJoin } from '../analysis/join-handles.ts';
import { foundRow, handlesTo, type ObjectRow, objectRows } from '../analysis/object-owners.ts';
import { objectRoadsOf, roadNames } from '../analysis/object-roads.ts';
import { objectTypesOf } from '../analysis/objects-of.ts';
import type { Session } from '../analysis/session.ts';
import { headerOfBody } from '../objects/object-header.ts';
import { viewObject } from '../objects/object-view.ts';
import { hex8, type VirtualAddress } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import { known } from '../units/value.ts';
import { CommandError, defineCommand } from './command.ts';
import { evaluate } from './expression.ts';
import { holdersTable } from './holders-table.ts';
import {
  type HeldObject,
  type HoldersResult,
  heldObjectLines,
  overviewLines,
  type TypeResult,
  typeLines,
} from './holders-text.ts';
import { LazyList } from './lazy-list.ts';
import { scopeOf } from './scope.ts';

const OBJECTS = 1;
const ENDED = 2;
const UNHELD = 4;

export const holdersCommand = defineCommand<HoldersResult>({
  name: '!holders',
  summary: 'Who holds objects: pool, handles and processes joined',
  parameters: [
    {
      name: 'What',
      kind: 'word',
      optional: true,
      meaning: 'a type (Thread), a pool tag (Thre) or the address of an object; all types when left out',
    },
    { name: 'Flags', kind: 'flags', optional: true, meaning: 'which objects to list' },
  ],
  flags: [
    { bit: OBJECTS, meaning: 'list the objects, each with how it was found' },
    { bit: ENDED, meaning: 'list only threads and processes that have ended' },
    { bit: UNHELD, meaning: 'list only objects that no handle leads to' },
  ],
  example: '!holders Thread',
  differs: 'WinDbg has no such command.',
  *run(session, args): Task<HoldersResult> {
    const what = args.text('What');
    if (what === undefined) {
      const { types, join } = yield* objectJoinOf(session);
      const shown = types.filter((type) => type.found > 0 || type.held > 0);
      const overview = shown.sort((a, b) => b.found - a.found || a.name.localeCompare(b.name));
      return { overview, astray: astrayOf(join) };
    }
    const slot = slotByName(session, what);
    if (slot >= 0) return { type: yield* typeResult(session, slot, args.number('Flags') ?? 0) };
    if (!/^[0-9a-f`]+$|^0x|[+!(]/i.test(what))
      throw new CommandError(`No type of objects is called '${what}'.`);
    return { object: yield* heldObject(session, evaluate(what, scopeOf(session))) };
  },
  text(result) {
    if ('overview' in result) return overviewLines(result.overview, result.astray);
    return 'type' in result ? typeLines(result.type) : heldObjectLines(result.object);
  },
  json(result) {
    if ('overview' in result) return result.overview.map(typeJson);
    if ('object' in result) return objectJson(result.object);
    const { facts, astray, rows } = result.type;
    return {
      ...typeJson(facts),
      astray,
      objects: rows === undefined ? null : new LazyList(() => objectsJson(rows)),
    };
  },
  table: holdersTable,
});

/** Handles that lead to nothing that looks like an object. */
function astrayOf({ holders }: HandleJoin): number {
  return holders.reduce((sum, { unknown }) => sum + unknown, 0);
}

/** Position of a type by its name or by the tag of its objects, which types may share; -1 when there is none. */
function slotByName(session: Session, text: string): number {
  const { list } = objectTypesOf(session);
  const wanted = text.toLowerCase();
  const byName = list.findIndex((type) => type.name.toLowerCase() === wanted);
  if (byName >= 0) return byName;
  const tags = list.map(({ tag }) =>
    String.fromCharCode(...[0, 8, 16, 24].map((bit) => (tag >>> bit) & 0x7f)),
  );
  let found = -1;
  tags.forEach((tag, slot) => {
    if (tag.trimEnd() !== text.trimEnd()) return;
    if (found < 0 || list[slot].totalObjects > list[found].totalObjects) found = slot;
  });
  return found;
}

function* typeResult(session: Session, slot: number, flags: number): Task<TypeResult> {
  const isListed = (flags & (OBJECTS | ENDED | UNHELD)) !== 0;
  const join = isListed ? yield* objectRoadsOf(session) : yield* objectJoinOf(session);
  const facts = join.types[slot];
  const astray = astrayOf(join.join);
  if (!isListed) return { facts, astray };
  const filter = { slot, onlyEnded: (flags & ENDED) !== 0, onlyUnheld: (flags & UNHELD) !== 0 };
  const rows = { [Symbol.iterator]: () => objectRows(session, join, filter)[Symbol.iterator]() };
  return { facts, astray, rows };
}

function* heldObject(session: Session, body: VirtualAddress): Task<HeldObject> {
  const join = yield* objectRoadsOf(session);
  const row = foundRow(join.objects, body);
  const view = viewObject(session.kernel, objectTypesOf(session), headerOfBody(body), true);
  const heldBy = yield* handlesTo(session, join, headerOfBody(body));
  return { body, view, roads: row === undefined ? [] : roadNames(join.objects.roads[row]), heldBy };
}

function* objectsJson(rows: Iterable<ObjectRow>): Iterable<object> {
  for (const row of rows) yield { ...row, body: hex8(row.body) };
}

function typeJson(facts: TypeHolders) {
  return {
    ...facts,
    objects: known(facts.objects) ?? null,
    handles: known(facts.handles) ?? null,
    samples: facts.samples.map(hex8),
    holders: facts.holders.map((one) => ({
      ...one,
      process: hex8(one.process),
      samples: one.samples.map((sample) => ({
        handle: sample.handle,
        object: hex8(sample.object),
        access: hex8(sample.access),
      })),
    })),
    belongsTo: facts.belongsTo.map((one) => ({ ...one, process: hex8(one.process) })),
  };
}

function objectJson({ body, view, roads, heldBy }: HeldObject) {
  return {
    object: hex8(body),
    type: 'header' in view ? (view.type?.name ?? null) : null,
    handleCount: 'header' in view ? view.header.handleCount : null,
    pointerCount: 'header' in view ? view.header.pointerCount : null,
    foundBy: roads,
    heldBy: heldBy.map(({ process, handle, access }) => ({
      process: hex8(process.address),
      pid: process.pid,
      image: process.name,
      handle,
      access: hex8(access),
    })),
  };
}
