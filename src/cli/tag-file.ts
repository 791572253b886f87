import { parsePoolTags } from '../pool/tag-names/parse-pool-tags.ts';
import type { TagNames } from '../pool/tag-names/tag-names.ts';
import { UsageError } from './options.ts';

const MAX_BYTES = 0x1000000;
/** Where WinDbg keeps its file, on a machine that has WinDbg. */
const TRIAGE_FOLDERS = [
  'C:\\Program Files (x86)\\Windows Kits\\10\\Debuggers\\x86\\triage\\pooltag.txt',
  'C:\\Program Files (x86)\\Windows Kits\\10\\Debuggers\\x64\\triage\\pooltag.txt',
  'C:\\Program Files\\Debugging Tools for Windows (x86)\\triage\\pooltag.txt',
];

/** The user's pooltag.txt, else WinDbg's own where it is installed, else undefined: the built-in table. */
export function loadTagNames(
  file: string | undefined,
  read: (path: string, maxBytes: number) => Uint8Array,
): TagNames | undefined {
  if (file !== undefined) return parsePoolTags(text(read, file));
  if (process.platform !== 'win32') return undefined;
  for (const candidate of TRIAGE_FOLDERS) {
    try {
      return parsePoolTags(text(read, candidate));
    } catch {
      // Not there: the next one, or the built-in table.
    }
  }
  return undefined;
}

function text(read: (path: string, maxBytes: number) => Uint8Array, path: string): string {
  try {
    return Buffer.from(read(path, MAX_BYTES)).toString('latin1');
  } catch (error) {
    throw new UsageError(`--pooltag: ${error instanceof Error ? error.message : String(error)}`);
  }
}
