import type { Analysis } from '../analysis/analysis.ts';
import { PAGE_SIZE } from '../units/address.ts';
import { isPresent, known, type Source, type Value } from '../units/value.ts';
import type { Evidence } from './finding.ts';
import { message } from './message.ts';
import { type Pressure, poolUsed } from './pool-pressure.ts';
import { threshold } from './thresholds.ts';

/** What ran out: address space, page-table entries, commit, memory, or the pool's own maximum. */
export function exhaustionReasons(analysis: Analysis, pressure: Pressure): Evidence[] {
  return [
    ...(pressure.reasons ?? []).map(
      (one): Evidence => ({
        says: message('pool-exhausted.reason', one),
        source: 'symbol',
      }),
    ),
    ...maximumReached(pressure),
    ...addressSpace(analysis),
    ...pageTableEntries(analysis),
    ...commit(analysis),
    ...memory(analysis),
  ];
}

function maximumReached({ pool, share }: Pressure): Evidence[] {
  if (share === undefined || share < threshold('atMaximum')) return [];
  return [{ says: message('pool-exhausted.reason-maximum', { pool }), source: 'kdbg' }];
}

/** The pools together fill most of the system's half of the address space. */
function addressSpace(analysis: Analysis): Evidence[] {
  const paged = poolUsed(analysis, 'paged');
  const nonpaged = poolUsed(analysis, 'nonpaged');
  const space = analysis.dump.systemSpace;
  if (paged === undefined || nonpaged === undefined) return [];
  const used = paged + nonpaged;
  if (used < space * threshold('systemSpace')) return [];
  return [
    { says: message('pool-exhausted.reason-space', { used, space, share: used / space }), source: 'kdbg' },
  ];
}

function pageTableEntries({ memory: { freeSystemPtes } }: Analysis): Evidence[] {
  const limit = threshold('systemPtes');
  if (!isPresent(freeSystemPtes) || freeSystemPtes.value >= limit) return [];
  const values = { entries: freeSystemPtes.value, limit };
  return [{ says: message('pool-exhausted.reason-ptes', values), source: freeSystemPtes.source }];
}

function commit({ memory: { committed, commitLimit } }: Analysis): Evidence[] {
  const used = known(committed);
  const limit = known(commitLimit);
  if (used === undefined || !limit || used < limit * threshold('commit')) return [];
  const values = { used: used * PAGE_SIZE, limit: limit * PAGE_SIZE, share: used / limit };
  return [{ says: message('pool-exhausted.reason-commit', values), source: sourceOf(committed) }];
}

function memory({ memory: { available, physical } }: Analysis): Evidence[] {
  const free = known(available);
  const all = known(physical);
  if (free === undefined || !all || free > all * threshold('memory')) return [];
  const values = { available: free * PAGE_SIZE, physical: all * PAGE_SIZE };
  return [{ says: message('pool-exhausted.reason-memory', values), source: sourceOf(available) }];
}

function sourceOf(value: Value<number>): Source {
  return isPresent(value) ? value.source : 'kdbg';
}
