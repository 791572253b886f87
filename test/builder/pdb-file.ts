import { ascii, put16, put32, roundUp } from './bytes.ts';
import { guidBytes, type Section } from './pe-image.ts';

/** A small PDB: identity, section headers, public symbols, frame data. No types. */

export interface PublicSymbol {
  /** Decorated: `_Data`, `_Stdcall@8`, `@Fastcall@4`. */
  name: string;
  rva: number;
  code: boolean;
}

/** FPO_DATA of one routine. */
export interface FrameData {
  rva: number;
  size: number;
  locals: number;
  params: number;
  registers: number;
  usesEbp?: boolean;
  kind: 'fpo' | 'trap' | 'non-fpo';
}

export interface PdbSpec {
  guid: string;
  age: number;
  sections: readonly Section[];
  publics: readonly PublicSymbol[];
  frames: readonly FrameData[];
}

const BLOCK = 1024;
const MAGIC = 'Microsoft C/C++ MSF 7.00\r\n\x1aDS\0\0\0';
const STREAM = { info: 1, types: 2, debug: 3, publics: 5, records: 6, sections: 7, frames: 8 } as const;
const NO_STREAM = 0xffff;
const S_PUB32 = 0x110e;

export function pdbFile(spec: PdbSpec): Uint8Array {
  const streams: Uint8Array[] = [];
  streams[0] = new Uint8Array(0);
  streams[STREAM.info] = infoStream(spec);
  streams[STREAM.types] = typeStream();
  streams[4] = typeStream();
  const records = symbolRecords(spec);
  streams[STREAM.publics] = publicsStream(records.offsets);
  streams[STREAM.records] = records.bytes;
  streams[STREAM.sections] = sectionHeaders(spec.sections);
  streams[STREAM.frames] = frameData(spec.frames);
  streams[STREAM.debug] = debugStream(spec);
  return msf(streams);
}

function infoStream(spec: PdbSpec): Uint8Array {
  const bytes = new Uint8Array(28 + 20);
  put32(bytes, 0, 20000404);
  put32(bytes, 4, 0x4ce78a09);
  // Linking a second time counts this age up, but not the one in the image.
  put32(bytes, 8, spec.age + 1);
  bytes.set(guidBytes(spec.guid), 12);
  // No named streams: no strings, then a hash table of capacity 1 without entries.
  put32(bytes, 36, 1);
  return bytes;
}

function typeStream(): Uint8Array {
  const bytes = new Uint8Array(56);
  put32(bytes, 0, 20040203);
  put32(bytes, 4, 56);
  put32(bytes, 8, 0x1000);
  put32(bytes, 12, 0x1000);
  put16(bytes, 20, NO_STREAM);
  put16(bytes, 22, NO_STREAM);
  put32(bytes, 24, 4);
  put32(bytes, 28, 0x3ffff);
  return bytes;
}

/** Section number (from 1) and offset of an RVA. */
function place(sections: readonly Section[], rva: number): [number, number] {
  const i = sections.findIndex((s) => rva >= s.rva && rva < s.rva + s.size);
  if (i < 0) throw new Error(`RVA ${rva.toString(16)} is in no section`);
  return [i + 1, rva - sections[i].rva];
}

function symbolRecords(spec: PdbSpec): { bytes: Uint8Array; offsets: number[] } {
  const sorted = [...spec.publics].sort((a, b) => a.rva - b.rva);
  const sizes = sorted.map((s) => roundUp(14 + s.name.length + 1, 4));
  const bytes = new Uint8Array(sizes.reduce((sum, n) => sum + n, 0));
  const offsets: number[] = [];
  let at = 0;
  sorted.forEach((symbol, i) => {
    const [segment, offset] = place(spec.sections, symbol.rva);
    offsets.push(at);
    put16(bytes, at, sizes[i] - 2);
    put16(bytes, at + 2, S_PUB32);
    put32(bytes, at + 4, symbol.code ? 2 : 0);
    put32(bytes, at + 8, offset);
    put16(bytes, at + 12, segment);
    bytes.set(ascii(symbol.name), at + 14);
    at += sizes[i];
  });
  return { bytes, offsets };
}

