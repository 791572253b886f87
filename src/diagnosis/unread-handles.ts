import type { Analysis, ProcessFacts } from '../analysis/analysis.ts';
import { known } from '../units/value.ts';
import { type Message, message } from './message.ts';
import { cannotTell, noProcess, type Outcome } from './rule.ts';
import { threshold } from './thresholds.ts';

const TABLES_TOLD = 4;

/** Handles that were counted entry by entry: what a table says of itself may be damaged. */
export function followedHandles({ byType }: ProcessFacts): number {
  return byType.reduce((sum, { handles }) => sum + handles, 0);
}

/** That no process holds too many handles is known only where every table that may hold many was read. */
export function noHandles(analysis: Analysis, why: Message): Outcome {
  const unread = analysis.processes.filter(mayHoldMany);
  return unread.length > 0 ? cannotTell(tablesUnread(unread)) : noProcess(analysis, why);
}

/** Names the processes whose handles are not known. */
export function tablesUnread(processes: readonly ProcessFacts[]): Message {
  const names = processes.slice(0, TABLES_TOLD).map(({ name }) => name);
  return message('unexplained-use.tables-unread', { processes: names.join(', '), count: processes.length });
}

/** Handles that were not followed to an object of a known type are enough for a leak. */
function mayHoldMany(process: ProcessFacts): boolean {
  const { exited, handles, tableRead } = process;
  if (exited) return false;
  const stated = known(handles);
  if (stated === undefined) return !tableRead;
  return stated - followedHandles(process) >= threshold('fewHandles');
}
