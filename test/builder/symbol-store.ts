import { kernelPdbOf, NT_ROUTINES, NT_SECTIONS } from './image-nt.ts';
import { WIN32K, WIN32K_SECTIONS } from './image-win32k.ts';
import { fixedVariables, variableRvas } from './kernel-variables.ts';
import { type FrameData, type PublicSymbol, pdbFile } from './pdb-file.ts';
import { NT_CODE } from './stacks.ts';
import type { Truth } from './truth.ts';
import { NTDLL } from './user-space.ts';
import { VERSIONS } from './windows/versions.ts';
import type { Windows } from './windows/windows.ts';

/** PDBs of the kernel, win32k and ntdll, by their path in a symbol store. */

/** Frame data of the routines on the article's stack, as its `kv` shows it. */
const NT_FRAMES: readonly FrameData[] = [
  { rva: NT_CODE.KiSwapContext, size: 0x40, locals: 0, params: 0, registers: 4, usesEbp: true, kind: 'fpo' },
  { rva: NT_CODE.KiFastCallEntry, size: 0x200, locals: 3, params: 0, registers: 0, kind: 'trap' },
];

const WIN32K_FRAMES: readonly [keyof typeof WIN32K.routines, Omit<FrameData, 'rva'>][] = [
  ['xxxRealSleepThread', { size: 0x240, locals: 0, params: 3, registers: 0, usesEbp: true, kind: 'non-fpo' }],
  ['xxxSleepThread', { size: 0x40, locals: 0, params: 3, registers: 0, usesEbp: true, kind: 'non-fpo' }],
  [
    'xxxRealWaitMessageEx',
    { size: 0x20, locals: 0, params: 2, registers: 0, usesEbp: true, kind: 'non-fpo' },
  ],
  ['NtUserWaitMessage', { size: 0x30, locals: 0, params: 0, registers: 4, kind: 'fpo' }],
];

const FASTCALL = new Set(['KiSwapThread', 'KiSwapContext', 'IofCompleteRequest']);
const CDECL = new Set(['KiFastCallEntry', 'DbgPrint', 'NtGlobalFlag']);

function decorate(name: string): string {
  if (FASTCALL.has(name)) return `@${name}@8`;
  return CDECL.has(name) ? `_${name}` : `_${name}@12`;
}

function routines(names: Record<string, number>): PublicSymbol[] {
  return Object.entries(names).map(([name, rva]) => ({ name: decorate(name), rva, code: true }));
}

function kernelPdb(windows: Windows, pae: boolean): Uint8Array {
  const variables = [...fixedVariables(windows), ...variableRvas(windows)];
  return pdbFile({
    ...kernelPdbOf(windows, pae),
    sections: NT_SECTIONS,
    publics: [
      ...routines(NT_ROUTINES),
      ...variables.map(([name, rva]) => ({ name: `_${name}`, rva, code: false })),
    ],
    frames: NT_FRAMES,
  });
}

/** Files of the store: path -> bytes. */
export function symbolStore(truth: Truth): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const add = (pdb: string, guid: string, age: number, bytes: Uint8Array) => {
    files.set(`${pdb}/${guid}${age.toString(16).toUpperCase()}/${pdb}`, bytes);
  };
  const windows = VERSIONS[truth.windows ?? '7'];
  const pae = truth.header.pae === true;
  const kernel = kernelPdbOf(windows, pae);
  add(kernel.pdb, kernel.guid, kernel.age, kernelPdb(windows, pae));
  const win32k = truth.modules.find((m) => m.name === 'win32k.sys')!;
  const rvas = Object.fromEntries(Object.entries(WIN32K.routines).map(([n, va]) => [n, va - win32k.base]));
  const frames = WIN32K_FRAMES.map(([name, f]) => ({ ...f, rva: rvas[name] }));
  const identity = { guid: win32k.guid, age: win32k.age };
  add(
    win32k.pdb,
    win32k.guid,
    win32k.age,
    pdbFile({ ...identity, sections: WIN32K_SECTIONS, publics: routines(rvas), frames }),
  );
  const { debug, exports, sections } = NTDLL;
  const ret = {
    rva: exports!.names.KiFastSystemCallRet,
    size: 1,
    locals: 0,
    params: 0,
    registers: 0,
    kind: 'fpo',
  } as const;
  const ntdll = {
    guid: debug!.guid,
    age: debug!.age,
    sections,
    publics: routines(exports!.names),
    frames: [ret],
  };
  add(debug!.pdb, debug!.guid, debug!.age, pdbFile(ntdll));
  return files;
}
