import { WINDOWS_8_1 } from './8.1.ts';
import type { Windows } from './windows.ts';

/** Windows 8.1 with its first update. */
export const WINDOWS_8_1_UPDATE = {
  ...WINDOWS_8_1,
  version: '8.1-update',
  lab: '9600.17031.x86fre.winblue_gdr.140221-1952',
  eprocess: {
    ...WINDOWS_8_1.eprocess,
    size: 0x310,
    commitCharge: 0x1e8,
    vm: 0x1ec,
  },
  vm: {
    minimum: 0x30,
    size: 0x3c,
    maximum: 0x44,
    peak: 0x54,
    faults: 0x64,
  },
  ethread: {
    ...WINDOWS_8_1.ethread,
    stackResident: [0x5c, 16],
  },
  sessionSpace: {
    ...WINDOWS_8_1.sessionSpace,
    size: 0x2040,
    bigPages: { pae: 0x2000 },
  },
  token: {
    ...WINDOWS_8_1.token,
    size: 0x298,
  },
  processor: {
    ...WINDOWS_8_1.processor,
    pcrSize: 0x47d8,
    prcbSize: 0x46b8,
  },
} as const satisfies Windows;
