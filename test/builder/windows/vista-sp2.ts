import { WINDOWS_VISTA_SP1 } from './vista-sp1.ts';
import type { Windows } from './windows.ts';

/** Windows Vista and Server 2008 with Service Pack 2. */
export const WINDOWS_VISTA_SP2 = {
  ...WINDOWS_VISTA_SP1,
  version: 'vista-sp2',
  build: 6002,
  csdVersion: 0x200,
  lab: '6002.18005.x86fre.lh_sp2rtm.090410-1830',
} as const satisfies Windows;
