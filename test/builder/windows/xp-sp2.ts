import type { Windows } from './windows.ts';
import { WINDOWS_XP_SP3 } from './xp-sp3.ts';

/** Windows XP with Service Pack 2: the structures are those of Service Pack 3. */
export const WINDOWS_XP_SP2 = {
  ...WINDOWS_XP_SP3,
  version: 'xp-sp2',
  csdVersion: 0x200,
  lab: '2600.xpsp_sp2_rtm.040803-2158',
} as const satisfies Windows;
