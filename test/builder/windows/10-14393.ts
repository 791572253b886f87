import { WINDOWS_10_10586 } from './10-10586.ts';
import { HEADERS_10_EXTENDED } from './object-headers.ts';
import type { Windows } from './windows.ts';

/** Windows 10 1607. */
export const WINDOWS_10_14393 = {
  ...WINDOWS_10_10586,
  version: '10-14393',
  build: 14393,
  lab: '14393.0.x86fre.rs1_release.160715-1616',
  kdbg: { size: 0x368, hasMemoryFields: false },
  objects: { header: 'index', optional: HEADERS_10_EXTENDED, hasCookie: true, linksTypes: false },
  handles: { countsReferences: true, freeListStep: 0x40 },
  eprocess: {
    ...WINDOWS_10_10586.eprocess,
    size: 0x388,
    exitTime: 0x2c8,
    exitStatus: 0x288,
    vadRoot: 0x28c,
  },
  vm: undefined,
  ethread: {
    ...WINDOWS_10_10586.ethread,
    size: 0x460,
    exitStatus: 0x3e4,
    crossThreadFlags: 0x3c4,
  },
  handleTable: {
    ...WINDOWS_10_10586.handleTable,
    size: 0x80,
    freeLists: 0x40,
  },
  sessionSpace: {
    ...WINDOWS_10_10586.sessionSpace,
    size: 0x5000,
    pagedPool: 0xd80,
    bigPages: { pae: 0x1fe4 },
  },
  poolDescriptor: {
    ...WINDOWS_10_10586.poolDescriptor,
    poolIndex: 0xc0,
    runningDeAllocs: undefined,
    totalBigPages: undefined,
    totalPages: undefined,
    totalBytes: undefined,
    pagesUp: 0x44,
    pagesDown: 0x84,
    bigPagesUp: 0x48,
    bigPagesDown: 0x88,
    pendingFreeDepth: 0x108,
  },
  token: {
    ...WINDOWS_10_10586.token,
    size: 0x2a0,
  },
  loaderEntry: {
    ...WINDOWS_10_10586.loaderEntry,
    size: 0xa8,
  },
} as const satisfies Windows;
