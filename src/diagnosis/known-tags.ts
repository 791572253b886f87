import type { Analysis } from '../analysis/analysis.ts';
import type { TypeFacts } from '../analysis/object-facts.ts';

/**
 * Tags that stand for no driver: what allocation routines and samples use when a driver names none.
 * Source: pooltag.txt and the WDK's headers.
 */
const DEFAULT_TAGS: ReadonlySet<string> = new Set(['Ddk ', 'None', 'Wdm ', 'Gen ', 'Gen1', 'Tag1', 'Drvr']);

export function isDefaultTag(text: string): boolean {
  return DEFAULT_TAGS.has(text);
}

/** Tags of objects, for dumps whose object types cannot be read. */
const OBJECT_TAGS: Readonly<Record<string, string>> = {
  Thre: 'Thread',
  Proc: 'Process',
  Even: 'Event',
  Muta: 'Mutant',
  Sema: 'Semaphore',
  Toke: 'Token',
  File: 'File',
  Sect: 'Section',
  'Key ': 'Key',
  Time: 'Timer',
  IoCo: 'IoCompletion',
  'Job ': 'Job',
  ALPC: 'ALPC Port',
  Dire: 'Directory',
  Symb: 'SymbolicLink',
  Desk: 'Desktop',
  Wind: 'WindowStation',
  EtwR: 'EtwRegistration',
  Driv: 'Driver',
  Devi: 'Device',
};

/** Type of object that a tag belongs to. */
export function typeOfTag(analysis: Analysis, text: string): string | undefined {
  return analysis.types.find((type) => type.tag === text)?.name ?? OBJECT_TAGS[text];
}

export function typeFacts(analysis: Analysis, name: string): TypeFacts | undefined {
  return analysis.types.find((type) => type.name === name);
}

/** Registry hives, keys and views. */
export const REGISTRY_TAGS = /^CM/;
/** Mapped files, file systems and their filters: they grow with open and cached files. */
export const FILE_CACHE_TAGS =
  /^(MmSt|MmCa|MmCi|MmCm|Ntf.|NTF.|FMfn|FMsl|FMfc|FSfm|FSim|Fat.|FatX|LSwi|LSwn)$/;
/** Handle tables. */
export const HANDLE_TABLE_TAG = 'Obtb';

/** Growth of these follows load and settles: the module that allocates them is not at fault. */
export function followsLoad(text: string): boolean {
  return REGISTRY_TAGS.test(text) || FILE_CACHE_TAGS.test(text) || text === HANDLE_TABLE_TAG;
}

/** Processes that hold many handles in good health. Source: Performance Team article and support guides. */
const HEAVY_USERS: ReadonlySet<string> = new Set([
  'lsass.exe',
  'store.exe',
  'sqlservr.exe',
  'services.exe',
  'svchost.exe',
  'csrss.exe',
  'w3wp.exe',
  'edgetransport.exe',
  'dns.exe',
]);

export function isHeavyUser(name: string): boolean {
  return HEAVY_USERS.has(name.toLowerCase());
}

/** The session manager's server keeps a handle to every process and thread of its session while they live. */
export function keepsAllThreads(name: string): boolean {
  return name.toLowerCase() === 'csrss.exe';
}

/** One image for many services: its developer is not who to ask. */
export function hostsServices(name: string): boolean {
  return name.toLowerCase() === 'svchost.exe';
}

export const SYSTEM_PID = 4;
