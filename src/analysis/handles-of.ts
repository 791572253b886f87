import { type HandleTable, readHandleTable } from '../objects/handle-table.ts';
import { type HandleWalk, walkHandles } from '../objects/handle-walk.ts';
import type { VirtualAddress } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import type { Session } from './session.ts';

/** The handles in use of the table at `address`, walked once; undefined when the table cannot be read. */
export function* handlesOf(session: Session, address: VirtualAddress): Task<HandleWalk | undefined> {
  const table = readHandleTable(session.kernel, address);
  if (table === undefined) return undefined;
  return yield* handlesOfTable(session, table);
}

/** As `handlesOf` for a table that has been read. */
export function* handlesOfTable(session: Session, table: HandleTable): Task<HandleWalk> {
  return yield* session.onceTask(
    `handles of ${table.address}`,
    () => walkHandles(session.kernel, table),
    (walk) => !walk.stopped,
  );
}