/** The publics' header and their order by address; the hash itself is left empty. */
function publicsStream(offsets: readonly number[]): Uint8Array {
  const hash = 16;
  const bytes = new Uint8Array(28 + hash + offsets.length * 4);
  put32(bytes, 0, hash);
  put32(bytes, 4, offsets.length * 4);
  put32(bytes, 28, 0xffffffff);
  put32(bytes, 32, 0xeffe0000 + 19990810);
  for (const [i, offset] of offsets.entries()) put32(bytes, 28 + hash + i * 4, offset);
  return bytes;
}

function sectionHeaders(sections: readonly Section[]): Uint8Array {
  const bytes = new Uint8Array(sections.length * 40);
  sections.forEach((s, i) => {
    const at = i * 40;
    bytes.set(ascii(s.name), at);
    put32(bytes, at + 8, s.size);
    put32(bytes, at + 12, s.rva);
    put32(bytes, at + 16, s.size);
    put32(bytes, at + 36, s.code ? 0x60000020 : 0xc0000040);
  });
  return bytes;
}

const FRAME_KIND = { fpo: 0, trap: 1, 'non-fpo': 3 } as const;

function frameData(frames: readonly FrameData[]): Uint8Array {
  const sorted = [...frames].sort((a, b) => a.rva - b.rva);
  const bytes = new Uint8Array(sorted.length * 16);
  sorted.forEach((f, i) => {
    const at = i * 16;
    put32(bytes, at, f.rva);
    put32(bytes, at + 4, f.size);
    put32(bytes, at + 8, f.locals);
    put16(bytes, at + 12, f.params);
    const flags = f.registers | (f.usesEbp ? 0x10 : 0) | (FRAME_KIND[f.kind] << 6);
    put16(bytes, at + 14, flags << 8);
  });
  return bytes;
}

/** DBI: no modules; the substreams that readers insist on are there and empty. */
function debugStream(spec: PdbSpec): Uint8Array {
  const optional = [STREAM.frames, ...Array(4).fill(NO_STREAM), STREAM.sections, ...Array(5).fill(NO_STREAM)];
  const contributions = 4;
  const map = 4;
  const sources = 4;
  const at = 64 + contributions + map + sources;
  const bytes = new Uint8Array(at + optional.length * 2);
  put32(bytes, 0, 0xffffffff);
  put32(bytes, 4, 19990903);
  put32(bytes, 8, spec.age);
  put16(bytes, 12, NO_STREAM);
  put16(bytes, 14, 0x8900);
  put16(bytes, 16, STREAM.publics);
  put16(bytes, 20, STREAM.records);
  put32(bytes, 28, contributions);
  put32(bytes, 32, map);
  put32(bytes, 36, sources);
  put32(bytes, 48, optional.length * 2);
  put16(bytes, 58, 0x14c);
  put32(bytes, 64, 0xeffe0000 + 19970605);
  for (const [i, stream] of optional.entries()) put16(bytes, at + i * 2, stream);
  return bytes;
}

/** Lays streams out in blocks: superblock, free maps, block map, directory, streams. */
function msf(streams: readonly Uint8Array[]): Uint8Array {
  const count = (size: number) => Math.ceil(size / BLOCK);
  let next = 4;
  const directory = [streams.length, ...streams.map((s) => s.length)];
  const directoryBlocks = count((directory.length + streams.reduce((n, s) => n + count(s.length), 0)) * 4);
  const directoryAt = next;
  next += directoryBlocks;
  const starts = streams.map((s) => {
    const first = next;
    next += count(s.length);
    for (let b = first; b < next; b++) directory.push(b);
    return first;
  });
  const bytes = new Uint8Array(next * BLOCK);
  bytes.set(ascii(MAGIC));
  [BLOCK, 1, next, directory.length * 4, 0, 3].forEach((word, i) => {
    put32(bytes, 32 + i * 4, word);
  });
  for (let b = 0; b < directoryBlocks; b++) put32(bytes, 3 * BLOCK + b * 4, directoryAt + b);
  for (const [i, word] of directory.entries()) put32(bytes, directoryAt * BLOCK + i * 4, word);
  for (const [i, s] of streams.entries()) bytes.set(s, starts[i] * BLOCK);
  return bytes;
}
