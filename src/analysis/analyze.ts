import { type Task, watchStop } from '../units/task.ts';
import type { Analysis, SymbolFacts } from './analysis.ts';
import { dumpFacts } from './dump-facts.ts';
import { objectJoinOf } from './holders-of.ts';
import { moduleFacts } from './module-facts.ts';
import { ownerFacts } from './owner-join.ts';
import { pageMap } from './page-map.ts';
import { crossCheckOf, poolOf, poolTalliesOf, tagUsageOf } from './pool-of.ts';
import { processFacts } from './process-facts.ts';
import { processesOf } from './processes-of.ts';
import type { Session } from './session.ts';
import { sessionFacts } from './session-facts.ts';
import { tagTable } from './tag-rows.ts';
import { gatherUnread } from './unread.ts';
import { virtualMemoryOf } from './virtual-memory-of.ts';
import { walkFacts } from './walk-summary.ts';

/** Everything a verdict needs, from every room. Stopped early it says so and holds what there is. */
export function* analyze(session: Session): Task<Analysis> {
  const { kernel } = session;
  const { sessions: _, ...memory } = virtualMemoryOf(session);
  const { walk } = yield* poolOf(session);
  const tallies = yield* poolTalliesOf(session);
  const check = yield* crossCheckOf(session);
  const tags = tagTable(tagUsageOf(session), tallies, session.tagNames);
  const join = yield* objectJoinOf(session);
  const { value: owners, stopped } = yield* watchStop(ownerFacts(session, tags, join.types));
  const facts = walkFacts(walk, check);
  const processes = processFacts(session, join);
  return {
    dump: dumpFacts(kernel),
    memory,
    tags,
    walk: facts,
    pages: pageMap(kernel.memory, walk),
    types: join.types,
    processes,
    processesComplete: processesOf(session).end.complete,
    sessions: sessionFacts(session, tallies),
    modules: moduleFacts(session),
    owners,
    symbols: symbolFacts(session),
    notes: [...kernel.notes, ...facts.notes],
    unread: gatherUnread(session, { memory, tags, walk: facts, processes, join }),
    complete: walk.stoppedAt === undefined && tallies.complete === walk.complete && !join.stopped && !stopped,
  };
}

function symbolFacts({ kernel, names }: Session): SymbolFacts {
  const files = kernel.modules.map((module) => names.symbolFile(module));
  return {
    kernel: kernel.symbols !== undefined,
    forced: files.some((file) => file?.forced === true),
    modules: files.filter((file) => file !== undefined).length,
  };
}
