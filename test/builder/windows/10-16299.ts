import { WINDOWS_10_15063 } from './10-15063.ts';
import type { Windows } from './windows.ts';

/** Windows 10 1709: tags are counted in 64 bits. */
export const WINDOWS_10_16299 = {
  ...WINDOWS_10_15063,
  version: '10-16299',
  build: 16299,
  lab: '16299.15.x86fre.rs3_release.170928-1534',
  pool: { ...WINDOWS_10_15063.pool, trackerRow: 'wide' },
  eprocess: {
    ...WINDOWS_10_15063.eprocess,
    size: 0x3e8,
  },
  ethread: {
    ...WINDOWS_10_15063.ethread,
    stackResident: [0x5c, 17],
  },
  processor: {
    ...WINDOWS_10_15063.processor,
    pcrSize: 0x4a60,
    prcbSize: 0x4940,
  },
} as const satisfies Windows;
