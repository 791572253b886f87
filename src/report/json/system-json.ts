import type {
  Analysis,
  DumpFacts,
  ModuleFacts,
  ProcessFacts,
  SessionFacts,
} from '../../analysis/analysis.ts';
import { isPresent } from '../../units/value.ts';
import { durationMs, timeIso, unixTimeIso } from './time-json.ts';
import { addressJson, orNull, valueJson } from './value-json.ts';

export function dumpJson(dump: DumpFacts): Record<string, unknown> {
  const { bugCheck } = dump;
  return {
    path: dump.path,
    fileSize: dump.fileSize,
    kind: dump.kind,
    pages: dump.pages,
    version: dump.version,
    product: orNull(dump.product),
    build: dump.build,
    pae: dump.pae,
    processors: dump.processors ?? null,
    systemTime: timeIso(dump.systemTime),
    upTimeMs: durationMs(dump.upTime),
    bugCheck: {
      code: addressJson(bugCheck.code),
      name: orNull(bugCheck.name),
      parameters: bugCheck.parameters.map(addressJson),
    },
    kernelBase: addressJson(dump.kernelBase),
    systemSpace: dump.systemSpace,
  };
}

/** Every amount in pages. */
export function memoryJson(memory: Analysis['memory']): Record<string, unknown> {
  const { pagingFiles, pagedPools, nonPagedPools, failures, ...amounts } = memory;
  const values = Object.entries(amounts).map(([name, value]) => [name, valueJson(value)]);
  return {
    ...Object.fromEntries(values),
    pagedPools: pagedPools.map(valueJson),
    nonPagedPools: nonPagedPools.map(valueJson),
    failures: valueJson(failures.count),
    failureReasons: failures.reasons ?? null,
    pagingFiles: isPresent(pagingFiles)
      ? pagingFiles.value.map((file) => ({
          name: valueJson(file.name),
          size: valueJson(file.size),
          freeSpace: valueJson(file.freeSpace),
          minimum: valueJson(file.minimum),
          maximum: valueJson(file.maximum),
        }))
      : valueJson(pagingFiles),
  };
}

export function processJson(process: ProcessFacts): Record<string, unknown> {
  return {
    address: addressJson(process.address),
    pid: process.pid,
    parentPid: process.parentPid,
    name: process.name,
    image: orNull(process.image),
    session: orNull(process.session),
    exited: process.exited,
    handles: valueJson(process.handles),
    handleTable: addressJson(process.handleTable),
    byType: process.byType,
    tableRead: process.tableRead,
    threads: valueJson(process.threads),
  };
}

export function sessionJson(session: SessionFacts): Record<string, unknown> {
  return {
    id: session.id,
    address: addressJson(session.address),
    processes: session.processes,
    pagedPool: valueJson(session.pagedPool),
    committed: valueJson(session.committed),
    failures: valueJson(session.failures),
    tags: session.tags,
    tagsComplete: session.tagsComplete,
  };
}

export function moduleJson(module: ModuleFacts): Record<string, unknown> {
  return {
    name: module.name,
    fileName: module.fileName,
    path: orNull(module.path),
    base: addressJson(module.base),
    size: module.size,
    timeDateStamp: addressJson(module.timeDateStamp),
    linked: unixTimeIso(module.timeDateStamp),
    checkSum: addressJson(module.checkSum),
    company: orNull(module.company),
    description: orNull(module.description),
    version: orNull(module.version),
    pdb: orNull(module.pdb),
  };
}
