import { TrackerRow, TrackerRowV10 } from '../formats/generated/pool-tracker.layout.ts';
import type { Kernel } from '../kernel/kernel.ts';

/** Where a counter lies in a row of a tag table, in 32-bit words. */
interface Counter {
  readonly word: number;
  /** Word of the upper half; -1 for a 32-bit counter. */
  readonly high: number;
}

/** The shape of a row of PoolTrackTable. */
export interface TrackerShape {
  /** Words in a row. */
  readonly words: number;
  readonly key: number;
  /** In the order of `TAG_COUNTERS`. */
  readonly counters: readonly Counter[];
}

/** Columns of a tag's usage, in the order everything here keeps them. */
export const TAG_COUNTERS = [
  'nonpagedAllocs',
  'nonpagedFrees',
  'nonpagedBytes',
  'pagedAllocs',
  'pagedFrees',
  'pagedBytes',
] as const;

export type TagCounter = (typeof TAG_COUNTERS)[number];

const wordOf = (field: { readonly offset: number }): number => field.offset / 4;

/** XP to Windows 10 before the counts grew to 64 bits. */
export const TRACKER_SHAPE: TrackerShape = {
  words: TrackerRow.size / 4,
  key: wordOf(TrackerRow.key),
  counters: TAG_COUNTERS.map((name) => ({ word: wordOf(TrackerRow[name]), high: -1 })),
};

/** Windows 10 1709 and later. */
export const TRACKER_SHAPE_V10: TrackerShape = {
  words: TrackerRowV10.size / 4,
  key: wordOf(TrackerRowV10.key),
  counters: TAG_COUNTERS.map((name) => {
    const high = name.endsWith('Bytes') ? undefined : TrackerRowV10[`${name}High` as 'pagedFreesHigh'];
    return { word: wordOf(TrackerRowV10[name]), high: high === undefined ? -1 : wordOf(high) };
  }),
};

/** First build known to have the wide rows, for layouts that do not describe them. */
const WIDE_ROWS_BUILD = 16299;

/** The shape that the layouts in use give; by build when they are silent. */
export function trackerShape(kernel: Kernel): TrackerShape {
  const size = kernel.layouts.struct('_POOL_TRACKER_TABLE')?.size;
  const wide = size === undefined ? kernel.build >= WIDE_ROWS_BUILD : size === TrackerRowV10.size;
  return wide ? TRACKER_SHAPE_V10 : TRACKER_SHAPE;
}
