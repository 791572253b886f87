/**
 * Writes small program databases byte by byte. It shares nothing with the reader: offsets and kinds
 * stand here as the public descriptions of the format give them.
 */

export interface PdbParts {
  readonly guid?: string;
  /** DBI age. */
  readonly age?: number;
  /** Age in the PDB stream. */
  readonly infoAge?: number;
  readonly machine?: number;
  readonly blockSize?: number;
  readonly tpiVersion?: number;
  /** Type records from index 0x1000 on. */
  readonly types?: readonly Uint8Array[];
  readonly symbols?: readonly Uint8Array[];
  /** Symbol records of one module. */
  readonly moduleSymbols?: readonly Uint8Array[];
  /** Virtual addresses of the sections of the loaded image; odd-numbered ones hold code. */
  readonly sections?: readonly number[];
  readonly originalSections?: readonly number[];
  readonly omapFromSource?: readonly (readonly [number, number])[];
  readonly omapToSource?: readonly (readonly [number, number])[];
  readonly fpo?: Uint8Array;
  readonly frameData?: Uint8Array;
  /** Characters of the `/names` stream. */
  readonly names?: string;
}

export const GUID = '0123456789ABCDEF0011223344556677';

export function u16(...values: number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(values).buffer);
}

export function u32(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

export function zstring(value: string): Uint8Array {
  return join(text(value), Uint8Array.of(0));
}

export function pascalString(value: string): Uint8Array {
  return join(Uint8Array.of(value.length), text(value));
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function align4(bytes: Uint8Array, filler = 0): Uint8Array {
  return join(bytes, new Uint8Array(-bytes.length & 3).fill(filler));
}

/** A type or symbol record: length, kind, body, padded to 4 bytes. */
export function record(kind: number, ...body: Uint8Array[]): Uint8Array {
  const padded = align4(join(u16(0, kind), ...body));
  padded.set(u16(padded.length - 2));
  return padded;
}

/** A member of a field list, padded with the filler bytes that say how many are left. */
export function member(kind: number, ...body: Uint8Array[]): Uint8Array {
  const bytes = join(u16(kind), ...body);
  const left = -bytes.length & 3;
  return join(
    bytes,
    Uint8Array.from({ length: left }, (_, i) => 0xf0 + left - i),
  );
}

export function publicSymbol(name: string, section: number, offset: number, flags = 0): Uint8Array {
  return record(0x110e, u32(flags, offset), u16(section), zstring(name));
}

export function guidBytes(guid: string): Uint8Array {
  const bytes = Buffer.from(guid, 'hex');
  return join(
    bytes.subarray(0, 4).reverse(),
    bytes.subarray(4, 6).reverse(),
    bytes.subarray(6, 8).reverse(),
    bytes.subarray(8),
  );
}

/** Puts streams into an MSF file; blocks go in descending order, so that no stream is contiguous. */
export function writeMsf(streams: readonly (Uint8Array | undefined)[], blockSize = 512): Uint8Array {
  const pad = (bytes: Uint8Array) =>
    join(bytes, new Uint8Array((blockSize - (bytes.length % blockSize)) % blockSize));
  const count = (length: number) => Math.ceil(length / blockSize);
  const streamBlocks = streams.map((stream) => count(stream?.length ?? 0));
  const dataBlocks = streamBlocks.reduce((sum, blocks) => sum + blocks, 0);
  let next = 3 + dataBlocks;
  const blockLists = streamBlocks.map((blocks) => Array.from({ length: blocks }, () => --next));
  const lengths = streams.map((stream) => stream?.length ?? 0xffffffff);
  const directory = u32(streams.length, ...lengths, ...blockLists.flat());
  const directoryStart = 3 + dataBlocks;
  const directoryBlocks = Array.from({ length: count(directory.length) }, (_, i) => directoryStart + i);
  const mapStart = directoryStart + directoryBlocks.length;
  const map = pad(u32(...directoryBlocks));
  const numBlocks = mapStart + map.length / blockSize;
  const file = new Uint8Array(numBlocks * blockSize);
  file.set(text('Microsoft C/C++ MSF 7.00\r\n\x1aDS\0\0\0'));
  file.set(u32(blockSize, 1, numBlocks, directory.length, 0, mapStart), 32);
  streams.forEach((stream, i) => {
    blockLists[i].forEach((block, part) => {
      file.set(stream?.subarray(part * blockSize, (part + 1) * blockSize) ?? [], block * blockSize);
    });
  });
  file.set(directory, directoryStart * blockSize);
  file.set(map, mapStart * blockSize);
  return file;
}

export function writePdb(parts: PdbParts): Uint8Array {
  const streams: (Uint8Array | undefined)[] = [undefined, undefined, tpiStream(parts), undefined, undefined];
  const add = (bytes: Uint8Array | undefined) => (bytes === undefined ? 0xffff : streams.push(bytes) - 1);
  const names = parts.names;
  const namesStream = add(
    names === undefined ? undefined : join(u32(0xeffeeffe, 1, names.length), text(names), u32(0, 0)),
  );
  const debugHeader = u16(
    add(parts.fpo),
    0xffff,
    0xffff,
    add(omap(parts.omapToSource)),
    add(omap(parts.omapFromSource)),
    add(sectionHeaders(parts.sections ?? [0x1000, 0x5000])),
    0xffff,
    0xffff,
    0xffff,
    add(parts.frameData),
    add(parts.originalSections && sectionHeaders(parts.originalSections)),
  );
  const symbolStream = add(join(...(parts.symbols ?? [])));
  const module = parts.moduleSymbols && join(u32(4), ...parts.moduleSymbols);
  const moduleInfo = module === undefined ? new Uint8Array(0) : moduleEntry(add(module), module.length);
  streams[1] = infoStream(parts, namesStream);
  streams[3] = dbiStream(parts, symbolStream, moduleInfo, debugHeader);
  return writeMsf(streams, parts.blockSize);
}

function infoStream(parts: PdbParts, namesStream: number): Uint8Array {
  const named = namesStream !== 0xffff;
  const characters = named ? zstring('/names') : new Uint8Array(0);
  return join(
    u32(20000404, 0x40000000, parts.infoAge ?? parts.age ?? 1),
    guidBytes(parts.guid ?? GUID),
    u32(characters.length),
    characters,
    u32(named ? 1 : 0, 1, 1, named ? 1 : 0, 0),
    named ? u32(0, namesStream) : new Uint8Array(0),
  );
}

function tpiStream({ types = [], tpiVersion = 20040203 }: PdbParts): Uint8Array {
  const records = join(...types);
  return join(
    u32(tpiVersion, 56, 0x1000, 0x1000 + types.length, records.length),
    u16(0xffff, 0xffff),
    new Uint8Array(32),
    records,
  );
}

function dbiStream(
  parts: PdbParts,
  symbolStream: number,
  modules: Uint8Array,
  debugHeader: Uint8Array,
): Uint8Array {
  return join(
    u32(0xffffffff, 19990903, parts.age ?? 1),
    u16(0xffff, 0, 0xffff, 0, symbolStream, 0),
    u32(modules.length, 0, 0, 0, 0, 0, debugHeader.length, 0),
    u16(0, parts.machine ?? 0x14c),
    u32(0),
    modules,
    debugHeader,
  );
}

function moduleEntry(stream: number, length: number): Uint8Array {
  const fixed = join(new Uint8Array(32), u16(0, stream), u32(length, 0, 0), u16(0, 0), u32(0, 0, 0));
  return align4(join(fixed, zstring('main.obj'), zstring('main.obj')));
}

function sectionHeaders(addresses: readonly number[]): Uint8Array {
  return join(
    ...addresses.map((address, i) =>
      join(
        text('section\0'),
        u32(0x1000, address, 0x1000, 0, 0, 0),
        u16(0, 0),
        u32(i % 2 === 0 ? 0x60000020 : 0xc0000040),
      ),
    ),
  );
}

function omap(entries: PdbParts['omapFromSource']): Uint8Array | undefined {
  return entries && u32(...entries.flat());
}
