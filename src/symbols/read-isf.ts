import { unpackGzip } from '../formats/gzip.ts';
import { unpackXz } from '../formats/xz.ts';
import { Isf } from './isf.ts';
import { isObject, SymbolFileError } from './isf-json.ts';

/** Plain JSON beyond this is refused; the largest kernel's is near 20 MiB. */
const MAX_ISF_BYTES = 256 * 2 ** 20;

const XZ_FIRST = 0xfd;
const GZIP_FIRST = 0x1f;

/**
 * Reads a Volatility 3 symbol file: `.json`, `.json.xz` or `.json.gz`, told apart by content. Throws
 * SymbolFileError or UnpackError.
 */
export function readIsf(bytes: Uint8Array, name = 'isf', note = ''): Isf {
  const plain = unpackJson(bytes);
  if (plain.length > MAX_ISF_BYTES)
    throw new SymbolFileError(name, `more than ${MAX_ISF_BYTES} bytes of JSON`);
  let root: unknown;
  try {
    root = JSON.parse(new TextDecoder().decode(plain));
  } catch (error) {
    throw new SymbolFileError(name, `not JSON: ${(error as Error).message}`);
  }
  if (!isObject(root)) throw new SymbolFileError(name, 'not a JSON object');
  return new Isf(root, name, note);
}

function unpackJson(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === XZ_FIRST) return unpackXz(bytes, MAX_ISF_BYTES);
  if (bytes[0] === GZIP_FIRST) return unpackGzip(bytes, MAX_ISF_BYTES);
  return bytes;
}
