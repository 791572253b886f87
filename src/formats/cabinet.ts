import { inflateRawSync } from 'node:zlib';
import { Cabinet } from './generated/cabinet.js';
import { DataBlock } from './generated/cabinet.layout.ts';
import { kaitaiStream } from './generated/stream.js';
import { UnpackError } from './unpack-error.ts';

const COMPRESSION_NAMES = ['none', 'MSZIP', 'Quantum', 'LZX'];
/** A data block never holds more. */
const MAX_BLOCK = 0x8000;
const MSZIP_MARK = 0x4b43;

export function isCabinet(bytes: Uint8Array): boolean {
  return bytes.length > 4 && bytes[0] === 0x4d && bytes[1] === 0x53 && bytes[2] === 0x43 && bytes[3] === 0x46;
}

/**
 * Plain bytes of the only file in a cabinet, as `compress` and symbol stores make them: stored or
 * MSZIP. Throws UnpackError; LZX and Quantum are refused by name.
 */
export function unpackCabinet(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const cabinet = readAs('header', () => new Cabinet(kaitaiStream(bytes)));
  if (cabinet.numFiles !== 1 || cabinet.numFolders !== 1 || (cabinet.flags & 3) !== 0)
    throw new UnpackError('cabinet: only a cabinet of one file, not part of a set, is read');
  const file = readAs('file', () => new Cabinet.File(kaitaiStream(bytes.subarray(cabinet.ofsFiles))));
  const [folder] = cabinet.folders;
  const compression = folder.compression & 0x0f;
  if (compression > 1) {
    const name = COMPRESSION_NAMES[compression] ?? `kind ${compression}`;
    throw new UnpackError(
      `cabinet: ${name} compression is not read; unpack the file first, with expand or cabextract`,
    );
  }
  const end = file.ofsInFolder + file.lenFile;
  if (end > maxBytes) throw new UnpackError(`cabinet: more than ${maxBytes} bytes when unpacked`);
  if (end > folder.numDataBlocks * MAX_BLOCK)
    throw new UnpackError(
      `cabinet: ${folder.numDataBlocks} blocks cannot hold a file of ${file.lenFile} bytes`,
    );
  const reserve = cabinet.reserve?.lenDataReserve ?? 0;
  const plain = unpackFolder(bytes, folder.ofsData, folder.numDataBlocks, reserve, compression === 1, end);
  return plain.subarray(file.ofsInFolder);
}

function readAs<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UnpackError(`cabinet ${what}: ${(error as Error).message}`);
  }
}

/** The first `size` plain bytes of a folder. Each block may refer back to what came before it. */
function unpackFolder(
  bytes: Uint8Array,
  start: number,
  numBlocks: number,
  reserve: number,
  zipped: boolean,
  size: number,
): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const plain = new Uint8Array(size);
  let done = 0;
  let at = start;
  for (let block = 0; block < numBlocks && done < size; block++) {
    const data = at + DataBlock.size + reserve;
    if (data > bytes.length) throw new UnpackError(`cabinet: block ${block} starts outside the file`);
    const packed = view.getUint16(at + DataBlock.lenCompressed.offset, true);
    const length = view.getUint16(at + DataBlock.lenPlain.offset, true);
    if (data + packed > bytes.length || length > MAX_BLOCK)
      throw new UnpackError(`cabinet: block ${block} at offset 0x${at.toString(16)} does not fit`);
    const source = bytes.subarray(data, data + packed);
    const content = zipped
      ? inflateBlock(source, plain.subarray(Math.max(0, done - MAX_BLOCK), done), block)
      : source;
    if (content.length !== length)
      throw new UnpackError(
        `cabinet: block ${block} holds ${content.length} bytes where ${length} are promised`,
      );
    plain.set(content.subarray(0, size - done), done);
    done += content.length;
    at = data + packed;
  }
  if (done < size) throw new UnpackError(`cabinet: ends after ${done} of ${size} bytes`);
  return plain;
}

function inflateBlock(source: Uint8Array, history: Uint8Array, block: number): Uint8Array {
  if (source.length < 2 || (source[0] | (source[1] << 8)) !== MSZIP_MARK)
    throw new UnpackError(`cabinet: block ${block} has no MSZIP mark`);
  try {
    return inflateRawSync(source.subarray(2), {
      maxOutputLength: MAX_BLOCK,
      ...(history.length > 0 && { dictionary: history }),
    });
  } catch (error) {
    throw new UnpackError(`cabinet: block ${block}: ${(error as Error).message}`);
  }
}
