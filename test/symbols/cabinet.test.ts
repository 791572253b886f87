import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isCabinet, unpackCabinet } from '../../src/formats/cabinet.ts';
import { openSymbolFile } from '../../src/symbols/open-symbol-file.ts';
import { Random } from '../builder/random.ts';
import { join, text, u16, u32, zstring } from './pdb-writer.ts';
import { hasShared, readShared } from './shared.ts';

const BLOCK = 0x8000;

interface Options {
  readonly compression?: number;
  readonly reserve?: number;
  readonly numFiles?: number;
  readonly length?: number;
}

/** A cabinet of one file; `pack` makes the data of a block from it and the plain bytes before it. */
function writeCabinet(
  plain: Uint8Array,
  pack: (block: Uint8Array, before: Uint8Array) => Uint8Array,
  { compression = 1, reserve = 0, numFiles = 1, length = plain.length }: Options = {},
): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < plain.length; at += BLOCK) {
    const block = plain.subarray(at, at + BLOCK);
    const data = pack(block, plain.subarray(Math.max(0, at - BLOCK), at));
    blocks.push(join(u32(0), u16(data.length, block.length), new Uint8Array(reserve), data));
  }
  const reserves =
    reserve > 0 ? join(u16(4), Uint8Array.of(2, reserve), new Uint8Array(4)) : new Uint8Array(0);
  const folderReserve = reserve > 0 ? 2 : 0;
  const filesAt = 36 + reserves.length + 8 + folderReserve;
  const file = join(u32(length, 0), u16(0, 0, 0, 0x20), zstring('plain.bin'));
  const header = join(
    text('MSCF'),
    u32(0, 0, 0, filesAt, 0),
    Uint8Array.of(3, 1),
    u16(1, numFiles, reserve > 0 ? 4 : 0, 0, 0),
  );
  const folder = join(
    u32(filesAt + file.length),
    u16(blocks.length, compression),
    new Uint8Array(folderReserve),
  );
  return join(header, reserves, folder, file, ...blocks);
}

const zip = (block: Uint8Array, before: Uint8Array) =>
  join(text('CK'), deflateRawSync(block, before.length > 0 ? { dictionary: before } : {}));

function sample(length: number): Uint8Array {
  const random = new Random(7);
  const words = Array.from({ length: 50 }, () => text(`word${random.u32()} `));
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const word = random.pick(words).subarray(0, length - at);
    bytes.set(word, at);
    at += word.length;
  }
  return bytes;
}

describe('cabinets', () => {
  test.each([0, 1, 100, BLOCK, BLOCK + 1, 100_000])(
    'MSZIP, %d bytes, each block referring to the one before',
    (length) => {
      const plain = sample(length);
      const cabinet = writeCabinet(plain, zip);
      expect(isCabinet(cabinet)).toBe(true);
      expect(Buffer.compare(unpackCabinet(cabinet, 1_000_000), plain)).toBe(0);
    },
  );

  test('stored, with reserved areas', () => {
    const plain = sample(70_000);
    const cabinet = writeCabinet(plain, (block) => block, { compression: 0, reserve: 6 });
    expect(Buffer.compare(unpackCabinet(cabinet, 70_000), plain)).toBe(0);
  });

  test.each([
    ['LZX', 0x1503],
    ['Quantum', 0x0472],
  ])('%s is refused by name', (name, compression) => {
    const cabinet = writeCabinet(sample(10), zip, { compression });
    expect(() => unpackCabinet(cabinet, 1000)).toThrow(
      `cabinet: ${name} compression is not read; unpack the file first, with expand or cabextract`,
    );
  });

  test.each([
    ['several files', writeCabinet(sample(10), zip, { numFiles: 2 }), /only a cabinet of one file/],
    [
      'a file beyond the bound',
      writeCabinet(sample(10), zip, { length: 5000 }),
      /more than 1000 bytes when unpacked/,
    ],
    [
      'a file beyond its blocks',
      writeCabinet(sample(10), zip, { length: 900 }),
      /ends after 10 of 900 bytes/,
    ],
    ['a missing mark', writeCabinet(sample(10), (block) => block), /block 0 has no MSZIP mark/],
    ['bad deflate data', writeCabinet(sample(10), () => text('CK\xff\xff')), /cabinet: block 0: /],
    [
      'a bomb',
      writeCabinet(sample(10), () => zip(new Uint8Array(100_000), new Uint8Array(0))),
      /cabinet: block 0: /,
    ],
    ['a cut header', writeCabinet(sample(10), zip).subarray(0, 40), /cabinet header: /],
    ['a cut block', writeCabinet(sample(10), zip).subarray(0, -3), /block 0 at offset 0x46 does not fit/],
  ])('%s', (_, cabinet, message) => {
    expect(() => unpackCabinet(cabinet, 1000)).toThrow(message);
  });

  test.skipIf(!hasShared('data/pdb/basic32.pd_'))('a compressed PDB of a symbol store', () => {
    const file = openSymbolFile(readShared('data/pdb/basic32.pd_'), 'basic32.pd_');
    // The debug record of basic32.dll names this GUID and age.
    expect(file).toMatchObject({ guid: rsdsGuid(readShared('data/pdb/basic32.dll')), machine: 0x14c });
    expect(file.symbols().lookup('test1')?.isFunction).toBe(true);
  });
});

/** GUID of the RSDS record in an image, found by its mark. */
function rsdsGuid(image: Uint8Array): string {
  const at = Buffer.from(image).indexOf('RSDS') + 4;
  const part = (start: number, end: number) =>
    Buffer.from(image.subarray(at + start, at + end))
      .reverse()
      .toString('hex');
  const tail = Buffer.from(image.subarray(at + 8, at + 16)).toString('hex');
  return (part(0, 4) + part(4, 6) + part(6, 8) + tail).toUpperCase();
}
