import { callBefore } from './code.ts';
import { NT_ROUTINES } from './image-nt.ts';
import type { Machine } from './machine.ts';
import { type ImageSpec, type Section, writeImage } from './pe-image.ts';
import type { Region } from './region.ts';

/** win32k: mapped in session space; its routines on the article's stack are exported. */
export const WIN32K = {
  size: 0x24f000,
  routines: {
    xxxRealSleepThread: 0x97870b9e,
    xxxSleepThread: 0x97870de3,
    xxxRealWaitMessageEx: 0x9782bd44,
    NtUserWaitMessage: 0x97861ea6,
  },
  afterWait: 0x97870d75,
  afterRealSleep: 0x97870e10,
  afterSleep: 0x9782bd56,
  afterRealWait: 0x97861eba,
} as const;

export const WIN32K_SECTIONS: Section[] = [
  { name: '.text', rva: 0x1000, size: 0x200000, code: true },
  { name: '.rdata', rva: 0x201000, size: 0x8000 },
  { name: '.data', rva: 0x209000, size: 0x20000 },
  { name: '.reloc', rva: 0x229000, size: 0x26000, discarded: true },
];

export function win32kImage(machine: Machine): ImageSpec {
  const base = machine.environment.win32kBase;
  const names = Object.fromEntries(Object.entries(WIN32K.routines).map(([n, va]) => [n, va - base]));
  return {
    name: 'win32k.sys',
    path: '\\SystemRoot\\System32\\win32k.sys',
    base,
    size: WIN32K.size,
    timestamp: 0x4ce78a2e,
    checksum: 0x00241f73,
    sections: WIN32K_SECTIONS,
    debug: { rva: 0x201400, pdb: 'win32k.pdb', guid: '83D4E5F6A7B84C19D0E1F2031425364A', age: 2 },
    exports: { rva: 0x201000, names },
  };
}

export function writeWin32k(machine: Machine, region: Region): void {
  writeImage(region, win32kImage(machine), () => 0);
  const { routines: r, afterWait, afterRealSleep, afterSleep, afterRealWait } = WIN32K;
  const wait = machine.environment.ntBase + NT_ROUTINES.KeWaitForSingleObject;
  const calls = [
    callBefore(afterWait, wait),
    callBefore(afterRealSleep, r.xxxRealSleepThread),
    callBefore(afterSleep, r.xxxSleepThread),
    callBefore(afterRealWait, r.xxxRealWaitMessageEx),
  ];
  for (const c of calls) region.bytes(c.va, c.bytes, 'kernelCode');
}
