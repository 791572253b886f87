import type { Task } from '../units/task.ts';
import type { Analysis } from './analysis.ts';
import { analyze } from './analyze.ts';
import { inDoubtText } from './in-doubt.ts';
import type { Session } from './session.ts';

/** The analysis of a session, made once; one that was stopped is not kept. */
export function* analysisOf(session: Session): Task<Analysis> {
  return yield* session.onceTask(
    'analysis',
    () => analyzeMarked(session),
    (analysis) => analysis.complete,
  );
}

/** The analysis, with a note for each symbol file that was forced and that something in it rests on. */
function* analyzeMarked(session: Session): Task<Analysis> {
  const { value, forced } = yield* session.watchForced(analyze(session));
  const marks = Array.from(forced, inDoubtText);
  return { ...value, notes: [...value.notes, ...marks] };
}
