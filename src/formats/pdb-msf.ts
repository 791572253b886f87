import { PdbMsf } from './generated/pdb-msf.js';
import { PdbMsf as MsfLayout } from './generated/pdb-msf.layout.ts';
import { kaitaiStream } from './generated/stream.js';
import { PdbError, readChecked } from './pdb-error.ts';

/** Length in the directory of a stream that is not there. */
const NIL_STREAM = 0xffffffff;
const MAGIC = 'Microsoft C/C++ MSF 7.00\r\n\u001aDS\0\0\0';
const OLD_MAGIC = 'Microsoft C/C++ program database 2.00';

/** The streams of an MSF 7.00 file. Every length and block number is checked before it is used. */
export class MsfFile {
  private constructor(
    private readonly bytes: Uint8Array,
    readonly blockSize: number,
    /** Stream lengths in bytes; 0 for a stream that is not there. */
    private readonly lengths: Uint32Array,
    /** Index in `directory` of the first block number of each stream. */
    private readonly firstBlocks: Uint32Array,
    private readonly directory: DataView,
  ) {}

  /** Reads superblock and directory. Throws PdbError. */
  static open(bytes: Uint8Array): MsfFile {
    checkMagic(bytes);
    const superblock = readChecked('msf.superblock', 0, () => new PdbMsf(kaitaiStream(bytes)));
    const blockSize = superblock.lenBlock;
    const directory = readDirectory(bytes, superblock);
    const numStreams = directory.byteLength < 4 ? 0 : directory.getUint32(0, true);
    if (numStreams > directory.byteLength / 4 - 1)
      throw new PdbError('directory.num_streams', 0, `${numStreams} streams do not fit the directory`);
    const lengths = new Uint32Array(numStreams);
    const firstBlocks = new Uint32Array(numStreams);
    let next = 1 + numStreams;
    for (let i = 0; i < numStreams; i++) {
      const length = directory.getUint32(4 + 4 * i, true);
      if (length === NIL_STREAM) continue;
      if (length > bytes.length)
        throw new PdbError('directory.len_streams', 4 + 4 * i, `stream ${i} is longer than the file`);
      lengths[i] = length;
      firstBlocks[i] = next;
      next += Math.ceil(length / blockSize);
    }
    // Streams do not share blocks; only the stale directory in stream 0 may lie in freed ones.
    if ((next - numStreams) * blockSize > 2 * bytes.length + blockSize)
      throw new PdbError('directory.len_streams', 4, 'the streams together are longer than the file');
    if (next * 4 > directory.byteLength)
      throw new PdbError(
        'directory.blocks',
        directory.byteLength,
        'the block lists do not fit the directory',
      );
    return new MsfFile(bytes, blockSize, lengths, firstBlocks, directory);
  }

  get numStreams(): number {
    return this.lengths.length;
  }

  /** Length of a stream in bytes; 0 when there is no such stream. */
  length(stream: number): number {
    return this.lengths[stream] ?? 0;
  }

  /** A stream's bytes, empty when there is no such stream. Throws PdbError. */
  stream(stream: number): Uint8Array {
    const length = this.length(stream);
    const first = this.firstBlocks[stream];
    return gather(this.bytes, this.blockSize, length, `stream ${stream}`, (i) =>
      this.directory.getUint32(4 * (first + i), true),
    );
  }
}

function checkMagic(bytes: Uint8Array): void {
  const start = String.fromCharCode(...bytes.subarray(0, OLD_MAGIC.length));
  if (start.startsWith(MAGIC)) return;
  const found = start.startsWith(OLD_MAGIC)
    ? 'a PDB 2.00 file (older than Visual C++ 7), which is not read'
    : 'not a program database: the MSF 7.00 magic is missing';
  throw new PdbError('msf.magic', 0, found);
}

function readDirectory(bytes: Uint8Array, superblock: PdbMsf): DataView {
  const { lenBlock, lenDirectory, blockMapBlock } = superblock;
  if (lenDirectory > bytes.length)
    throw new PdbError('msf.len_directory', MsfLayout.lenDirectory.offset, 'longer than the file');
  const mapStart = blockMapBlock * lenBlock;
  const numBlocks = Math.ceil(lenDirectory / lenBlock);
  if (blockMapBlock === 0 || mapStart + 4 * numBlocks > bytes.length)
    throw new PdbError(
      'msf.block_map_block',
      MsfLayout.blockMapBlock.offset,
      `block ${blockMapBlock} is outside the file`,
    );
  const map = new DataView(bytes.buffer, bytes.byteOffset + mapStart, 4 * numBlocks);
  const directory = gather(bytes, lenBlock, lenDirectory, 'directory', (i) => map.getUint32(4 * i, true));
  return new DataView(directory.buffer, directory.byteOffset, directory.byteLength);
}

/** Joins blocks into one run of bytes. */
function gather(
  bytes: Uint8Array,
  blockSize: number,
  length: number,
  what: string,
  blockOf: (index: number) => number,
): Uint8Array {
  const joined = new Uint8Array(length);
  for (let done = 0, i = 0; done < length; done += blockSize, i++) {
    const block = blockOf(i);
    const size = Math.min(blockSize, length - done);
    const start = block * blockSize;
    if (block === 0 || start + size > bytes.length)
      throw new PdbError(what, done, `block ${block} is outside the file (${bytes.length} bytes)`);
    joined.set(bytes.subarray(start, start + size), done);
  }
  return joined;
}
