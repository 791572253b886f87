import { hex } from './bytes.ts';
import type { Machine } from './machine.ts';
import {
  DEMAND_ZERO,
  pageFileEntry,
  prototypeEntry,
  subsectionEntry,
  transitionEntry,
  validEntry,
} from './paging.ts';
import { type ImageSpec, writeImage } from './pe-image.ts';
import { PAGE } from './physical-memory.ts';
import type { Process } from './processes.ts';
import type { Region } from './region.ts';
import { HEADER } from './small-pool.ts';

/** The little of user space that a kernel debugger looks at: PEB, TEBs, ntdll, one mapped file. */

const SHARED_DATA = 0xffdf0000;
const USER_SHARED_DATA = 0x7ffe0000;
const MAPPED_FILE = 0x10000000;

export const NTDLL: ImageSpec = {
  name: 'ntdll.dll',
  path: '\\SystemRoot\\System32\\ntdll.dll',
  base: 0x77290000,
  size: 0x13c000,
  timestamp: 0x4ce7b96e,
  checksum: 0x0014033f,
  sections: [{ name: '.text', rva: 0x1000, size: 0xd0000, code: true }],
  debug: { rva: 0x50800, pdb: 'ntdll.pdb', guid: '1E4D5C6B7A8F4910B2C3D4E5F6071829', age: 2 },
  exports: { rva: 0x50000, names: { KiFastSystemCallRet: 0x464f4, RtlUserThreadStart: 0x77098 } },
};

export interface PrototypeTruth {
  segment: number;
  count: number;
  resident: number;
  user_va: number;
}

export function writeUserSpaces(machine: Machine, processes: readonly Process[]): PrototypeTruth | undefined {
  const users = processes.filter((p) => p.peb !== 0);
  const [first] = users;
  writeImage(first.user, NTDLL, () => 0);
  first.user.bytes(NTDLL.base + 0x464f4, hex('c3'));
  for (const p of users) {
    writeEnvironment(machine, p);
    if (p !== first) shareImage(first.user, p.user);
  }
  return machine.mode.pae ? mapFile(machine, users) : undefined;
}

function shareImage(from: Region, to: Region): void {
  for (const rva of [0, 0x46000, 0x50000]) {
    to.map(NTDLL.base + rva, from.frameOf(NTDLL.base + rva)!, 'userCode');
  }
}

function writeEnvironment(machine: Machine, p: Process): void {
  const { user } = p;
  user.map(USER_SHARED_DATA, machine.kernel.frameOf(SHARED_DATA)!, 'userCode');
  user.u8(p.peb + 2, 0);
  user.u32(p.peb + 8, 0x00400000);
  user.bytes(0x00400000, hex('4d 5a 90 00'));
  for (let i = 0; i < p.threads.length; i++) {
    const teb = 0x7ffde000 - i * PAGE;
    user.u32(teb + 0x18, teb);
    user.u32(teb + 0x30, p.peb);
  }
  // The top of the first thread's stack, and one page below that was never touched.
  user.page(0x0006f000);
  user.setEntry(0x0006e000, DEMAND_ZERO);
}

/** Eight pages of a mapped file through prototype PTEs in paged pool: every form of entry once. */
function mapFile(machine: Machine, users: readonly Process[]): PrototypeTruth {
  const { kernel, memory, pools, mode } = machine;
  const segment = pools.pg0.alloc('MmSe', HEADER + 8 * 8) + HEADER;
  const frames = [0, 1, 2, 3, 4].map((i) => {
    const pfn = memory.take('user');
    memory.page(pfn).fill(0x41 + i);
    return pfn;
  });
  const entries = [
    ...frames.slice(0, 3).map((pfn) => validEntry(pfn, 'userData')),
    ...frames.slice(3).map(transitionEntry),
    DEMAND_ZERO,
    subsectionEntry(mode, segment + 0x200),
    pageFileEntry(mode, 0, 0x77),
  ];
  entries.forEach((e, i) => {
    kernel.u32(segment + i * 8, e.lo);
    kernel.u32(segment + i * 8 + 4, e.hi);
  });
  for (const p of users) {
    entries.forEach((_, i) => {
      p.user.setEntry(MAPPED_FILE + i * PAGE, prototypeEntry(mode, segment + i * 8));
    });
  }
  return { segment, count: 8, resident: 5, user_va: MAPPED_FILE };
}
