import { WINDOWS_10_17134 } from './10-17134.ts';
import type { Windows } from './windows.ts';

/** Windows 10 1809. */
export const WINDOWS_10_17763 = {
  ...WINDOWS_10_17134,
  version: '10-17763',
  build: 17763,
  lab: '17763.1.x86fre.rs5_release.180914-1434',
  kdbg: { size: 0x380, hasMemoryFields: false },
  eprocess: {
    ...WINDOWS_10_17134.eprocess,
    size: 0x408,
  },
} as const satisfies Windows;
