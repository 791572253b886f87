import { filetime } from './bytes.ts';
import {
  DRIVER_LEAK_TAGS,
  DRIVER_LEAK_VM,
  HANDLE_LEAK_TAGS,
  HANDLE_LEAK_VM,
  HEALTHY_TAGS,
  HEALTHY_VM,
  type TagFigures,
  type VmFigures,
} from './figures.ts';
import type { ScenarioName } from './scenario.ts';
import type { Windows } from './windows/windows.ts';

/** Where everything lies in one environment, and its clock. Ranges are [first, end) kernel addresses. */

export type Ranges = readonly (readonly [number, number])[];

export interface Environment {
  ntBase: number;
  halBase: number;
  win32kBase: number;
  bootDrivers: Ranges;
  drivers: Ranges;
  nonPagedSmall: Ranges;
  nonPagedBig: Ranges;
  pagedSmall: Ranges;
  pagedBig: Ranges;
  systemPtes: Ranges;
  sessionPool: Ranges;
  /** _MM_SESSION_SPACE of sessions 0 and 1. */
  sessions: readonly [number, number];
  systemTime: bigint;
  /** Clock ticks since boot, 15.625 ms each. */
  tick: number;
  vm: VmFigures;
  tags: readonly TagFigures[];
  /** Pages of background blocks at full scale: nonpaged, paged. */
  backgroundPages: { np: number; pg: number };
  /** Entries of PoolBigPageTable at full scale. */
  bigPageTableSize: number;
  /** Where PoolBigPageTable lies, when the article says so. */
  bigPageTable?: number;
}

export const KSEG0 = 0x80000000;
const SESSION_POOL: Ranges = [
  [0xfe9b0000, 0xff800000],
  [0xfdc00000, 0xfe800000],
];
/** Clock interrupt period in 100 ns units. */
export const TIME_INCREMENT = 156250;
/** The article's machine stood in Japan. */
export const TIME_ZONE_HOURS = 9;

const HANDLE_LEAK: Environment = {
  ntBase: 0x82e4f000,
  halBase: 0x82e18000,
  win32kBase: 0x97770000,
  bootDrivers: [[0x83400000, 0x84000000]],
  drivers: [[0x91800000, 0x93a00000]],
  nonPagedSmall: [[0x89400000, 0x8a800000]],
  nonPagedBig: [[0x8a800000, 0x8b000000]],
  pagedSmall: [[0x8ea00000, 0x90000000]],
  pagedBig: [
    [0x86000000, 0x89200000],
    [0x84000000, 0x86000000],
    [0xf8600000, 0xfdc00000],
  ],
  systemPtes: [
    [0x94200000, 0x94800000],
    [0x90200000, 0x90800000],
  ],
  sessionPool: SESSION_POOL,
  sessions: [0x9008b000, 0x90092000],
  systemTime: filetime('2010-04-20T06:10:00Z'),
  tick: 91040,
  vm: HANDLE_LEAK_VM,
  tags: HANDLE_LEAK_TAGS,
  backgroundPages: { np: 2000, pg: 4600 },
  bigPageTableSize: 0x10000,
  bigPageTable: 0x8a957000,
};

const DRIVER_LEAK: Environment = {
  ntBase: 0x82e17000,
  halBase: 0x83227000,
  win32kBase: 0x97770000,
  bootDrivers: [[0x83400000, 0x84000000]],
  drivers: [[0x91800000, 0x92000000]],
  nonPagedSmall: [[0x84000000, 0x87400000]],
  nonPagedBig: [[0x87400000, 0x88c00000]],
  pagedSmall: [[0x88c00000, 0x8a200000]],
  pagedBig: [
    [0x8a200000, 0x8fe00000],
    [0x92000000, 0x96000000],
    [0x98200000, 0xc0000000],
    [0xc0c00000, 0xfdc00000],
  ],
  systemPtes: [[0x90000000, 0x90800000]],
  sessionPool: SESSION_POOL,
  sessions: [0x8fe87000, 0x8fe9a000],
  systemTime: filetime('2010-04-13T04:31:00Z'),
  tick: 61440,
  vm: DRIVER_LEAK_VM,
  tags: DRIVER_LEAK_TAGS,
  backgroundPages: { np: 8900, pg: 2500 },
  bigPageTableSize: 0x80000,
};

const HEALTHY: Environment = {
  ...HANDLE_LEAK,
  nonPagedSmall: [
    [0x89400000, 0x8a800000],
    [0x8b000000, 0x8ea00000],
  ],
  pagedSmall: [
    [0x8ea00000, 0x90000000],
    [0x9e000000, 0xa6000000],
  ],
  systemPtes: [[0x94200000, 0x97400000]],
  vm: HEALTHY_VM,
  tags: HEALTHY_TAGS,
  backgroundPages: { np: 8000, pg: 10000 },
  bigPageTableSize: 0x4000,
  bigPageTable: undefined,
};

/** Before Vista each pool keeps to a range that is fixed at boot. */
const FIXED_RANGES: Partial<Environment> = {
  ntBase: 0x80800000,
  nonPagedSmall: [[0x84000000, 0x87000000]],
  nonPagedBig: [[0x87000000, 0x88000000]],
  pagedSmall: [[0xe1000000, 0xe2000000]],
  pagedBig: [[0xe2000000, 0xe8000000]],
};

/** Where pools may lie, when their ranges are fixed: [first, end) of the nonpaged and of the paged one. */
export const FIXED_POOLS = {
  nonPaged: [0x84000000, 0x88000000],
  nonPagedExpansion: [0xf8bba000, 0xfa000000],
  paged: [0xe1000000, 0xe8000000],
} as const;

export function environmentOf(name: ScenarioName, windows: Windows): Environment {
  const environment = ENVIRONMENTS[name];
  return windows.pool.fixedRanges ? { ...environment, ...FIXED_RANGES } : environment;
}

export const ENVIRONMENTS: Record<ScenarioName, Environment> = {
  'driver-paged-pool': DRIVER_LEAK,
  'process-thread-handles': HANDLE_LEAK,
  healthy: HEALTHY,
};
