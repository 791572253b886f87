import { symbolId } from './symbol-file.ts';

/** Which symbols a module wants, from the debug record in its image. */
export interface SymbolRequest {
  /** The record's path or name; only its last part is used. */
  readonly pdbName: string;
  /** 32 hex digits. Absent when the debug record could not be read: then only `force` finds anything. */
  readonly guid?: string;
  readonly age?: number;
}

/** A request that was checked: nothing in it can lead out of a folder. */
export interface SymbolKey {
  /** `ntkrpamp.pdb` */
  readonly name: string;
  readonly guid: string;
  readonly age: number;
  /** `684DA42A30CC450F81C535B4D18944B12` */
  readonly id: string;
}

const GUID = /^[0-9A-F]{32}$/;
const FORBIDDEN = /[\u0000-\u001f<>:"|?*\u007f]/;
/** Names that Windows gives to devices, with any extension. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?$/i;
const MAX_NAME_BYTES = 200;

/**
 * The last part of a path, if it can be a file name everywhere. A dump says what it likes here, so
 * `..`, device names, control characters and over-long names are refused (undefined).
 */
export function safeFileName(path: string): string | undefined {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  if (name === '' || /^\.+$/.test(name) || /[. ]$/.test(name) || name.startsWith(' ')) return undefined;
  if (FORBIDDEN.test(name) || RESERVED.test(name) || /\p{Surrogate}/u.test(name)) return undefined;
  return Buffer.byteLength(name) > MAX_NAME_BYTES ? undefined : name;
}

/** The checked form of a request, or why it cannot be looked for. */
export function symbolKey({ pdbName, guid, age }: SymbolRequest): SymbolKey | { readonly refused: string } {
  const name = safeFileName(pdbName);
  if (name === undefined) return { refused: `the PDB name ${JSON.stringify(pdbName)} is not a file name` };
  if (guid === undefined || age === undefined) return { refused: 'the image gives no GUID and age' };
  const upper = guid.toUpperCase().replace(/[{}-]/g, '');
  if (!GUID.test(upper)) return { refused: `the GUID ${JSON.stringify(guid)} is not 32 hex digits` };
  if (!Number.isInteger(age) || age < 0 || age > 0xffffffff)
    return { refused: `the age ${age} is not a 32-bit number` };
  return { name, guid: upper, age, id: symbolId(upper, age) };
}

/** `ntkrpamp.pdb/684DA42A30CC450F81C535B4D18944B12/ntkrpamp.pdb` */
export function storePath({ name, id }: SymbolKey): string {
  return `${name}/${id}/${name}`;
}

/** The compressed file beside it: the last character becomes `_`. */
export function compressedName(name: string): string {
  return `${name.slice(0, -1)}_`;
}
