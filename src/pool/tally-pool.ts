import { SYSTEM_START } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import { NO_POOL_TYPE } from './big-page-rows.ts';
import { type BigPageTable, POOL_TYPE_PAGED } from './big-pages.ts';
import { PoolKind } from './pool-columns.ts';
import type { PoolRegion } from './pool-regions.ts';
import { UNIT_SIZE } from './pool-sweep.ts';
import { PoolTally } from './tag-tally.ts';
import { NUM_UNITS } from './unit-counts.ts';
import type { PoolWalk } from './walk-pool.ts';

/** Pages between two looks at whether to go on. */
const PAGES_AT_ONCE = 0x2000;

/** Use by tag of each pool. */
export interface PoolTallies {
  readonly nonpaged: PoolTally;
  readonly paged: PoolTally;
  /** One for each session of the walk. */
  readonly sessions: readonly PoolTally[];
  /** False when it was stopped, or the walk was. */
  readonly complete: boolean;
}

/** Adds up what a walk found, by pool and tag. */
export function* tallyPool(walk: PoolWalk): Task<PoolTallies> {
  const { columns } = walk;
  const nonpaged = new PoolTally();
  const paged = new PoolTally();
  const sessions = walk.sessions.map(() => new PoolTally());
  const { pageCount, pageKind, pageSession } = columns;
  let complete = walk.complete;
  for (let page = 0; page < pageCount; page++) {
    if (page % PAGES_AT_ONCE === PAGES_AT_ONCE - 1) {
      if (yield { what: 'adding up pool by tag', done: page, total: pageCount }) {
        complete = false;
        break;
      }
    }
    const session = pageSession[page];
    const tally = session > 0 ? sessions[session - 1] : pageKind[page] === PoolKind.paged ? paged : nonpaged;
    tally.addPage(columns, page);
  }
  addBigPages(walk.bigPages, walk.regions, nonpaged, paged);
  walk.sessions.forEach((session, i) => {
    addBigPages(session.bigPages, [], sessions[i], sessions[i]);
  });
  return { nonpaged, paged, sessions, complete };
}

function addBigPages(
  table: BigPageTable,
  regions: readonly PoolRegion[],
  nonpaged: PoolTally,
  paged: PoolTally,
): void {
  const isPaged = pagedRows(table, regions);
  for (let row = 0; row < table.count; row++) {
    if (table.freed[row] === 0) (isPaged(row) ? paged : nonpaged).addBig(table.tag[row], table.bytes[row]);
  }
}

/** Tells which rows are of paged pool. Those before Vista have no type: their address tells. */
export function pagedRows(table: BigPageTable, regions: readonly PoolRegion[]): (row: number) => boolean {
  const pagedUnits = new Uint8Array(NUM_UNITS);
  for (const { kind, start, end } of regions) {
    if (kind === PoolKind.paged) pagedUnits.fill(1, unitOf(start), unitOf(end));
  }
  return (row) => {
    const type = table.type[row];
    return type === NO_POOL_TYPE ? pagedUnits[unitOf(table.va[row])] === 1 : (type & POOL_TYPE_PAGED) !== 0;
  };
}

function unitOf(va: number): number {
  return Math.floor((va - SYSTEM_START) / UNIT_SIZE);
}
