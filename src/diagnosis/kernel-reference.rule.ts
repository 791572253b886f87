import type { Analysis } from '../analysis/analysis.ts';
import type { TypeFacts } from '../analysis/object-facts.ts';
import { hex8 } from '../units/address.ts';
import { known } from '../units/value.ts';
import { bytesOf, shareOfTag } from './dominance.ts';
import { poolUsedFlag } from './dominance-evidence.ts';
import type { Evidence, Finding } from './finding.ts';
import { typeFacts } from './known-tags.ts';
import { message } from './message.ts';
import { pressureOf } from './pool-pressure.ts';
import { cannotTell, no, type Rule, yesIfAny } from './rule.ts';
import { threshold } from './thresholds.ts';

/**
 * Objects without a single handle that something still points at: a driver referenced them and never
 * let go. A dump does not hold who that was.
 */
export const kernelReference: Rule = {
  id: 'kernel-reference',
  judge(analysis) {
    const found = analysis.types
      .filter((type) => isLeak(analysis, type))
      .map((type) => describe(analysis, type));
    return yesIfAny(found, () =>
      analysis.types.some((type) => type.found > 0)
        ? no(message('kernel-reference.no'))
        : cannotTell(message('dead-objects.unread')),
    );
  },
};

/**
 * Objects of the type that only pointers keep; of types whose objects end, only ended ones count. What
 * handles lead to is not among them, whatever the headers count.
 */
function leaked(analysis: Analysis, type: TypeFacts): number {
  const unheld = Math.max(0, type.found - type.held);
  if (type.dead !== undefined) return Math.min(unheld, type.deadPointersOnly ?? 0);
  // Each process refers to its own token without a handle, also after its end.
  const own = type.name === 'Token' ? (typeFacts(analysis, 'Process')?.found ?? 0) : 0;
  return Math.max(0, Math.min(unheld, type.pointersOnly) - own);
}

function explains(analysis: Analysis, type: TypeFacts): boolean {
  return shareOfTag(analysis, type.tag, type.pool) >= threshold('explainingShare');
}

function isLeak(analysis: Analysis, type: TypeFacts): boolean {
  const objects = leaked(analysis, type);
  if (objects < type.found * threshold('pointersOnlyShare')) return false;
  if (objects >= threshold('deadObjects')) return type.dead !== undefined || explains(analysis, type);
  const { mayBeShort } = pressureOf(analysis, type.pool);
  return objects >= threshold('fewHandles') && explains(analysis, type) && mayBeShort;
}

function describe(analysis: Analysis, type: TypeFacts): Finding {
  const objects = leaked(analysis, type);
  const { name, tag, pool, found } = type;
  const row = analysis.tags.rows.find((one) => one.text === tag);
  const bytes = (row && bytesOf(row, pool)) || type.bytes;
  const { mayBeShort } = pressureOf(analysis, pool);
  return {
    id: 'kernel-reference',
    role: 'cause',
    title: message('kernel-reference.title', { objects, type: name, tag }),
    summary: message('kernel-reference.summary', { objects, found, type: name, tag, bytes, pool }),
    verdict: mayBeShort && explains(analysis, type) ? 'probable' : 'suspected',
    culprit: null,
    subject: { pool, tag, type: name },
    evidence: evidenceFor(type, objects),
    against: [],
    unread: missingObjects(type),
    next: [message('kernel-reference.next', { type: name })],
    byHand: [
      `!poolused ${poolUsedFlag(pool)}`,
      `!poolfind "${tag}" ${pool === 'paged' ? 1 : 0}`,
      ...type.samples.slice(0, 1).map((object) => `!object ${hex8(object)}`),
    ],
  };
}

const SAMPLES_TOLD = 3;

function evidenceFor(type: TypeFacts, objects: number): Evidence[] {
  const values = { objects, withHandles: type.withHandles, type: type.name };
  return [
    { says: message('kernel-reference.no-handles', values), source: 'objects' },
    ...type.samples.slice(0, SAMPLES_TOLD).map((object) => ({
      says: message('kernel-reference.sample', { object }),
      source: 'objects' as const,
    })),
  ];
}

/** Fewer objects were found than the type counts. */
function missingObjects({ objects, found, name }: TypeFacts) {
  const total = known(objects);
  return total !== undefined && total > found
    ? [message('kernel-reference.partly', { found, total, type: name })]
    : [];
}
