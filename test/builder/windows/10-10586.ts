import { WINDOWS_10_10240 } from './10-10240.ts';
import type { Windows } from './windows.ts';

/** Windows 10 1511. */
export const WINDOWS_10_10586 = {
  ...WINDOWS_10_10240,
  version: '10-10586',
  build: 10586,
  lab: '10586.0.x86fre.th2_release.151029-1700',
  eprocess: {
    ...WINDOWS_10_10240.eprocess,
    size: 0x370,
    imageFileName: 0x174,
    priorityClass: 0x183,
    threadListHead: 0x198,
    activeThreads: 0x1a0,
    auditImageName: 0x188,
  },
  pagingFile: {
    ...WINDOWS_10_10240.pagingFile,
    name: 0x30,
    length: 0xa8,
  },
} as const satisfies Windows;
