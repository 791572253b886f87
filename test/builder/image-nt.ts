import { hex, tagWord } from './bytes.ts';
import { allocationRoutine, callBefore, PUSH_OFFSET } from './code.ts';
import type { Machine } from './machine.ts';
import { type ImageSpec, type Section, writeImage } from './pe-image.ts';
import { NT_CODE } from './stacks.ts';
import type { CallSite } from './truth.ts';
import type { Windows } from './windows/windows.ts';

/** nt itself: real names at the article's addresses, invented ones elsewhere, and code where it is looked at. */

const SIZE = 0x410000;
/** PDB identity: with PAE it is another kernel than without. */
const KERNEL_PDB = {
  pae: { pdb: 'ntkrpamp.pdb', guid: '9D2A47C1B35E4F08A6D4720E1C83BF55', age: 2 },
  classic: { pdb: 'ntkrnlmp.pdb', guid: '3C5E7091A2B44D6688F0112233445566', age: 2 },
} as const;

export function kernelPdbOf(windows: Windows, pae: boolean): { pdb: string; guid: string; age: number } {
  const known = KERNEL_PDB[pae ? 'pae' : 'classic'];
  if (windows.version === '7') return known;
  // The name of the build tells kernels of one build number apart.
  const name = [...windows.lab].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 0);
  const parts = [windows.build, windows.csdVersion, name];
  const digits = parts.map((n) => n.toString(16).toUpperCase().padStart(8, '0')).join('');
  return { ...known, guid: `${pae ? '5AFE0000' : '5AFE0001'}${digits}` };
}

/** RVAs of the exported routines. The stack's routines are exported too, so that names need no PDB. */
export const NT_ROUTINES: Record<string, number> = {
  KiFastCallEntry: NT_CODE.KiFastCallEntry,
  KiThreadStartup: NT_CODE.KiThreadStartup,
  KeBugCheckEx: 0x46990,
  KiSwapContext: NT_CODE.KiSwapContext,
  KeWaitForSingleObject: NT_CODE.KeWaitForSingleObject,
  KiCommitThreadWait: NT_CODE.KiCommitThreadWait,
  KiSwapThread: NT_CODE.KiSwapThread,
  ExpWorkerThread: NT_CODE.ExpWorkerThread,
  IofCompleteRequest: 0x321a0,
  RtlInitUnicodeString: 0x32290,
  DbgPrint: 0x323f0,
  KeSetEvent: 0x32518,
  ExAllocatePoolWithTag: 0x120bab,
  ExDeferredFreePool: 0x121660,
  ExFreePoolWithTag: 0x121d40,
  ExAllocatePoolWithQuotaTag: 0x122310,
  PspSystemThreadStartup: NT_CODE.PspSystemThreadStartup,
  IoCreateDevice: 0x190110,
  IoDeleteDevice: 0x1902e0,
  ObReferenceObjectByHandle: 0x190410,
  PsCreateSystemThread: 0x190650,
  NtWaitForSingleObject: NT_CODE.NtWaitForSingleObject,
  PspAllocateThread: 0x1a2000,
  PspAllocateProcess: 0x1a2100,
  MmMapViewInSystemSpace: 0x1a2200,
  NtGlobalFlag: 0x14e000,
};

const CALLS: readonly (readonly [back: keyof typeof NT_CODE, target: keyof typeof NT_CODE])[] = [
  ['afterSwapContext', 'KiSwapContext'],
  ['afterSwapThread', 'KiSwapThread'],
  ['afterCommitWait', 'KiCommitThreadWait'],
  ['afterWaitForSingle', 'KeWaitForSingleObject'],
  ['afterWorkerWait', 'KeWaitForSingleObject'],
];

export const NT_SECTIONS: Section[] = [
  { name: '.text', rva: 0x1000, size: 0x129000, code: true },
  { name: '.data', rva: 0x12a000, size: 0x56000 },
  { name: 'PAGE', rva: 0x180000, size: 0x250000, code: true },
  { name: '.edata', rva: 0x3d0000, size: 0x3000 },
  { name: 'INIT', rva: 0x3d3000, size: 0x2d000, code: true, discarded: true },
  { name: '.rsrc', rva: 0x400000, size: 0x4000 },
  { name: '.reloc', rva: 0x404000, size: 0xc000, discarded: true },
];

