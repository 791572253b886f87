import { WINDOWS_10_17763 } from './10-17763.ts';
import type { Windows } from './windows.ts';

/** Windows 10 1903: its pools are heaps. The builder still lays them out as before; nobody may look. */
export const WINDOWS_10_18362 = {
  ...WINDOWS_10_17763,
  version: '10-18362',
  build: 18362,
  lab: '18362.1.x86fre.19h1_release.190318-1202',
  eprocess: {
    ...WINDOWS_10_17763.eprocess,
    size: 0x480,
    exitTime: 0x348,
    vm: 0x200,
    exitStatus: 0x30c,
    vadRoot: 0x310,
  },
  ethread: {
    ...WINDOWS_10_17763.ethread,
    size: 0x488,
    createTime: 0x358,
    exitTime: 0x360,
    exitStatus: 0x3f4,
    startAddress: 0x370,
    cid: 0x384,
    clientSecurity: 0x3a0,
    irpList: 0x3a4,
    win32StartAddress: 0x3b4,
    threadListEntry: 0x3bc,
    crossThreadFlags: 0x3d4,
  },
  sessionSpace: {
    ...WINDOWS_10_17763.sessionSpace,
    poolFailures: undefined,
    wsListEntry: 0x50,
    pagedPoolPages: 0x60,
    pagedPool: 0x1c0,
    bigPages: { pae: 0x2514 },
  },
  poolDescriptor: {
    ...WINDOWS_10_17763.poolDescriptor,
    size: 0x100,
    pendingFrees: undefined,
    pendingFreeDepth: undefined,
    listHeads: undefined,
  },
} as const satisfies Windows;
