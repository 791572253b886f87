import { gunzipSync } from 'node:zlib';
import { UnpackError } from './unpack-error.ts';

/** Plain bytes of a `.gz` file. Throws UnpackError. */
export function unpackGzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    throw new UnpackError(`gzip: ${(error as Error).message}`);
  }
}
