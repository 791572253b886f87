import type { Kernel } from '../kernel/kernel.ts';
import { Structure } from '../objects/structure.ts';
import { hex8 } from '../units/address.ts';
import { absent } from '../units/value.ts';
import type { PoolSession } from './session-pools.ts';
import { readRows } from './table-rows.ts';
import { TagSums } from './tag-sums.ts';
import { finish, missing, type TagUsage, type TrackerTable, tableRead } from './tag-usage.ts';
import { MAX_EXPANSION_ROWS } from './tracker-expansion.ts';
import { trackerShape } from './tracker-shape.ts';

/**
 * Use of a session's own pool by tag: the table that ExpSessionPoolTrackTable names, the same
 * address in every session, and the expansion that the session's _MM_SESSION_SPACE names. The first
 * needs symbols.
 */
export function readSessionUsage(kernel: Kernel, session: PoolSession): TagUsage {
  const shape = trackerShape(kernel);
  const sums = new TagSums(shape);
  const tables: TrackerTable[] = [];
  const pointer = kernel.globals.u32('ExpSessionPoolTrackTable');
  const size = kernel.globals.u32('ExpSessionPoolTrackTableSize');
  if ('absent' in pointer) tables.push(missing('ExpSessionPoolTrackTable', pointer));
  else if ('absent' in size) tables.push(missing('ExpSessionPoolTrackTable', size));
  else if (size.value === 0 || size.value > MAX_EXPANSION_ROWS || pointer.value < kernel.systemRangeStart) {
    const what = `ExpSessionPoolTrackTableSize says ${size.value} rows at ${hex8(pointer.value)}`;
    tables.push(missing('ExpSessionPoolTrackTable', absent('unreadable', what)));
  } else {
    const rows = readRows(session.space, pointer.value, size.value, shape.words);
    sums.add(rows);
    tables.push(tableRead('ExpSessionPoolTrackTable', pointer.value, rows, pointer.source));
  }
  addExpansion(kernel, session, sums, tables);
  return finish(sums, tables);
}

function addExpansion(kernel: Kernel, session: PoolSession, sums: TagSums, tables: TrackerTable[]): void {
  const structure = new Structure(session.space, kernel.layouts, '_MM_SESSION_SPACE', session.address);
  const address = structure.u32('PoolTrackTableExpansion');
  const count = structure.u32('PoolTrackTableExpansionSize');
  if (!address || !count) return;
  const name = '_MM_SESSION_SPACE.PoolTrackTableExpansion';
  if (count > MAX_EXPANSION_ROWS || address < kernel.systemRangeStart) {
    tables.push(missing(name, absent('unreadable', `it claims ${count} rows at ${hex8(address)}`)));
    return;
  }
  const rows = readRows(session.space, address, count, trackerShape(kernel).words);
  sums.add(rows);
  tables.push(tableRead(name, address, rows, 'layout'));
}
