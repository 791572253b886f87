import { FileError } from '../files/read-file.ts';
import { isCabinet, unpackCabinet } from '../formats/cabinet.ts';
import { PdbError } from '../formats/pdb-error.ts';
import { UnpackError } from '../formats/unpack-error.ts';
import { TooManyFieldsError } from './flatten-fields.ts';
import { SymbolFileError } from './isf-json.ts';
import { readIsf } from './read-isf.ts';
import { readPdb } from './read-pdb.ts';
import type { SymbolFile } from './symbol-file.ts';

/** No symbol file of a driver or a kernel comes near this. */
export const MAX_SYMBOL_FILE_BYTES = 512 * 2 ** 20;

/** A brace, what may stand in front of it (blanks, a byte order mark), xz, gzip. */
const ISF_FIRST: readonly number[] = [0x7b, 0x20, 0x09, 0x0a, 0x0d, 0xef, 0xfd, 0x1f];

/**
 * Opens symbols of any kind that is read, told apart by content: a program database, the same in a
 * cabinet (`.pd_`), or a Volatility 3 file. Throws an error that `isSymbolProblem` knows.
 */
export function openSymbolFile(bytes: Uint8Array, name: string, note = ''): SymbolFile {
  if (isCabinet(bytes)) return readPdb(unpackSymbolFile(bytes, MAX_SYMBOL_FILE_BYTES), name, note);
  return ISF_FIRST.includes(bytes[0]) ? readIsf(bytes, name, note) : readPdb(bytes, name, note);
}

/** What is in the cabinet, or the bytes themselves when they are in none. Throws UnpackError. */
export function unpackSymbolFile(bytes: Uint8Array, maxBytes: number): Uint8Array {
  return isCabinet(bytes) ? unpackCabinet(bytes, maxBytes) : bytes;
}

/** True for the errors that damaged or unreadable symbol files raise. */
export function isSymbolProblem(error: unknown): error is Error {
  return (
    error instanceof PdbError ||
    error instanceof UnpackError ||
    error instanceof SymbolFileError ||
    error instanceof TooManyFieldsError ||
    error instanceof FileError
  );
}
