import { WINDOWS_10_10240 } from './10-10240.ts';
import type { Windows } from './windows.ts';

/** Windows 10 1507 after years of updates. */
export const WINDOWS_10_10240_LATE = {
  ...WINDOWS_10_10240,
  version: '10-10240-late',
  lab: '10240.17770.x86fre.th1.180102-1809',
  eprocess: {
    ...WINDOWS_10_10240.eprocess,
    size: 0x388,
    exitStatus: 0x284,
    vadRoot: 0x288,
  },
  processor: {
    ...WINDOWS_10_10240.processor,
    pcrSize: 0x6020,
    prcbSize: 0x5f00,
  },
} as const satisfies Windows;
