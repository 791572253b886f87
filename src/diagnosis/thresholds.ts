import { NONPAGED_WARNING, PAGED_WARNING } from '../vm/thresholds.ts';

/** A limit a rule compares with, and where it was taken from. */
export interface Threshold {
  readonly value: number;
  readonly unit: 'share' | 'times' | 'handles' | 'objects' | 'entries' | 'threads' | 'processes' | 'bytes';
  readonly origin: string;
}

function limit(value: number, unit: Threshold['unit'], origin: string): Threshold {
  return { value, unit, origin };
}

/** Every limit that a verdict rests on. The report and its JSON publish them. */
export const THRESHOLDS = {
  nonpagedUsage: limit(NONPAGED_WARNING, 'share', 'ours; the debugger warns at 85.9 % or below'),
  pagedUsage: limit(
    PAGED_WARNING,
    'share',
    'ours; the debugger is silent at 81.9 % though allocations failed',
  ),
  failingUsage: limit(
    0.25,
    'share',
    'ours; failures are put down to a pool only if it uses this much of its maximum',
  ),
  halfFull: limit(0.5, 'share', 'ours; where failures cannot be read, a pool below this is not called short'),
  nearlyFull: limit(
    0.75,
    'share',
    'ours; where failures cannot be read, from here on a pool counts as short',
  ),
  dominantShare: limit(0.5, 'share', 'ours; published leaks hold 90 % and more of their pool'),
  dominantTimes: limit(10, 'times', 'ours; the second tag of published leaks is hundreds of times smaller'),
  leadingTimes: limit(
    3,
    'times',
    'ours; a tag below half of its pool leads if the next is this much smaller',
  ),
  explainingShare: limit(0.25, 'share', 'ours; below this a tag does not explain a full pool'),
  hugeShare: limit(0.25, 'share', 'ours; of the whole system address space, whatever the pool allows'),
  handlesToLookAt: limit(2500, 'handles', 'public guide of support engineers for 32-bit processes'),
  handlesHigh: limit(10_000, 'handles', 'Performance Team article: suspect, not proof'),
  handlesOfHeavyUsers: limit(30_000, 'handles', 'public guide: lsass, Exchange store, SQL Server'),
  fewHandles: limit(1000, 'handles', 'ours; below this no handle leak is called, whatever else fits'),
  sameType: limit(0.9, 'share', 'ours; published handle leaks hold 99 % of all objects of the type'),
  sameTypePartly: limit(0.5, 'share', 'ours; a majority decides where a table could not be read whole'),
  deadShare: limit(0.9, 'share', 'ours; nearly all objects held have ended'),
  deadObjects: limit(2500, 'objects', 'ours'),
  pointersOnlyShare: limit(0.5, 'share', 'ours; most objects of the type have no handle'),
  threads: limit(2500, 'threads', 'ours; a 32-bit process has room for about 2,000 default stacks'),
  processes: limit(1000, 'processes', 'ours'),
  systemPtes: limit(10_000, 'entries', 'public performance guidance for 32-bit Windows'),
  systemSpace: limit(0.75, 'share', 'ours; pools alone leave little for cache, sessions and stacks'),
  commit: limit(0.95, 'share', 'ours'),
  memory: limit(0.01, 'share', 'ours; available share of physical memory'),
  atMaximum: limit(0.98, 'share', 'ours; the pool has reached its maximum'),
  normalGrowth: limit(
    100 * 2 ** 20,
    'bytes',
    'ours; tens of megabytes are normal for registry and file cache',
  ),
  sessionShare: limit(0.5, 'share', 'ours; as for the system pools'),
  sessionBytes: limit(4 * 2 ** 20, 'bytes', 'ours; smaller session pools are normal whatever fills them'),
  codeUnread: limit(0.1, 'share', 'ours; with more code missing, size and pool must agree'),
  codeUnreadAtMost: limit(0.75, 'share', 'ours; with more code missing another owner cannot be excluded'),
} as const satisfies Record<string, Threshold>;

export type ThresholdName = keyof typeof THRESHOLDS;

/** The bare limit. */
export function threshold(name: ThresholdName): number {
  return THRESHOLDS[name].value;
}
