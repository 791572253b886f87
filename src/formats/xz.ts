import { createRequire } from 'node:module';
import { UnpackError } from './unpack-error.ts';

const STREAM_MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const STREAM_HEADER_SIZE = 12;
const LZMA2_FILTER = 0x21;
const INDEX_INDICATOR = 0;

/**
 * Plain bytes of an `.xz` file. The decoder has no bound of its own, so the sizes that the LZMA2
 * chunks promise (it cannot make more than those) are added up first. One stream, one filter, as xz
 * and Python write them. Throws UnpackError.
 */
export function unpackXz(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const size = plainSize(bytes, maxBytes);
  let plain: Uint8Array;
  try {
    plain = decoder().decompressSync(bytes);
  } catch (error) {
    throw new UnpackError(`xz: ${(error as Error).message}`);
  }
  if (plain.length !== size)
    throw new UnpackError(`xz: ${plain.length} bytes came out where the chunks promise ${size}`);
  return plain;
}

/** A native library, loaded when the first file needs it. */
function decoder(): typeof import('@napi-rs/lzma/xz') {
  return createRequire(import.meta.url)('@napi-rs/lzma/xz');
}

/** Sum of the sizes that all chunks state. */
function plainSize(bytes: Uint8Array, maxBytes: number): number {
  if (!STREAM_MAGIC.every((byte, i) => bytes[i] === byte)) throw new UnpackError('xz: the magic is missing');
  const checkSize = checkBytes(bytes[7] & 0x0f);
  let total = 0;
  let at = STREAM_HEADER_SIZE;
  while (at < bytes.length && bytes[at] !== INDEX_INDICATOR) {
    const start = at;
    at = skipBlockHeader(bytes, at);
    while (true) {
      const chunk = readChunk(bytes, at);
      if (chunk === undefined) break;
      total += chunk.plain;
      if (total > maxBytes) throw new UnpackError(`xz: more than ${maxBytes} bytes when unpacked`);
      at = chunk.next;
    }
    at += 1;
    at = start + Math.ceil((at - start) / 4) * 4 + checkSize;
  }
  if (at >= bytes.length) throw new UnpackError('xz: ends before its index');
  return total;
}

/** Size of the integrity check after each block, by its kind. */
function checkBytes(kind: number): number {
  return kind === 0 ? 0 : 4 << Math.floor((kind - 1) / 3);
}

function skipBlockHeader(bytes: Uint8Array, at: number): number {
  const size = (bytes[at] + 1) * 4;
  const flags = bytes[at + 1];
  let filter = at + 2;
  for (let sizes = (flags >> 6) & 3; sizes > 0; sizes &= sizes - 1) {
    while (bytes[filter] >= 0x80) filter++;
    filter++;
  }
  if ((flags & 3) !== 0 || bytes[filter] !== LZMA2_FILTER)
    throw new UnpackError('xz: only a single LZMA2 filter is read');
  return at + size;
}

/** An LZMA2 chunk header; undefined at the end mark. */
function readChunk(bytes: Uint8Array, at: number): { plain: number; next: number } | undefined {
  const control = bytes[at];
  if (control === undefined) throw new UnpackError('xz: ends inside a block');
  if (control === 0) return undefined;
  const low = 1 + ((bytes[at + 1] << 8) | bytes[at + 2]);
  if (control < 0x80) {
    if (control > 2) throw new UnpackError(`xz: unknown chunk kind 0x${control.toString(16)}`);
    return { plain: low, next: at + 3 + low };
  }
  const packed = 1 + ((bytes[at + 3] << 8) | bytes[at + 4]);
  return { plain: ((control & 0x1f) << 16) + low, next: at + 5 + (control >= 0xc0 ? 1 : 0) + packed };
}
