import { WINDOWS_7 } from './7.ts';
import type { Windows } from './windows.ts';

/** Windows 7 as it came out. */
export const WINDOWS_7_RTM = {
  ...WINDOWS_7,
  version: '7-rtm',
  build: 7600,
  csdVersion: 0,
  lab: '7600.16385.x86fre.win7_rtm.090713-1255',
} as const satisfies Windows;
