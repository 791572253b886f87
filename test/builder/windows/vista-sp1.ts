import { WINDOWS_VISTA_RTM } from './vista-rtm.ts';
import type { Windows } from './windows.ts';

/** Windows Vista with Service Pack 1, and the first Server 2008. */
export const WINDOWS_VISTA_SP1 = {
  ...WINDOWS_VISTA_RTM,
  version: 'vista-sp1',
  build: 6001,
  csdVersion: 0x100,
  lab: '6001.18000.x86fre.longhorn_rtm.080118-1840',
  kdbg: { size: 0x330, hasMemoryFields: true },
  objectType: {
    size: 0x140,
    typeList: 0,
    name: 8,
    index: 0x14,
    objects: 0x18,
    handles: 0x1c,
    highObjects: 0x20,
    highHandles: 0x24,
    initializer: 0x28,
    initializerSize: 0x50,
    validAccess: 0x44,
    poolType: 0x4c,
    key: 0xb4,
    callbackList: 0x138,
  },
  sessionSpace: {
    ...WINDOWS_VISTA_RTM.sessionSpace,
    size: 0x1ec0,
    bigPages: { classic: 0x1e74 },
  },
  processor: {
    ...WINDOWS_VISTA_RTM.processor,
    pcrSize: 0x2128,
    prcbSize: 0x2008,
    mhz: 0x3c4,
    nonPagedLookaside: 0x720,
    pagedLookaside: 0x1020,
    dpcRoutineActive: 0x1a1a,
    vendor: 0x1c2c,
  },
} as const satisfies Windows;
