import { WINDOWS_2003_SP2 } from './2003-sp2.ts';
import type { Windows } from './windows.ts';

/** Windows Server 2003 with Service Pack 1: of what the builder writes, nothing is elsewhere than in Service Pack 2. */
export const WINDOWS_2003_SP1 = {
  ...WINDOWS_2003_SP2,
  version: '2003-sp1',
  csdVersion: 0x100,
  lab: '3790.srv03_sp1_rtm.050324-1447',
} as const satisfies Windows;
