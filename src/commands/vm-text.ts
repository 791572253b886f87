import { hasExited, type Process } from '../objects/processes.ts';
import type { MemorySession } from '../objects/sessions.ts';
import { hex, hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { isPresent, known, type Present, type Value } from '../units/value.ts';
import { NONPAGED_WARNING, PAGED_WARNING } from '../vm/thresholds.ts';
import type { VirtualMemory } from '../vm/virtual-memory.ts';
import { whyAbsent } from './absence-text.ts';

export interface VmResult {
  readonly memory: VirtualMemory;
  /** Shown unless flag 1 is given; largest commit first. */
  readonly processes?: readonly Process[];
  readonly showSessions: boolean;
  /** Why pool allocations failed. */
  readonly showReasons: boolean;
  /** Why the process list is not whole. */
  readonly broken?: string;
}

const KB_PER_PAGE = 4;
/** Label and number together fill this many columns, as in the debugger's own output. */
const NUMBER_END = 31;

function amount(label: string, value: Value<number>): string {
  if (!isPresent(value)) return `\t${label} ${whyAbsent(value)}`;
  const pages = String(value.value).padStart(NUMBER_END - label.length);
  return `\t${label}${pages} (${String(value.value * KB_PER_PAGE).padStart(10)} Kb)${doubt(value)}`;
}

/** What stands behind a number that forced symbols led to. */
function doubt(value: Present<unknown>): string {
  return value.source === 'forced-symbol' ? ' (in doubt: forced symbols)' : '';
}

/** Lines of `!vm` in the debugger's order and words. */
export function* vmLines(result: VmResult): Iterable<string> {
  const { memory } = result;
  yield '';
  yield '*** Virtual Memory Usage ***';
  yield amount('Physical Memory:', memory.physical);
  yield* pagingFileLines(memory);
  yield amount('Available Pages:', memory.available);
  yield amount('ResAvail Pages:', memory.residentAvailable);
  yield amount('Locked IO Pages:', memory.lockedIo);
  yield amount('Free System PTEs:', memory.freeSystemPtes);
  yield amount('Modified Pages:', memory.modified);
  yield amount('Modified PF Pages:', memory.modifiedPagingFile);
  yield* poolLines(memory, result.showReasons);
  yield amount('Shared Commit:', memory.sharedCommit);
  yield amount('Special Pool:', memory.specialPool);
  yield amount('Shared Process:', memory.sharedProcess);
  yield amount('PagedPool Commit:', memory.pagedPoolCommit);
  yield amount('Driver Commit:', memory.driverCommit);
  yield amount('Committed pages:', memory.committed);
  yield amount('Commit limit:', memory.commitLimit);
  if (result.processes !== undefined) yield* processLines(result.processes, result.broken);
  if (result.showSessions) yield* sessionLines(memory.sessions);
}

function* pagingFileLines({ pagingFiles }: VirtualMemory): Iterable<string> {
  if (!isPresent(pagingFiles)) {
    yield `\tPage File: ${whyAbsent(pagingFiles)}`;
    return;
  }
  if (pagingFiles.value.length === 0) yield '\t************ NO PAGING FILE *********************';
  for (const file of pagingFiles.value) {
    yield isPresent(file.name)
      ? `\tPage File: ${printable(file.name.value)}${doubt(pagingFiles)}`
      : '\tPaging File Name paged out';
    yield `\t  Current: ${kb(file.size)} Kb  Free Space: ${kb(file.freeSpace)} Kb`;
    yield `\t  Minimum: ${kb(file.minimum)} Kb  Maximum:    ${kb(file.maximum)} Kb`;
  }
}

function kb(pages: Value<number>): string {
  return isPresent(pages) ? String(pages.value * KB_PER_PAGE).padStart(9) : ' ????????';
}

function* poolLines(memory: VirtualMemory, showReasons: boolean): Iterable<string> {
  if (memory.nonPagedPools.length > 1) {
    for (const [i, usage] of memory.nonPagedPools.entries()) yield amount(`NonPagedPool ${i} Used:`, usage);
  }
  yield amount('NonPagedPool Usage:', memory.nonPagedUsage);
  yield amount('NonPagedPool Max:', memory.nonPagedMaximum);
  if (exceeds(memory.nonPagedUsage, memory.nonPagedMaximum, NONPAGED_WARNING)) {
    yield '\t********** Excessive NonPaged Pool Usage *****';
  }
  for (const [i, usage] of memory.pagedPools.entries()) yield amount(`PagedPool ${i} Usage:`, usage);
  if (exceeds(memory.pagedUsage, memory.pagedMaximum, PAGED_WARNING)) {
    yield '\t********** Excessive Paged Pool Usage *****';
  }
  yield amount('PagedPool Usage:', memory.pagedUsage);
  yield amount('PagedPool Maximum:', memory.pagedMaximum);
  yield* failureLines(memory, showReasons);
}

function exceeds(usage: Value<number>, maximum: Value<number>, share: number): boolean {
  const used = known(usage);
  const most = known(maximum);
  return used !== undefined && most !== undefined && most > 0 && used >= most * share;
}

function* failureLines({ failures }: VirtualMemory, showReasons: boolean): Iterable<string> {
  const { count, reasons } = failures;
  if (!isPresent(count)) {
    yield `\tPool allocations failed: ${whyAbsent(count)}`;
    return;
  }
  if (count.value === 0) return;
  yield '';
  yield `\t********** ${count.value} pool allocations have failed **********${doubt(count)}`;
  for (const one of (showReasons && reasons) || []) yield `\t           ${one.count} for ${one.reason}`;
  yield '';
}

function* processLines(processes: readonly Process[], broken: string | undefined): Iterable<string> {
  const charge = (process: Process) => known(process.commitCharge) ?? 0;
  const alive = processes.filter((process) => !hasExited(process)).sort((a, b) => charge(b) - charge(a));
  yield '';
  yield amount('Total Private:', {
    value: alive.reduce((sum, one) => sum + charge(one), 0),
    source: 'walk',
    complete: broken === undefined && alive.every(({ commitCharge }) => isPresent(commitCharge)),
  });
  for (const process of alive) {
    const name = printable(process.name).padEnd(15);
    const pages = isPresent(process.commitCharge) ? process.commitCharge.value : undefined;
    const text =
      pages === undefined
        ? '????????'
        : `${String(pages).padStart(8)} (${String(pages * KB_PER_PAGE).padStart(10)} Kb)`;
    yield `\t${hex(process.pid).padStart(4, '0')} ${name}  ${text}`;
  }
  if (broken !== undefined) yield `\tThe process list is broken: ${broken}.`;
}

function* sessionLines(sessions: readonly MemorySession[]): Iterable<string> {
  yield '';
  yield '\tTerminal Server Memory Usage By Session:';
  for (const session of sessions) {
    yield '';
    yield `\tSession ID ${hex(session.id)} @ ${hex8(session.address)}:`;
    yield `\tPaged Pool Usage: ${sessionKb(session.pagedPoolPages)}`;
    const failures = known(session.allocationFailures);
    if (failures) yield `\t*** ${failures} Pool Allocation Failures ***`;
    yield `\tCommit Usage: ${sessionKb(session.committedPages)}`;
  }
  if (sessions.length === 0) yield '\tNo session could be read.';
}

function sessionKb(pages: Value<number>): string {
  return isPresent(pages) ? `${String(pages.value * KB_PER_PAGE).padStart(8)}K` : whyAbsent(pages);
}
