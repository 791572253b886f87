import { kaitaiStream } from './generated/stream.js';
import { WindowsDumpHeader32 } from './generated/windows-dump-header32.js';
import { ContextX86 as ContextLayout } from './generated/windows-dump-header32.layout.ts';
import { WindowsSummaryDump32 } from './generated/windows-summary-dump32.js';
import { WindowsSummaryDump32 as SummaryLayout } from './generated/windows-summary-dump32.layout.ts';

/** Bytes of the first header of a 32-bit dump. */
export const DUMP_HEADER32_SIZE = 0x1000;
/** The word that the kernel fills the header with: a field that reads so was never written. */
export const NEVER_WRITTEN = 0x45474150;

/** A 64-bit value as two words; `number` when it fits 2^53. */
export interface Halves {
  readonly low: number;
  readonly high: number;
}

export interface MemoryRun {
  /** First page frame of the run. */
  readonly basePage: number;
  readonly pageCount: number;
}

export interface RegisterContext {
  readonly contextFlags: number;
  readonly eax: number;
  readonly ebx: number;
  readonly ecx: number;
  readonly edx: number;
  readonly esi: number;
  readonly edi: number;
  readonly ebp: number;
  readonly esp: number;
  readonly eip: number;
  readonly eflags: number;
  readonly segCs: number;
  readonly segSs: number;
  readonly segDs: number;
  readonly segEs: number;
  readonly segFs: number;
  readonly segGs: number;
}

/** Bytes of an x86 CONTEXT up to SegSs. */
export const REGISTER_CONTEXT_SIZE = ContextLayout.size;

/** DUMP_HEADER32 as plain data; fields never written are undefined where that can be told. */
export interface DumpHeader {
  /** 0xf free build, 0xc checked build. */
  readonly majorVersion: number;
  /** Build number of Windows. */
  readonly minorVersion: number;
  readonly directoryTableBase: number;
  readonly psLoadedModuleList: number;
  readonly psActiveProcessHead: number;
  readonly machineImageType: number;
  readonly numberProcessors: number;
  readonly bugCheckCode: number;
  readonly bugCheckParameters: readonly number[];
  readonly paeEnabled: number;
  readonly kdDebuggerDataBlock: number;
  /** Undefined when the block was never written. `numberOfRuns` is what the header claims. */
  readonly physicalMemory?: {
    readonly numberOfRuns: number;
    readonly numberOfPages: number;
    /** At most 86: what fits in the header. */
    readonly runs: readonly MemoryRun[];
  };
  readonly context: RegisterContext;
  readonly exception: { readonly code: number; readonly address: number };
  readonly comment: string;
  readonly dumpType: number;
  readonly productType?: number;
  readonly suiteMask?: number;
  readonly writerStatus?: number;
  /** Bytes the file should have. */
  readonly requiredDumpSpace?: number;
  /** 100 ns units since boot. */
  readonly systemUpTime?: Halves;
  /** FILETIME, UTC. */
  readonly systemTime?: Halves;
}

function written(value: number): number | undefined {
  return value === NEVER_WRITTEN ? undefined : value;
}

function writtenHalves(value: Halves): Halves | undefined {
  return value.low === NEVER_WRITTEN && value.high === NEVER_WRITTEN
    ? undefined
    : { low: value.low, high: value.high };
}

function ansi(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const text = Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('latin1');
  return /^(PAGE)+$/.test(text) ? '' : text;
}

/** Decodes the first 0x1000 bytes. Throws when the magic words are not there: check them first. */
export function readDumpHeader(bytes: Uint8Array): DumpHeader {
  const raw = new WindowsDumpHeader32(kaitaiStream(bytes));
  const block = raw.physicalMemoryBlock;
  const space = writtenHalves(raw.requiredDumpSpace);
  return {
    majorVersion: raw.majorVersion,
    minorVersion: raw.minorVersion,
    directoryTableBase: raw.directoryTableBase,
    psLoadedModuleList: raw.psLoadedModuleList,
    psActiveProcessHead: raw.psActiveProcessHead,
    machineImageType: raw.machineImageType,
    numberProcessors: raw.numberProcessors,
    bugCheckCode: raw.bugCheckCode,
    bugCheckParameters: [...raw.bugCheckParameters],
    paeEnabled: raw.paeEnabled,
    kdDebuggerDataBlock: raw.kdDebuggerDataBlock,
    physicalMemory:
      block.numRuns === NEVER_WRITTEN
        ? undefined
        : {
            numberOfRuns: block.numRuns,
            numberOfPages: block.numPages,
            runs: block.runs
              .slice(0, Math.min(block.numRuns, block.runs.length))
              .map((run) => ({ basePage: run.basePage, pageCount: run.numPages })),
          },
    context: pickContext(raw.contextRecord),
    exception: { code: raw.exception.exceptionCode, address: raw.exception.exceptionAddress },
    comment: ansi(raw.comment),
    dumpType: raw.dumpType,
    productType: written(raw.productType),
    suiteMask: written(raw.suiteMask),
    writerStatus: written(raw.writerStatus),
    requiredDumpSpace: space === undefined ? undefined : space.high * 0x100000000 + space.low,
    systemUpTime: writtenHalves(raw.systemUpTime),
    systemTime: writtenHalves(raw.systemTime),
  };
}

/** Decodes an x86 CONTEXT, at least `REGISTER_CONTEXT_SIZE` bytes. */
export function readRegisterContext(bytes: Uint8Array): RegisterContext {
  return pickContext(new WindowsDumpHeader32.ContextX86(kaitaiStream(bytes)));
}

function pickContext(raw: WindowsDumpHeader32.ContextX86): RegisterContext {
  const { contextFlags, eax, ebx, ecx, edx, esi, edi, ebp, esp, eip, eflags, segCs, segSs } = raw;
  const { segDs, segEs, segFs, segGs } = raw;
  const general = { eax, ebx, ecx, edx, esi, edi, ebp, esp, eip, eflags };
  return { contextFlags, ...general, segCs, segSs, segDs, segEs, segFs, segGs };
}

/** SUMMARY_DUMP32, the second header of a kernel summary dump. */
export interface SummaryHeader {
  /** File offset of the first page. */
  readonly headerSize: number;
  readonly bitmapBits: number;
  readonly pages: number;
}

/** Where the bitmap starts, counted from the second header. */
export const SUMMARY_BITMAP_OFFSET = SummaryLayout.size;

/** Decodes the second header; undefined when its `DUMP` word is missing. */
export function readSummaryHeader(bytes: Uint8Array): SummaryHeader | undefined {
  try {
    const raw = new WindowsSummaryDump32(kaitaiStream(bytes));
    return { headerSize: raw.lenHeader, bitmapBits: raw.numBitmapBits, pages: raw.numPages };
  } catch {
    return undefined;
  }
}
