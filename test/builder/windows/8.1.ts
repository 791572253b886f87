import { WINDOWS_8 } from './8.ts';
import type { Windows } from './windows.ts';

/** Windows 8.1. */
export const WINDOWS_8_1 = {
  ...WINDOWS_8,
  version: '8.1',
  build: 9600,
  ntVersion: [6, 3],
  lab: '9600.16384.x86fre.winblue_rtm.130821-1623',
  missing: ['ObHeaderCookie', 'MiSystemPteInfo'],
  pool: {
    ...WINDOWS_8.pool,
    neighbours: { PoolTrackTableSize: -4, PoolBigPageTable: -0x74, PoolBigPageTableSize: -0x78 },
  },
  eprocess: {
    ...WINDOWS_8.eprocess,
    size: 0x2f8,
    exitTime: 0x2b0,
  },
  ethread: {
    ...WINDOWS_8.ethread,
    size: 0x418,
    createTime: 0x338,
    exitTime: 0x340,
    exitStatus: 0x3d0,
    startAddress: 0x350,
    cid: 0x364,
    clientSecurity: 0x380,
    irpList: 0x384,
    win32StartAddress: 0x394,
    threadListEntry: 0x39c,
    crossThreadFlags: 0x3b8,
  },
  sessionSpace: {
    ...WINDOWS_8.sessionSpace,
    pagedPoolPages: 0xcec,
    bigPages: { pae: 0x1f80 },
  },
  token: {
    ...WINDOWS_8.token,
    size: 0x290,
  },
  pagingFile: {
    ...WINDOWS_8.pagingFile,
    name: 0x38,
    length: 0x80,
  },
  processor: {
    ...WINDOWS_8.processor,
    pcrSize: 0x4730,
    prcbSize: 0x4610,
    dpcRoutineActive: 0x223a,
  },
  loaderEntry: {
    ...WINDOWS_8.loaderEntry,
    size: 0xa0,
  },
} as const satisfies Windows;