export function ntImage(machine: Machine): ImageSpec {
  const { environment, lean, windows } = machine;
  return {
    name: 'ntoskrnl.exe',
    path: `\\SystemRoot\\system32\\${machine.mode.pae ? 'ntkrnlpa' : 'ntoskrnl'}.exe`,
    base: environment.ntBase,
    size: SIZE,
    timestamp: 0x4ce78a09,
    checksum: 0x003c6f45,
    entryPoint: 0x3e4000,
    sections: NT_SECTIONS,
    debug: { rva: 0x1200, ...kernelPdbOf(windows, machine.mode.pae) },
    exports: { rva: 0x3d0000, names: NT_ROUTINES },
    version: lean
      ? undefined
      : {
          rva: 0x400000,
          fileVersion: '6.1.7601.17514',
          strings: {
            CompanyName: 'Example Kernel Works',
            FileDescription: 'NT Kernel & System (synthetic)',
            FileVersion: '6.1.7601.17514',
            OriginalFilename: 'ntkrpamp.exe',
          },
        },
  };
}

/** Sites where nt allocates under an object tag, as code in its PAGE section. */
const SITES: readonly (readonly [routine: string, tag: string, size: number, type: number])[] = [
  ['PspAllocateThread', 'Thre', 0x2e0, 0],
  ['PspAllocateProcess', 'Proc', 0x2e8, 0],
  ['MmMapViewInSystemSpace', 'MmSt', 0x7c8, 1],
];

export function writeNt(machine: Machine): { image: ImageSpec; sites: CallSite[] } {
  const { kernel, environment } = machine;
  const base = environment.ntBase;
  const image = ntImage(machine);
  mapKernelImage(machine);
  writeImage(kernel, image, () => 0);
  writePrologues(machine, base);
  for (const [back, target] of CALLS) {
    const call = callBefore(base + NT_CODE[back], base + NT_CODE[target]);
    kernel.bytes(call.va, call.bytes);
  }
  kernel.bytes(
    base + NT_CODE.KiSwapContextInner - 5,
    callBefore(base + NT_CODE.KiSwapContextInner, base + 0x4e7f0).bytes,
  );
  for (const back of [NT_CODE.afterServiceCall, NT_CODE.afterWorkerRoutine, NT_CODE.afterThreadStartup]) {
    kernel.bytes(base + back - 2, hex('ff d3'));
  }
  writeDecoy(machine, base);
  return { image, sites: writeSites(machine, base) };
}

/** The kernel and what lies between its first and last whole directory entry is mapped by large pages. */
function mapKernelImage(machine: Machine): void {
  const { kernel, environment, mode, lean } = machine;
  const unit = 2 ** mode.pdeShift;
  const first = Math.floor(environment.ntBase / unit) * unit;
  for (let va = first; va + unit <= environment.ntBase + SIZE; va += unit)
    kernel.mapLarge(va, lean ? 'dropped' : 'kernel');
  for (let va = first; va < environment.ntBase + SIZE; va += 0x200000) machine.plan.mark(va, 'bootLoaded');
}

function writePrologues(machine: Machine, base: number): void {
  const prologue = hex('8b ff 55 8b ec 83 ec 10');
  for (const [name, rva] of Object.entries(NT_ROUTINES)) {
    if (name !== 'NtGlobalFlag') machine.kernel.bytes(base + rva, prologue);
  }
}

/** Article: text that ends in the leaking tag's letters, then 'g.FileInfo' in UTF-16. No allocation. */
function writeDecoy(machine: Machine, base: number): void {
  const bytes = hex('00 4d 53 4b 4b 67 00 46 00 69 00 6c 00 65 00 49 00 6e 00 66 00 6f 00 00 00');
  if (machine.scenario.name === 'driver-paged-pool') machine.kernel.bytes(base + 0x36d217, bytes);
}

function writeSites(machine: Machine, base: number): CallSite[] {
  const routine = base + NT_ROUTINES.ExAllocatePoolWithTag;
  return SITES.map(([name, tag, size, poolType]) => {
    const va = base + NT_ROUTINES[name];
    const word = tag === 'MmSt' ? tagWord(tag) : (tagWord(tag) | 0x80000000) >>> 0;
    machine.kernel.bytes(va, allocationRoutine(va, { tag: word, size, poolType, callee: { routine } }));
    return {
      module: 'ntoskrnl.exe',
      rva: va + PUSH_OFFSET - base,
      tag,
      pool_type: poolType,
      size,
      how: 'push imm32; call rel32',
      function: name,
      va: va + PUSH_OFFSET,
      present: true,
    };
  });
}
