import { absentAt } from '../kernel/strings.ts';
import { describeAccess } from '../objects/access-rights.ts';
import type { HandleColumns } from '../objects/handle-columns.ts';
import { HandleFlags, rightsOf } from '../objects/handle-entry.ts';
import { type HandleTable, KERNEL_HANDLE } from '../objects/handle-table.ts';
import { type HandleWalk, walkHandles } from '../objects/handle-walk.ts';
import { BODY_OFFSET, headerOfBody } from '../objects/object-header.ts';
import { type ObjectView, viewObject } from '../objects/object-view.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import type { Absent } from '../units/value.ts';
import { handlesOfTable } from './handles-of.ts';
import { objectTypesOf } from './objects-of.ts';
import type { ProcessView } from './process-view.ts';
import type { Session } from './session.ts';

export type HandleTableKind = 'process' | 'kernel' | 'ids';

export interface HandleListingOptions {
  readonly kind: HandleTableKind;
  /** Only this handle. */
  readonly handle?: number;
  readonly free: boolean;
  /** Names of objects are wanted. */
  readonly names: boolean;
  /** Name of a type of objects, in lower case. */
  readonly type?: string;
}

/** One line of a listing, and what it leads to. */
export interface HandleRow {
  readonly handle: number;
  /** Body of the object; 0 for a free entry. */
  readonly object: VirtualAddress;
  /** As the entry has it; of a free entry the index of the next free one. */
  readonly access: number;
  /** Names of the rights, by the type of the object. */
  readonly rights: readonly string[];
  /** HandleFlags. */
  readonly flags: number;
  readonly entry: VirtualAddress;
  /** Absent when the header cannot be read; undefined for a free entry. */
  readonly view?: ObjectView | Absent;
}

/** The handles of one table. */
export interface HandleListing {
  readonly kind: HandleTableKind;
  readonly process?: ProcessView;
  /** The one handle that was asked for, of whatever type. */
  readonly handle?: number;
  readonly table: HandleTable;
  readonly walk: HandleWalk;
  /** Made one by one while they are shown. */
  readonly rows: Iterable<HandleRow>;
}

/** Walks a table and prepares its rows. */
export function* listHandles(
  session: Session,
  table: HandleTable,
  options: HandleListingOptions,
  process?: ProcessView,
): Task<HandleListing> {
  const withFree = options.free || options.handle !== undefined;
  const walk = withFree
    ? yield* walkHandles(session.kernel, table, { free: true })
    : yield* handlesOfTable(session, table);
  const rows = { [Symbol.iterator]: () => handleRows(session, walk.handles, options) };
  const handle = options.type === undefined ? options.handle : undefined;
  return { kind: options.kind, handle, process, table, walk, rows };
}

function* handleRows(
  session: Session,
  columns: HandleColumns,
  options: HandleListingOptions,
): Generator<HandleRow> {
  const wanted = options.handle === undefined ? undefined : (options.handle & ~(KERNEL_HANDLE | 3)) >>> 0;
  for (let row = 0; row < columns.length; row++) {
    if (wanted !== undefined && columns.handle[row] !== wanted) continue;
    const isFree = (columns.flags[row] & HandleFlags.free) !== 0;
    if (isFree && options.type !== undefined) continue;
    const made = isFree ? freeRow(columns, row, options.kind) : usedRow(session, columns, row, options);
    if (made !== undefined) yield made;
  }
}

function freeRow(columns: HandleColumns, row: number, kind: HandleTableKind): HandleRow {
  return {
    handle: shownHandle(columns.handle[row], kind),
    object: 0,
    access: columns.access[row],
    rights: [],
    flags: columns.flags[row],
    entry: columns.entry[row],
  };
}

/** A row of the asked type, or undefined. */
function usedRow(
  session: Session,
  columns: HandleColumns,
  row: number,
  { kind, type, names }: HandleListingOptions,
): HandleRow | undefined {
  const pointer = columns.object[row];
  const header = kind === 'ids' ? headerOfBody(pointer) : pointer;
  const types = objectTypesOf(session);
  if (type !== undefined && types.ofHeader(header)?.name.toLowerCase() !== type) return undefined;
  const isForeign = (columns.flags[row] & HandleFlags.foreign) !== 0;
  const view = isForeign
    ? absentAt(session.kernel.memory, header)
    : viewObject(session.kernel, types, header, names);
  const typeName = 'header' in view ? view.type?.name : undefined;
  return {
    handle: shownHandle(columns.handle[row], kind),
    object: addVa(header, BODY_OFFSET),
    access: columns.access[row],
    rights: typeName === undefined ? [] : describeAccess(typeName, rightsOf(columns.access[row])),
    flags: columns.flags[row],
    entry: columns.entry[row],
    view,
  };
}

function shownHandle(handle: number, kind: HandleTableKind): number {
  return kind === 'kernel' ? (handle | KERNEL_HANDLE) >>> 0 : handle;
}
