import type { Windows } from './windows.ts';

/** The kinds of objects: names, pool tags, side of the pool, bytes of a body. */

export type ObjectTypeRow = readonly [name: string, tag: string, side: 'np' | 'pg', body: number];

const WINDOWS_7_TYPES: readonly ObjectTypeRow[] = [
  ['Type', 'ObjT', 'np', 0x88],
  ['Directory', 'Dire', 'pg', 0xa0],
  ['SymbolicLink', 'Symb', 'pg', 0x28],
  ['Token', 'Toke', 'pg', 0x1e0],
  ['Job', 'Job ', 'np', 0x138],
  ['Process', 'Proc', 'np', 0x2c0],
  ['Thread', 'Thre', 'np', 0x2b8],
  ['UserApcReserve', 'UsrA', 'np', 0x38],
  ['IoCompletionReserve', 'IoCR', 'np', 0x38],
  ['DebugObject', 'Dbgo', 'np', 0x30],
  ['Event', 'Even', 'np', 0x10],
  ['EventPair', 'EvPa', 'np', 0x20],
  ['Mutant', 'Muta', 'np', 0x20],
  ['Callback', 'Call', 'np', 0x18],
  ['Semaphore', 'Sema', 'np', 0x18],
  ['Timer', 'Time', 'np', 0x98],
  ['Profile', 'Prof', 'np', 0x40],
  ['KeyedEvent', 'Keye', 'pg', 0x100],
  ['WindowStation', 'Wind', 'np', 0x60],
  ['Desktop', 'Desk', 'np', 0x80],
  ['TpWorkerFactory', 'TpWo', 'np', 0x88],
  ['Adapter', 'Adap', 'np', 0x58],
  ['Controller', 'Cont', 'np', 0x58],
  ['Device', 'Devi', 'np', 0xb8],
  ['Driver', 'Driv', 'np', 0xa8],
  ['IoCompletion', 'IoCo', 'np', 0x28],
  ['File', 'File', 'np', 0x80],
  ['TmTm', 'TmTm', 'np', 0x2d8],
  ['TmTx', 'TmTx', 'np', 0x210],
  ['TmRm', 'TmRm', 'np', 0x1c8],
  ['TmEn', 'TmEn', 'np', 0xf0],
  ['Section', 'Sect', 'pg', 0x28],
  ['Session', 'Sess', 'np', 0x30],
  ['Key', 'Key ', 'pg', 0x30],
  ['ALPC Port', 'ALPC', 'pg', 0x100],
  ['PowerRequest', 'Powe', 'np', 0x48],
  ['WmiGuid', 'WmiG', 'np', 0x38],
  ['EtwRegistration', 'EtwR', 'np', 0x38],
  ['EtwConsumer', 'EtwC', 'np', 0x68],
  ['FilterConnectionPort', 'Filt', 'np', 0x40],
];

/** Kinds that came with Vista, and with Windows 7. */
const SINCE_VISTA = [
  'ALPC Port',
  'EtwRegistration',
  'EtwConsumer',
  'TpWorkerFactory',
  'TmTm',
  'TmTx',
  'TmRm',
  'TmEn',
];
const SINCE_7 = ['UserApcReserve', 'IoCompletionReserve', 'PowerRequest'];
const VISTA = 6000;
const WINDOWS_7 = 7600;

/** Kinds of a Windows, in the order of their numbers. */
export function objectTypes({ build, ...windows }: Windows): readonly ObjectTypeRow[] {
  const sizes: Readonly<Record<string, number>> = {
    Type: windows.objectType.size,
    Token: windows.token.size,
    Process: windows.eprocess.size,
    Thread: windows.ethread.size,
  };
  return WINDOWS_7_TYPES.filter(
    ([name]) =>
      (build >= VISTA || !SINCE_VISTA.includes(name)) && (build >= WINDOWS_7 || !SINCE_7.includes(name)),
  ).map(([name, tag, side, body]) => [name, tag, side, sizes[name] ?? body]);
}

/** Which pool the objects of a kind come from. */
export function sideOfType(name: string): 'np' | 'pg' | undefined {
  return WINDOWS_7_TYPES.find(([type]) => type === name)?.[2];
}
