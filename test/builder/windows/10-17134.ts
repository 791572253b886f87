import { WINDOWS_10_16299 } from './10-16299.ts';
import type { Windows } from './windows.ts';

/** Windows 10 1803. */
export const WINDOWS_10_17134 = {
  ...WINDOWS_10_16299,
  version: '10-17134',
  build: 17134,
  lab: '17134.1.x86fre.rs4_release.180410-1804',
  eprocess: {
    ...WINDOWS_10_16299.eprocess,
    size: 0x400,
    exitTime: 0x2d8,
    exitStatus: 0x298,
    vadRoot: 0x29c,
  },
  sessionSpace: {
    ...WINDOWS_10_16299.sessionSpace,
    bigPages: { pae: 0x4258 },
  },
  processor: {
    ...WINDOWS_10_16299.processor,
    pcrSize: 0x6020,
    prcbSize: 0x5f00,
  },
} as const satisfies Windows;
