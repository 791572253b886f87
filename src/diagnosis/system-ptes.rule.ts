import { isPresent } from '../units/value.ts';
import { message } from './message.ts';
import { cannotTell, no, type Rule, yes } from './rule.ts';
import { threshold } from './thresholds.ts';

/** Page-table entries for drivers' mappings and kernel stacks are nearly used up. */
export const systemPtes: Rule = {
  id: 'system-ptes',
  judge({ memory: { freeSystemPtes } }) {
    if (!isPresent(freeSystemPtes))
      return cannotTell(
        message('system-ptes.unread', { absent: freeSystemPtes.absent, at: freeSystemPtes.at }),
      );
    const entries = freeSystemPtes.value;
    const limit = threshold('systemPtes');
    if (entries >= limit) return no(message('system-ptes.no', { entries }));
    const summary = message('system-ptes.summary', { entries, limit });
    return yes({
      id: 'system-ptes',
      role: 'effect',
      title: message('system-ptes.title', { entries }),
      summary,
      verdict: 'probable',
      culprit: null,
      subject: {},
      evidence: [{ says: summary, source: freeSystemPtes.source }],
      against: [],
      unread: [],
      next: [message('system-ptes.next')],
      byHand: ['!vm 5', '!sysptes 1'],
    });
  },
};
