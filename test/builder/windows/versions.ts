import { WINDOWS_7 } from './7.ts';
import { WINDOWS_7_RTM } from './7-rtm.ts';
import { WINDOWS_8_1 } from './8.1.ts';
import { WINDOWS_8_1_UPDATE } from './8.1-update.ts';
import { WINDOWS_8 } from './8.ts';
import { WINDOWS_10_10240 } from './10-10240.ts';
import { WINDOWS_10_10240_LATE } from './10-10240-late.ts';
import { WINDOWS_10_10586 } from './10-10586.ts';
import { WINDOWS_10_14393 } from './10-14393.ts';
import { WINDOWS_10_15063 } from './10-15063.ts';
import { WINDOWS_10_16299 } from './10-16299.ts';
import { WINDOWS_10_17134 } from './10-17134.ts';
import { WINDOWS_10_17763 } from './10-17763.ts';
import { WINDOWS_10_18362 } from './10-18362.ts';
import { WINDOWS_10_19041 } from './10-19041.ts';
import { WINDOWS_2003_RTM } from './2003-rtm.ts';
import { WINDOWS_2003_SP1 } from './2003-sp1.ts';
import { WINDOWS_2003_SP2 } from './2003-sp2.ts';
import { WINDOWS_VISTA_RTM } from './vista-rtm.ts';
import { WINDOWS_VISTA_SP1 } from './vista-sp1.ts';
import { WINDOWS_VISTA_SP2 } from './vista-sp2.ts';
import type { Windows } from './windows.ts';
import { WINDOWS_XP_SP2 } from './xp-sp2.ts';
import { WINDOWS_XP_SP3 } from './xp-sp3.ts';

/** Every Windows that dumps can be built of, oldest first. */
export const VERSIONS = {
  'xp-sp3': WINDOWS_XP_SP3,
  'xp-sp2': WINDOWS_XP_SP2,
  '2003-sp2': WINDOWS_2003_SP2,
  '2003-sp1': WINDOWS_2003_SP1,
  '2003-rtm': WINDOWS_2003_RTM,
  'vista-rtm': WINDOWS_VISTA_RTM,
  'vista-sp1': WINDOWS_VISTA_SP1,
  'vista-sp2': WINDOWS_VISTA_SP2,
  '7': WINDOWS_7,
  '7-rtm': WINDOWS_7_RTM,
  '8': WINDOWS_8,
  '8.1': WINDOWS_8_1,
  '8.1-update': WINDOWS_8_1_UPDATE,
  '10-10240': WINDOWS_10_10240,
  '10-10240-late': WINDOWS_10_10240_LATE,
  '10-10586': WINDOWS_10_10586,
  '10-14393': WINDOWS_10_14393,
  '10-15063': WINDOWS_10_15063,
  '10-16299': WINDOWS_10_16299,
  '10-17134': WINDOWS_10_17134,
  '10-17763': WINDOWS_10_17763,
  '10-18362': WINDOWS_10_18362,
  '10-19041': WINDOWS_10_19041,
} as const satisfies Record<string, Windows>;

export type WindowsVersion = keyof typeof VERSIONS;
