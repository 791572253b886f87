import type { PoolName } from '../analysis/analysis.ts';
import { isPresent, known } from '../units/value.ts';
import type { Dominance } from './dominance.ts';
import type { Evidence } from './finding.ts';
import { type Message, message } from './message.ts';
import { threshold } from './thresholds.ts';

/** Flag of !poolused that sorts by a pool. */
export function poolUsedFlag(pool: PoolName): number {
  return pool === 'paged' ? 4 : 2;
}

/** The numbers that show a tag to fill its pool. */
export function dominanceEvidence(dominance: Dominance): Evidence[] {
  const { pool, row, use, bytes, share, blocks, average, second, times, source } = dominance;
  const tag = row.text;
  const evidence: Evidence[] = [
    { says: message('dominant-tag.use', { tag, pool, bytes, share, blocks, average }), source },
  ];
  if (second !== undefined && times >= threshold('dominantTimes')) {
    const values = { tag: second.row.text, bytes: second.bytes, times };
    evidence.push({ says: message('dominant-tag.second', values), source });
  }
  const allocs = known(use.allocs);
  const frees = known(use.frees);
  if (allocs !== undefined && frees !== undefined) {
    evidence.push({ says: message('dominant-tag.counts', { allocs, frees }), source: 'tracker' });
  }
  if (isPresent(use.bytes) && use.bytes.source !== 'walk' && use.walked !== undefined) {
    evidence.push({ says: message('dominant-tag.walked', use.walked), source: 'walk' });
  }
  return evidence;
}

export function againstDominance({ second, times }: Dominance): Message[] {
  if (second === undefined || times >= threshold('dominantTimes')) return [];
  return [message('dominant-tag.second-close', { tag: second.row.text, bytes: second.bytes, times })];
}
