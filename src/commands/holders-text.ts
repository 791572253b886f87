import type { TypeHolders } from '../analysis/holders.ts';
import type { Belonging, Holder } from '../analysis/object-facts.ts';
import type { HeldBy, ObjectRow } from '../analysis/object-owners.ts';
import type { ObjectView } from '../objects/object-view.ts';
import { hex, hex8, type VirtualAddress } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { type Absent, known } from '../units/value.ts';
import { objectLines } from './object-text.ts';

/** One type of objects in full. */
export interface TypeResult {
  readonly facts: TypeHolders;
  /** Handles of all processes that lead to nothing that can be read as an object. */
  readonly astray: number;
  /** Its objects one by one, when they were asked for. */
  readonly rows?: Iterable<ObjectRow>;
}

/** One object and who holds it. */
export interface HeldObject {
  readonly body: VirtualAddress;
  readonly view: ObjectView | Absent;
  readonly roads: readonly string[];
  readonly heldBy: readonly HeldBy[];
}

/** All types, one of them, or one object. */
export type HoldersResult =
  | { readonly overview: readonly TypeHolders[]; readonly astray: number }
  | { readonly type: TypeResult }
  | { readonly object: HeldObject };

/** Rows of the lists under one type. */
const MOST_PROCESSES = 20;

/** One line a type, the most objects first. */
export function* overviewLines(types: readonly TypeHolders[], astray: number): Iterable<string> {
  yield 'Type                  Tag  Pool        Found     Bytes      Held    No handle     Ended  Largest holder';
  for (const type of types) {
    const [largest] = type.holders;
    const holder =
      largest === undefined
        ? ''
        : `${printable(largest.name)} (${hex(largest.pid)}): ${largest.objects} objects by ${largest.handles} handles`;
    yield [
      printable(type.name).padEnd(21),
      printable(type.tag),
      type.pool.padEnd(8),
      count(type.found, 8),
      count(type.bytes, 11),
      count(type.held, 8),
      count(type.unheld, 10),
      count(type.dead, 10),
      ` ${holder}`,
    ]
      .join(' ')
      .trimEnd();
  }
  if (types.some((type) => !type.complete))
    yield 'Not whole: some pool pages or handle tables could not be read.';
  if (astray > 0) yield astrayLine(astray);
}

function astrayLine(handles: number): string {
  return `${handles} handles lead to what cannot be read as an object: damaged entries, or objects that are not in memory.`;
}

/** Everything about one type. */
export function* typeLines({ facts, astray, rows }: TypeResult): Iterable<string> {
  yield `${printable(facts.name)} objects, tag ${printable(facts.tag)}, ${facts.pool} pool`;
  yield row('Counted by the type', known(facts.objects));
  yield row('Found in pool', facts.found, `${facts.bytes} bytes`);
  yield row('Reached by handles', facts.held);
  yield row('Reached by no handle', facts.unheld);
  yield row('With pointers only', facts.pointersOnly, 'the header counts no handle');
  if (facts.dead !== undefined) {
    yield row('Ended', facts.dead);
    yield row('Ended, no handle', facts.unheldDead);
    yield row('Ended, pointers only', facts.deadPointersOnly);
    if (facts.deadExceeding !== undefined)
      yield row('Ended, more pointers than handles', facts.deadExceeding, 'kept by the kernel itself');
  }
  if (!facts.complete) yield '    Not whole: some pool pages or handle tables could not be read.';
  if (astray > 0) yield `    ${astrayLine(astray)}`;
  yield* holderLines(facts.holders, facts.dead !== undefined);
  yield* belongingLines(facts.belongsTo);
  if (rows === undefined) return;
  yield '';
  for (const one of rows) yield objectRowText(one);
}

function* holderLines(holders: readonly Holder[], ends: boolean): Iterable<string> {
  if (holders.length === 0) return;
  yield '';
  yield `Held by:  Process   Pid        Handles   Objects${ends ? '     Ended' : ''}  Image`;
  for (const holder of holders.slice(0, MOST_PROCESSES)) {
    const ended = ends ? count(holder.dead, 10) : '';
    const sample = holder.samples.map(({ handle }) => hex(handle).padStart(4, '0')).join(', ');
    yield `          ${hex8(holder.process)}  ${hex(holder.pid).padStart(4, '0').padEnd(8)}${count(holder.handles, 10)}${count(holder.objects, 10)}${ended}  ${printable(holder.name)} (handles ${sample}${holder.handles > holder.samples.length ? ', ...' : ''})`;
  }
  yield* moreLine(holders.length);
}

function* belongingLines(belongings: readonly Belonging[]): Iterable<string> {
  if (belongings.length === 0) return;
  yield '';
  yield 'Belong to: Process   Pid       Objects     Ended  Image';
  for (const { process, pid, name, objects, dead } of belongings.slice(0, MOST_PROCESSES)) {
    yield `           ${hex8(process)}  ${hex(pid).padStart(4, '0').padEnd(7)}${count(objects, 10)}${count(dead, 10)}  ${printable(name)}`;
  }
  yield* moreLine(belongings.length);
}

function* moreLine(total: number): Iterable<string> {
  if (total > MOST_PROCESSES) yield `          ${total - MOST_PROCESSES} more processes`;
}

function objectRowText(object: ObjectRow): string {
  const ids = [object.pid, object.tid].filter((id) => id !== undefined).map((id) => hex(id).padStart(4, '0'));
  const whose = ids.length === 0 ? '' : `  Cid ${ids.join('.')} ${printable(object.image ?? '')}`.trimEnd();
  return `${hex8(object.body)}  HandleCount: ${object.handleCount}  PointerCount: ${object.pointerCount}${object.ended ? '  ended' : ''}${whose}  found by ${object.roads.join(', ')}`;
}

/** One object and every handle that leads to it. */
export function* heldObjectLines({ body, view, roads, heldBy }: HeldObject): Iterable<string> {
  yield* objectLines(body, view, { counts: true });
  if (roads.length > 0) yield `    Found by: ${roads.join(', ')}`;
  if (heldBy.length === 0) yield '    No handle leads to it.';
  for (const { process, handle, access } of heldBy) {
    yield `    Handle ${hex(handle).padStart(4, '0')} of ${hex8(process.address)} ${printable(process.name)} (${hex(process.pid)})  GrantedAccess: ${hex8(access)}`;
  }
}

function row(label: string, value: number | undefined, note = ''): string {
  const number = value === undefined ? '????????' : String(value);
  return `    ${label.padEnd(36)}${number.padStart(10)}${note === '' ? '' : `  ${note}`}`;
}

function count(value: number | undefined, width: number): string {
  return (value === undefined ? '-' : String(value)).padStart(width);
}
