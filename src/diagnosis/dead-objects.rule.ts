import type { TypeFacts } from '../analysis/object-facts.ts';
import type { Finding } from './finding.ts';
import { message } from './message.ts';
import { cannotTell, no, type Rule, yesIfAny } from './rule.ts';
import { threshold } from './thresholds.ts';

/** Threads that ended and processes that exited, and are still there because something holds them. */
export const deadObjects: Rule = {
  id: 'dead-objects',
  judge(analysis) {
    const mortal = analysis.types.filter((type) => type.dead !== undefined);
    const found = mortal.filter(isMany).map(describe);
    return yesIfAny(found, () => {
      if (mortal.length === 0 || mortal.every((type) => type.found === 0)) {
        return cannotTell(message('dead-objects.unread'));
      }
      return no(
        message('dead-objects.no', { dead: mortal.reduce((sum, type) => sum + (type.dead ?? 0), 0) }),
      );
    });
  },
};

function isMany({ dead = 0 }: TypeFacts): boolean {
  return dead >= threshold('deadObjects');
}

function describe(type: TypeFacts): Finding {
  const { dead = 0, deadPointersOnly = 0, name, found, tag, pool } = type;
  const held = dead - deadPointersOnly;
  return {
    id: 'dead-objects',
    role: 'effect',
    title: message('dead-objects.title', { dead, type: name }),
    summary:
      held >= deadPointersOnly
        ? message('dead-objects.summary-handles', { dead, found, type: name, held })
        : message('dead-objects.summary-pointers', { dead, found, type: name, pointers: deadPointersOnly }),
    verdict: 'certain',
    culprit: null,
    subject: { pool, tag, type: name },
    evidence: [
      {
        says: message('dead-objects.summary-handles', { dead, found, type: name, held }),
        source: 'objects',
      },
    ],
    against: [],
    unread: type.complete ? [] : [message('handle-leak.type-unread', { type: name })],
    next: [message('dead-objects.next', { type: name })],
    byHand: [`!poolfind "${tag}" ${pool === 'paged' ? 1 : 0}`],
  };
}
