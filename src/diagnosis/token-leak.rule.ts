import { known } from '../units/value.ts';
import { bytesOf, shareOfTag } from './dominance.ts';
import { poolUsedFlag } from './dominance-evidence.ts';
import { holdingOf, isMany } from './holding.ts';
import { typeFacts } from './known-tags.ts';
import { message } from './message.ts';
import { cannotTell, no, type Rule, yes } from './rule.ts';
import { threshold } from './thresholds.ts';

const HOLDERS_TOLD = 5;

/** Access tokens fill a pool and no single process holds them: logons or impersonations that never end. */
export const tokenLeak: Rule = {
  id: 'token-leak',
  judge(analysis) {
    const type = typeFacts(analysis, 'Token');
    if (type === undefined) return cannotTell(message('dead-objects.unread'));
    const tokens = Math.max(known(type.objects) ?? 0, type.found);
    const fills = shareOfTag(analysis, type.tag, type.pool) >= threshold('explainingShare');
    const holding = holdingOf(analysis, type);
    const isOneProcess = holding !== undefined && isMany(holding);
    const isUnheld = type.pointersOnly >= type.found * threshold('pointersOnlyShare');
    if (tokens < threshold('deadObjects') || !fills || isOneProcess || isUnheld) {
      return no(message('token-leak.no', { tokens }));
    }
    const row = analysis.tags.rows.find((one) => one.text === type.tag);
    const bytes = row === undefined ? type.bytes : bytesOf(row, type.pool);
    const holders = type.holders
      .slice(0, HOLDERS_TOLD)
      .map(({ name, objects }) => `${name} ${objects}`)
      .join(', ');
    const summary = message('token-leak.summary', { tokens, bytes, pool: type.pool });
    return yes({
      id: 'token-leak',
      role: 'cause',
      title: message('token-leak.title', { tokens }),
      summary,
      verdict: 'suspected',
      culprit: null,
      subject: { pool: type.pool, tag: type.tag, type: type.name },
      evidence: [
        { says: summary, source: 'objects' },
        { says: message('token-leak.holders', { holders: holders || '-' }), source: 'handles' },
      ],
      against: [],
      unread: type.complete ? [] : [message('handle-leak.type-unread', { type: type.name })],
      next: [message('token-leak.next')],
      byHand: [`!poolused ${poolUsedFlag(type.pool)}`],
    });
  },
};
