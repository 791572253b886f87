import { basename, join } from 'node:path';
import { fileStatus, listDirectory, readWholeFile } from '../files/read-file.ts';
import { compressedName, type SymbolKey } from './symbol-key.ts';

/** Folders beside a plain folder that debuggers look into. */
const EXTENSION_FOLDERS = ['sys', 'exe', 'dll'];
const MAX_POINTER_BYTES = 0x10000;

/** Files and notes that one place of a symbol path gives for a module. */
export interface PlaceResult {
  readonly candidates: string[];
  /** Why nothing came of it, when there is more to say than that it is not there. */
  readonly notes: string[];
}

/** Looks into a folder, a store or a single file. Names are compared in any case. */
export function lookIntoPlace(place: string, key: SymbolKey): PlaceResult {
  const result: PlaceResult = { candidates: [], notes: [] };
  const status = fileStatus(place);
  if (status === undefined) result.notes.push('no such folder or file');
  else if (status.kind === 'file') lookAtFile(place, key, result);
  else if (status.kind === 'directory') lookIntoFolder(place, key, result);
  else result.notes.push('neither a folder nor a file');
  return result;
}

/** A file that the path names: for the module of that name, or of that id. */
function lookAtFile(path: string, key: SymbolKey, result: PlaceResult): void {
  const name = basename(path).toLowerCase();
  const isNamed = [key.name, compressedName(key.name)].some((wanted) => wanted.toLowerCase() === name);
  if (isNamed || name.endsWith('.pdb') || /\.json(\.\w+)?$/.test(name)) result.candidates.push(path);
  else result.notes.push(`a file that is not called ${key.name}`);
}

function lookIntoFolder(folder: string, key: SymbolKey, result: PlaceResult): void {
  const add = (parts: string[]) => {
    const path = findIn(folder, parts);
    if (path !== undefined && fileStatus(path)?.kind === 'file') result.candidates.push(path);
  };
  const names = [key.name, compressedName(key.name)];
  for (const tier of [[], [key.name.slice(0, 2)]]) {
    const shelf = [...tier, key.name, key.id];
    for (const name of names) add([...shelf, name]);
    followPointer(findIn(folder, [...shelf, 'file.ptr']), result);
  }
  for (const parts of [['windows', key.name], [key.name], []])
    addVolatilityFiles(parts.length === 0 ? folder : findIn(folder, parts), key, result);
  for (const name of names) {
    add([name]);
    for (const extension of EXTENSION_FOLDERS) {
      add(['symbols', extension, name]);
      add([extension, name]);
    }
  }
}

/** `file.ptr` stands for a file elsewhere (`PATH:`) or says why there is none (`MSG:`). */
function followPointer(path: string | undefined, result: PlaceResult): void {
  if (path === undefined || fileStatus(path)?.kind !== 'file') return;
  const [, kind, rest] = /^(PATH|MSG):\s*([^\r\n]*)/i.exec(pointerText(path)) ?? [];
  if (kind?.toUpperCase() === 'PATH' && fileStatus(rest)?.kind === 'file') result.candidates.push(rest);
  else
    result.notes.push(`file.ptr says ${JSON.stringify(kind === undefined ? 'nothing' : `${kind}: ${rest}`)}`);
}

function pointerText(path: string): string {
  try {
    return new TextDecoder().decode(readWholeFile(path, MAX_POINTER_BYTES));
  } catch {
    return '';
  }
}

/** `<GUID>-<age>.json`, with `.xz` or `.gz`, with or without words in front. */
function addVolatilityFiles(folder: string | undefined, key: SymbolKey, result: PlaceResult): void {
  if (folder === undefined) return;
  const ending = new RegExp(`${key.guid}-${key.age}\\.json(\\.xz|\\.gz)?$`, 'i');
  for (const name of listDirectory(folder)) if (ending.test(name)) result.candidates.push(join(folder, name));
}

/** Walks down from a folder, by exact name where that exists, otherwise in any case. */
export function findIn(folder: string, parts: readonly string[]): string | undefined {
  let at = folder;
  for (const part of parts) {
    const exact = join(at, part);
    if (fileStatus(exact) !== undefined) {
      at = exact;
      continue;
    }
    const folded = part.toLowerCase();
    const name = listDirectory(at).find((entry) => entry.toLowerCase() === folded);
    if (name === undefined) return undefined;
    at = join(at, name);
  }
  return at;
}
