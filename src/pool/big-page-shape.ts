import { BigPages, BigPagesV10, BigPagesXp } from '../formats/generated/pool-tracker.layout.ts';
import type { Kernel } from '../kernel/kernel.ts';

/** The shape of a row of PoolBigPageTable, in 32-bit words. */
export interface BigPageShape {
  readonly words: number;
  readonly va: number;
  readonly key: number;
  /** Word that holds the pool type; -1 where rows have none. */
  readonly type: number;
  readonly typeShift: number;
  readonly typeMask: number;
  /** Word that holds the size. */
  readonly size: number;
  /** The size counts pages, not bytes. */
  readonly inPages: boolean;
}

const XP: BigPageShape = {
  words: BigPagesXp.size / 4,
  va: BigPagesXp.va.offset / 4,
  key: BigPagesXp.key.offset / 4,
  type: -1,
  typeShift: 0,
  typeMask: 0,
  size: BigPagesXp.numPages.offset / 4,
  inPages: true,
};

/** Server 2003: a fourth word names the quota's owner. */
const SERVER_2003: BigPageShape = { ...XP, words: 4 };

const VISTA: BigPageShape = {
  words: BigPages.size / 4,
  va: BigPages.va.offset / 4,
  key: BigPages.key.offset / 4,
  type: BigPages.poolType.offset / 4,
  typeShift: 0,
  typeMask: 0xffff,
  size: BigPages.numBytes.offset / 4,
  inPages: false,
};

const WINDOWS_10: BigPageShape = {
  ...VISTA,
  type: BigPagesV10.poolType.offset / 4,
  typeShift: BigPagesV10.poolType.shift,
  typeMask: 2 ** BigPagesV10.poolType.bits - 1,
};

/** The shape that the layouts in use give; by build when they are silent. */
export function bigPageShape(kernel: Kernel): BigPageShape {
  const struct = kernel.layouts.struct('_POOL_TRACKER_BIG_PAGES');
  if (struct?.fields.has('SlushSize')) return WINDOWS_10;
  if (struct?.fields.has('NumberOfBytes')) return VISTA;
  if (struct?.fields.has('NumberOfPages')) return struct.size === BigPagesXp.size ? XP : SERVER_2003;
  if (kernel.build >= 10240) return WINDOWS_10;
  if (kernel.build >= 6000) return VISTA;
  return kernel.build >= 3790 ? SERVER_2003 : XP;
}
