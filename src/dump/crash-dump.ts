import { FileOpenError, type FileSource, openSource, type SourceBackend } from '../files/source.ts';
import { DUMP_HEADER32_SIZE, type DumpHeader, readDumpHeader } from '../formats/dump-header.ts';
import { completePageMap } from './complete.ts';
import { DumpError } from './dump-error.ts';
import { requireDump32 } from './identify.ts';
import type { PageMap } from './page-map.ts';
import { PhysicalMemory } from './physical-memory.ts';
import { summaryPageMap } from './summary.ts';

export type DumpKind = 'complete' | 'kernel';

export interface CrashDumpOptions {
  /** Forces one way of reading the file; by default large files are mapped where that works. */
  readonly backend?: SourceBackend;
}

/** A 32-bit Windows kernel dump: its header and its physical memory. */
export interface CrashDump {
  readonly path: string;
  /** Bytes in the file. */
  readonly fileSize: number;
  readonly kind: DumpKind;
  readonly header: DumpHeader;
  readonly physical: PhysicalMemory;
  /** What is odd about the file, one line each: cut, lying counts. */
  readonly notes: readonly string[];
  readonly backend: SourceBackend;
  close(): void;
}

const I386 = 0x14c;
const MACHINES: Readonly<Record<number, string>> = {
  34404: 'x64',
  43620: 'ARM64',
  512: 'Itanium',
  452: 'ARM',
};

/** Opens a dump read-only. Throws `DumpError` with what was expected and what was found. */
export function openCrashDump(path: string, options: CrashDumpOptions = {}): CrashDump {
  const source = open(path, options.backend);
  try {
    return readCrashDump(source);
  } catch (error) {
    source.close();
    throw error;
  }
}

/** The dump in an open file; `close` closes the file. Throws `DumpError`. */
export function readCrashDump(source: FileSource): CrashDump {
  requireDump32(source);
  const header = readDumpHeader(source.read(0, DUMP_HEADER32_SIZE));
  requireI386(header);
  const notes: string[] = [];
  const { kind, map } = pageMapOf(header, source, notes);
  return {
    path: source.path,
    fileSize: source.size,
    kind,
    header,
    physical: new PhysicalMemory(source, map),
    notes,
    backend: source.backend,
    close: () => source.close(),
  };
}

function open(path: string, backend: SourceBackend | undefined): FileSource {
  try {
    return openSource(path, backend);
  } catch (error) {
    if (!(error instanceof FileOpenError)) throw error;
    const kind = error.code === 'EISDIR' ? 'refused' : 'unopened';
    throw new DumpError(kind, `${error.path}: ${error.message}.`, { cause: error });
  }
}

function requireI386(header: DumpHeader): void {
  if (header.machineImageType === I386) return;
  const machine = MACHINES[header.machineImageType] ?? `machine ${header.machineImageType.toString(16)}h`;
  throw new DumpError(
    'refused',
    `MachineImageType at offset 20h says ${machine}; this tool reads x86 (14Ch) dumps.`,
  );
}

/** Kinds that are recognised and not read, with what to do instead. */
const UNREAD_KINDS: Readonly<Record<number, string>> = {
  3: 'a header-only dump (DumpType 3): it holds no memory at all',
  4: 'a small memory dump, also called triage or minidump (DumpType 4): it holds no pool. Take a kernel or complete dump',
  5: 'a bitmap dump of Windows 8 or later, complete (DumpType 5)',
  6: 'a bitmap dump of Windows 8 or later, kernel (DumpType 6)',
  7: 'an automatic dump of Windows 8 or later (DumpType 7)',
};

function pageMapOf(
  header: DumpHeader,
  source: FileSource,
  notes: string[],
): { kind: DumpKind; map: PageMap } {
  if (header.dumpType === 1) return { kind: 'complete', map: completePageMap(header, source, notes) };
  if (header.dumpType === 2) return { kind: 'kernel', map: summaryPageMap(source, notes) };
  const known = UNREAD_KINDS[header.dumpType];
  if (known !== undefined)
    throw new DumpError('refused', `This is ${known}; complete (1) and kernel (2) dumps are read.`);
  throw new DumpError(
    'damaged',
    `DumpType at offset F88h is ${header.dumpType}; 1 (complete) or 2 (kernel) was expected.`,
  );
}
