import { imageName } from '../objects/image-name.ts';
import { hasExited, type Process } from '../objects/processes.ts';
import { readSessionId } from '../objects/sessions.ts';
import { absent, known, present, type Value } from '../units/value.ts';
import type { ProcessFacts } from './analysis.ts';
import type { HolderCounts } from './holder-counts.ts';
import type { ObjectJoin } from './holders-of.ts';
import { processesOf } from './processes-of.ts';
import type { Session } from './session.ts';

/** All processes, listed ones first, each with what was counted in its handle table. */
export function processFacts(session: Session, join: ObjectJoin): ProcessFacts[] {
  const counts = new Map(join.join.holders.map((holder) => [holder.process.address, holder]));
  const all = [...processesOf(session).processes, ...join.unlisted];
  return all.map((process) => oneProcess(session, process, join, counts.get(process.address)));
}

function oneProcess(
  session: Session,
  process: Process,
  join: ObjectJoin,
  counts: HolderCounts | undefined,
): ProcessFacts {
  const id = readSessionId(session.kernel, process);
  return {
    address: process.address,
    pid: process.pid,
    parentPid: process.parentPid,
    name: process.name,
    image: imageName(session.kernel, process),
    session: id === undefined ? undefined : known(id),
    exited: hasExited(process),
    handles: process.handleCount,
    handleTable: process.objectTable,
    byType: counts === undefined ? [] : byType(join, counts),
    tableRead: process.objectTable === 0 || counts?.tableRead === true,
    threads: livingThreads(join, process),
  };
}

function byType({ types }: ObjectJoin, counts: HolderCounts): ProcessFacts['byType'] {
  return types
    .map(({ name }, slot) => ({ type: name, handles: counts.handles[slot] }))
    .filter(({ handles }) => handles > 0)
    .sort((a, b) => b.handles - a.handles);
}

/** Thread objects in pool that belong to the process and have not ended. */
function livingThreads({ types }: ObjectJoin, process: Process): Value<number> {
  const threads = types.find(({ name }) => name === 'Thread');
  if (threads === undefined || threads.found === 0)
    return absent('unreadable', 'no thread objects were found');
  const own = threads.belongsTo.find((one) => one.process === process.address);
  return present(own === undefined ? 0 : own.objects - own.dead, 'walk', threads.complete);
}
