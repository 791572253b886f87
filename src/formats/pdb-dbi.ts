import { PdbDbi } from './generated/pdb-dbi.js';
import { PdbDbi as DbiLayout, DebugHeader, ModuleInfo } from './generated/pdb-dbi.layout.ts';
import { kaitaiStream } from './generated/stream.js';
import { PdbError, readChecked } from './pdb-error.ts';

/** Stream number that stands for none. */
const NO_STREAM = 0xffff;

/** Optional streams by their place in the debug header. */
export interface DebugStreams {
  readonly fpo?: number;
  readonly omapToSource?: number;
  readonly omapFromSource?: number;
  readonly sectionHeaders?: number;
  readonly frameData?: number;
  readonly originalSectionHeaders?: number;
}

export interface ModuleSymbols {
  readonly stream: number;
  /** Bytes of symbol records at the stream's start, the 4-byte signature included. */
  readonly length: number;
}

/** What the DBI stream says: the age to match with, the machine, and where the rest lies. */
export interface DebugInformation {
  readonly age: number;
  /** 0x14c x86, 0x8664 x64. */
  readonly machine: number;
  /** Private symbols were removed. */
  readonly stripped: boolean;
  readonly symbolRecordStream?: number;
  readonly debug: DebugStreams;
  readonly modules: readonly ModuleSymbols[];
}

/** Reads stream 3. Throws PdbError. */
export function readDebugInformation(bytes: Uint8Array): DebugInformation {
  const header = readChecked('dbi', 0, () => new PdbDbi(kaitaiStream(bytes)));
  const modulesEnd = DbiLayout.size + header.lenModules;
  const debugStart =
    modulesEnd +
    header.lenSectionContributions +
    header.lenSectionMap +
    header.lenSourceFiles +
    header.lenTypeServers +
    header.lenEditAndContinue;
  if (modulesEnd > bytes.length)
    throw new PdbError('dbi.len_modules', DbiLayout.lenModules.offset, 'longer than the stream');
  if (debugStart + header.lenDebugHeader > bytes.length)
    throw new PdbError('dbi.len_debug_header', DbiLayout.lenDebugHeader.offset, 'ends outside the stream');
  return {
    age: header.age,
    machine: header.machine,
    stripped: (header.flags & 2) !== 0,
    symbolRecordStream: optionalStream(header.symbolRecordStream),
    debug: debugStreams(bytes.subarray(debugStart, debugStart + header.lenDebugHeader)),
    modules: moduleSymbols(bytes, modulesEnd),
  };
}

function optionalStream(stream: number | undefined): number | undefined {
  return stream === NO_STREAM ? undefined : stream;
}

/** Old files have a shorter list: what is missing counts as none. */
function debugStreams(bytes: Uint8Array): DebugStreams {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = ({ offset }: { offset: number }) =>
    offset + 2 <= bytes.length ? optionalStream(view.getUint16(offset, true)) : undefined;
  return {
    fpo: at(DebugHeader.fpoStream),
    omapToSource: at(DebugHeader.omapToSourceStream),
    omapFromSource: at(DebugHeader.omapFromSourceStream),
    sectionHeaders: at(DebugHeader.sectionHeaderStream),
    frameData: at(DebugHeader.frameDataStream),
    originalSectionHeaders: at(DebugHeader.originalSectionHeaderStream),
  };
}

function moduleSymbols(bytes: Uint8Array, end: number): ModuleSymbols[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  const modules: ModuleSymbols[] = [];
  let at: number = DbiLayout.size;
  while (at + ModuleInfo.size <= end) {
    const stream = optionalStream(view.getUint16(at + ModuleInfo.symbolStream.offset, true));
    const length = view.getUint32(at + ModuleInfo.lenSymbols.offset, true);
    if (stream !== undefined && length > 4) modules.push({ stream, length });
    at = skipNames(bytes, at + ModuleInfo.size, end);
  }
  return modules;
}

/** Steps over the module's two names and the padding after them. */
function skipNames(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (let name = 0; name < 2; name++) {
    while (at < end && bytes[at] !== 0) at++;
    at++;
  }
  return (at + 3) & ~3;
}
