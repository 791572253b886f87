import type { ProcessView } from '../analysis/process-view.ts';
import { hex, hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import { elapsedText, ticksToMs } from '../units/time.ts';
import { isPresent, known, type Value } from '../units/value.ts';
import { ticksText } from './thread-text.ts';

const UNREAD = '????????';
const LABEL_WIDTH = 34;
const KB_A_PAGE = 4;
const MB = 0x100000;

/** The three lines that stand for a process everywhere. */
export function* processHeadLines(view: ProcessView): Iterable<string> {
  const { process } = view;
  yield `PROCESS ${hex8(process.address)}  SessionId: ${sessionText(view.sessionId)}  Cid: ${id(process.pid)}    Peb: ${hex8(process.peb)}  ParentCid: ${id(process.parentPid)}`;
  yield `    DirBase: ${hex8(process.directoryBase)}  ObjectTable: ${hex8(process.objectTable)}  HandleCount: ${countText(view)}`;
  yield `    Image: ${printable(view.image)}`;
}

function sessionText(sessionId: Value<number> | undefined): string {
  if (sessionId === undefined) return 'none';
  return isPresent(sessionId) ? hex(sessionId.value) : '????';
}

function countText({ process, handleCount }: ProcessView): string {
  if (process.objectTable === 0) return '  0.';
  return isPresent(handleCount) ? `${String(handleCount.value).padStart(3)}.` : '<Data Not Accessible>';
}

/** The lines of flag 1. */
export function* processDetailLines(view: ProcessView): Iterable<string> {
  const { details, process } = view;
  if (details === undefined) return;
  const clone = details.cloneRoot === undefined ? UNREAD : hex(details.cloneRoot);
  yield `    VadRoot ${word(details.vadRoot)} Vads ${decimal(details.vads)} Clone ${clone} Private ${decimal(details.privatePages)}. Modified ${decimal(details.modifiedPages)}. Locked ${decimal(details.lockedPages)}.`;
  yield `    DeviceMap ${word(details.deviceMap)}`;
  yield row('Token', word(known(details.token)));
  if (view.user !== undefined && isPresent(view.user)) yield row('User', printable(view.user.value));
  yield row('ElapsedTime', view.elapsed === undefined ? UNREAD : elapsedText(ticksToMs(view.elapsed, 1)));
  yield row('UserTime', ticksText(details.userTime, known(view.increment)));
  yield row('KernelTime', ticksText(details.kernelTime, known(view.increment)));
  yield row('QuotaPoolUsage[PagedPool]', decimal(details.pagedQuota));
  yield row('QuotaPoolUsage[NonPagedPool]', decimal(details.nonPagedQuota));
  const { now, minimum, maximum, peak, pageFaults } = details.workingSet;
  const pages = [now, minimum, maximum];
  const kilobytes = pages.map((count) => (count === undefined ? UNREAD : `${count * KB_A_PAGE}KB`));
  yield `    Working Set Sizes (now,min,max)  (${pages.map(decimal).join(', ')}) (${kilobytes.join(', ')})`;
  yield row('PeakWorkingSetSize', decimal(peak));
  yield row('VirtualSize', megabytes(details.virtualSize));
  yield row('PeakVirtualSize', megabytes(details.peakVirtualSize));
  yield row('PageFaultCount', decimal(pageFaults));
  yield row('BasePriority', decimal(details.basePriority));
  yield row('CommitCharge', decimal(known(process.commitCharge)));
  if (details.debugPort) yield row('DebugPort', hex8(details.debugPort));
  if (details.job) yield row('Job', hex8(details.job));
  if (view.exited) yield row('State', 'exited; its object is still there');
}

function row(label: string, value: string): string {
  return `    ${label.padEnd(LABEL_WIDTH)}${value}`;
}

function id(value: number): string {
  return hex(value).padStart(4, '0');
}

function word(value: number | undefined): string {
  return value === undefined ? UNREAD : hex8(value);
}

function decimal(value: number | undefined): string {
  return value === undefined ? UNREAD : String(value);
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? UNREAD : `${Math.floor(bytes / MB)} Mb`;
}
