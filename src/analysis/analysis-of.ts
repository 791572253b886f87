import type { Task } from '../units/task.ts';
import type { Analysis } from './analysis.ts';
import { analyze } from './analyze.ts';
import type { Session } from './session.ts';

/** The analysis of a session, made once; one that was stopped is not kept. */
export function* analysisOf(session: Session): Task<Analysis> {
  return yield* session.onceTask(
    'analysis',
    () => analyze(session),
    (analysis) => analysis.complete,
  );
}
