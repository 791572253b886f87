import type { HandleListing, HandleRow } from '../analysis/handle-listing.ts';
import { HandleFlags } from '../objects/handle-entry.ts';
import { hex, hex8 } from '../units/address.ts';
import { known } from '../units/value.ts';
import { whyAbsent } from './absence-text.ts';
import { objectLines } from './object-text.ts';
import { processHeadLines } from './process-text.ts';

/** How much of each handle is shown. */
export interface HandleTextOptions {
  readonly objects: boolean;
  readonly counts: boolean;
  readonly rights: boolean;
}

const TITLES = { process: 'Handle table', kernel: 'Kernel handle table', ids: 'Table of ids' } as const;

const MARKS: readonly (readonly [flag: number, text: string])[] = [
  [HandleFlags.locked, '(Locked)'],
  [HandleFlags.protect, '(Protected)'],
  [HandleFlags.inherit, '(Inherit)'],
  [HandleFlags.audit, '(Audit)'],
  [HandleFlags.foreign, '(Foreign pointer)'],
];

/** The lines of one table. */
export function* handleListingLines(listing: HandleListing, options: HandleTextOptions): Iterable<string> {
  if (listing.process !== undefined) {
    yield* processHeadLines(listing.process);
    yield '';
  }
  const { table, walk, kind } = listing;
  const count = 'value' in table.handleCount ? String(table.handleCount.value) : whyAbsent(table.handleCount);
  yield `${TITLES[kind]} at ${hex8(table.top)} with ${count} entries in use`;
  yield '';
  let shown = 0;
  for (const row of listing.rows) {
    shown++;
    yield* handleLines(row, options);
    if (row.view !== undefined) yield '';
  }
  const { handle } = listing;
  if (shown === 0 && handle !== undefined) yield `The table has no handle ${hex(handle).padStart(4, '0')}.`;
  for (const problem of walk.problems) yield `The table is odd: ${problem}.`;
  const counted = known(table.handleCount);
  if (counted !== undefined && counted !== walk.inUse)
    yield `The table counts ${counted} entries in use, ${walk.inUse} were found${walk.complete ? '' : '; part of it cannot be read'}.`;
}

function* handleLines(row: HandleRow, options: HandleTextOptions): Iterable<string> {
  const handle = hex(row.handle).padStart(4, '0');
  if (row.view === undefined) {
    yield `${handle}: free handle, Entry address ${hex8(row.entry)}, Next Entry ${hex8(row.access)}`;
    return;
  }
  const marks = MARKS.filter(([flag]) => (row.flags & flag) !== 0).map(([, text]) => `${text} `);
  yield `${handle}: Object: ${hex8(row.object)}  GrantedAccess: ${hex8(row.access)} ${marks.join('')}Entry: ${hex8(row.entry)}`;
  if (options.objects) yield* objectLines(row.object, row.view, options);
  if (
    options.objects &&
    'header' in row.view &&
    row.view.header.handleCount <= 0 &&
    row.view.type !== undefined
  )
    yield '        The header counts no handle, although this one leads to it.';
  if (options.rights && row.rights.length > 0) yield `        Rights: ${row.rights.join(', ')}`;
}
