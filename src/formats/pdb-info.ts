import { PdbInfo } from './generated/pdb-info.js';
import { kaitaiStream } from './generated/stream.js';
import { PdbError, readChecked } from './pdb-error.ts';
import { cString } from './zero-terminated.ts';

/** Identity of a program database and where its named streams are. */
export interface PdbIdentity {
  /** 32 upper-case hex digits, as in a symbol store. */
  readonly guid: string;
  /** Grows with each write of the file; not the age to match with. */
  readonly age: number;
  /** Seconds since 1970. */
  readonly signature: number;
  readonly namedStreams: ReadonlyMap<string, number>;
}

/** Reads stream 1. Throws PdbError. */
export function readPdbInfo(bytes: Uint8Array): PdbIdentity {
  const info = readChecked('info', 0, () => new PdbInfo(kaitaiStream(bytes)));
  const { names, entries } = info.namedStreams;
  const namedStreams = new Map<string, number>();
  for (const entry of entries) {
    if (entry.ofsName >= names.length)
      throw new PdbError('info.named_stream.ofs_name', entry.ofsName, 'outside the names');
    namedStreams.set(cString(names, entry.ofsName, names.length), entry.stream);
  }
  return { guid: guidText(info.guid), age: info.age, signature: info.signature, namedStreams };
}

function guidText({ data1, data2, data3, data4 }: PdbInfo.Guid): string {
  const numbers = hexDigits(data1, 8) + hexDigits(data2, 4) + hexDigits(data3, 4);
  return numbers + Array.from(data4, (byte) => hexDigits(byte, 2)).join('');
}

function hexDigits(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

/** Characters of the `/names` stream, into which frame programs are offsets. Throws PdbError. */
export function readStringTable(bytes: Uint8Array): Uint8Array {
  return readChecked('names', 0, () => new PdbInfo.StringTable(kaitaiStream(bytes))).strings;
}
