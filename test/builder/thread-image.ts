import { put16, put32, put64 } from './bytes.ts';
import { ETHREAD } from './windows7.ts';

/** The bytes of one _ETHREAD. */

export const THREAD_STATE = { running: 2, terminated: 4, waiting: 5 } as const;

export interface ThreadValues {
  process: number;
  pid: number;
  tid: number;
  state: number;
  waitReason?: number;
  userModeWait?: boolean;
  /** Object waited for; its dispatcher header is the caller's business. */
  waitObject?: number;
  waitTime: number;
  contextSwitches: number;
  teb: number;
  win32Thread: number;
  initialStack: number;
  kernelStack: number;
  stackBase: number;
  stackLimit: number;
  trapFrame?: number;
  /** Default: whenever there is a stack. */
  stackResident?: boolean;
  priority: number;
  basePriority: number;
  foregroundBoost?: number;
  userTime: number;
  kernelTime: number;
  createTime: bigint;
  exitTime?: bigint;
  startAddress: number;
  win32StartAddress: number;
}

const THREAD_OBJECT = 6;
const CROSS_TERMINATED = 1;
const CROSS_SYSTEM = 0x10;
/** IoPriority 2 in bits 10..12, PagePriority 5 in bits 13..15. */
const CROSS_PRIORITIES = (2 << 10) | (5 << 13);

/** The object's body as it lies at `body`. */
export function threadImage(body: number, t: ThreadValues): Uint8Array {
  const bytes = new Uint8Array(ETHREAD.size);
  const dead = t.state === THREAD_STATE.terminated;
  put32(bytes, 0, THREAD_OBJECT);
  put32(bytes, 4, dead ? 1 : 0);
  writeLists(bytes, body);
  writeScheduling(bytes, t);
  writeStack(bytes, t);
  if (t.waitObject !== undefined) writeWaitBlock(bytes, body, t.waitObject);
  put32(bytes, ETHREAD.process, t.process);
  put32(bytes, ETHREAD.apcProcess, t.process);
  put32(bytes, ETHREAD.apcStatePointer, body + ETHREAD.apcList);
  put32(bytes, ETHREAD.cid, t.pid);
  put32(bytes, ETHREAD.cid + 4, t.tid);
  put64(bytes, ETHREAD.createTime, t.createTime);
  if (dead) put64(bytes, ETHREAD.exitTime, t.exitTime ?? t.createTime + 20000n);
  else self(bytes, body, ETHREAD.exitTime);
  put32(bytes, ETHREAD.startAddress, t.startAddress);
  put32(bytes, ETHREAD.win32StartAddress, t.win32StartAddress);
  const cross = CROSS_PRIORITIES | (dead ? CROSS_TERMINATED : 0) | (t.pid === 4 ? CROSS_SYSTEM : 0) | 2;
  put32(bytes, ETHREAD.crossThreadFlags, cross);
  return bytes;
}

/** An empty list head inside the object. */
function self(bytes: Uint8Array, body: number, at: number): void {
  put32(bytes, at, body + at);
  put32(bytes, at + 4, body + at);
}

function writeLists(bytes: Uint8Array, body: number): void {
  for (const at of [8, ETHREAD.apcList, ETHREAD.apcList + 8, ETHREAD.timer + 8, ETHREAD.mutantList]) {
    self(bytes, body, at);
  }
  self(bytes, body, ETHREAD.irpList);
  bytes[ETHREAD.timer] = 8;
}

function writeScheduling(bytes: Uint8Array, t: ThreadValues): void {
  bytes[ETHREAD.running] = t.state === THREAD_STATE.running ? 1 : 0;
  bytes[ETHREAD.priority] = t.priority;
  bytes[ETHREAD.state] = t.state;
  bytes[ETHREAD.waitMode] = t.userModeWait ? 1 : 0;
  bytes[ETHREAD.basePriority] = t.basePriority;
  bytes[ETHREAD.boosts] = t.foregroundBoost ?? 0;
  bytes[ETHREAD.previousMode] = t.pid === 4 ? 0 : 1;
  bytes[ETHREAD.waitReason] = t.waitReason ?? 0;
  put32(bytes, ETHREAD.contextSwitches, t.contextSwitches);
  put32(bytes, ETHREAD.waitTime, t.waitTime);
  put32(bytes, ETHREAD.affinity, 3);
  put32(bytes, ETHREAD.kernelTime, t.kernelTime);
  put32(bytes, ETHREAD.userTime, t.userTime);
  put32(bytes, ETHREAD.teb, t.teb);
  put32(bytes, ETHREAD.win32Thread, t.win32Thread);
}

function writeStack(bytes: Uint8Array, t: ThreadValues): void {
  put32(bytes, ETHREAD.initialStack, t.initialStack);
  put32(bytes, ETHREAD.stackLimit, t.stackLimit);
  put32(bytes, ETHREAD.kernelStack, t.kernelStack);
  put32(bytes, ETHREAD.stackBase, t.stackBase);
  put32(bytes, ETHREAD.trapFrame, t.trapFrame ?? 0);
  // KernelStackResident is bit 0 of MiscFlags.
  put32(bytes, ETHREAD.miscFlags, (t.stackResident ?? t.initialStack !== 0) ? 1 : 0);
}

/** KWAIT_BLOCK 0 of the thread, alone in its ring. */
function writeWaitBlock(bytes: Uint8Array, body: number, object: number): void {
  const at = ETHREAD.waitBlock;
  put32(bytes, ETHREAD.waitBlockList, body + at);
  put32(bytes, at, object + 8);
  put32(bytes, at + 4, object + 8);
  put32(bytes, at + 8, body);
  put32(bytes, at + 12, object);
  put32(bytes, at + 16, body + at);
  put16(bytes, at + 20, 0);
  bytes[at + 22] = 1;
  bytes[at + 23] = 2;
}
