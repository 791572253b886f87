import { put16, put32, put64 } from './bytes.ts';
import type { ThreadFacts, Windows } from './windows/windows.ts';

/** The bytes of one _facts. */

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
const IO_PRIORITY = 2;
const PAGE_PRIORITY = 5;

/** The object's body as it lies at `body`. */
export function threadImage({ ethread: facts }: Windows, body: number, t: ThreadValues): Uint8Array {
  const bytes = new Uint8Array(facts.size);
  const dead = t.state === THREAD_STATE.terminated;
  put32(bytes, 0, THREAD_OBJECT);
  put32(bytes, 4, dead ? 1 : 0);
  writeLists(facts, bytes, body);
  writeScheduling(facts, bytes, t);
  writeStack(facts, bytes, t);
  if (t.waitObject !== undefined) writeWaitBlock(facts, bytes, body, t.waitObject);
  put32(bytes, facts.process, t.process);
  put32(bytes, facts.apcProcess, t.process);
  if (facts.apcStatePointer !== undefined) put32(bytes, facts.apcStatePointer, body + facts.apcList);
  put32(bytes, facts.cid, t.pid);
  put32(bytes, facts.cid + 4, t.tid);
  put64(bytes, facts.createTime, t.createTime << BigInt(facts.createTimeShift));
  if (dead) put64(bytes, facts.exitTime, t.exitTime ?? t.createTime + 20000n);
  else self(bytes, body, facts.exitTime);
  put32(bytes, facts.startAddress, t.startAddress);
  put32(bytes, facts.win32StartAddress, t.win32StartAddress);
  const cross = priorities(facts) | (dead ? CROSS_TERMINATED : 0) | (t.pid === 4 ? CROSS_SYSTEM : 0) | 2;
  put32(bytes, facts.crossThreadFlags, cross);
  return bytes;
}

function priorities({ priorityBits }: ThreadFacts): number {
  return priorityBits ? (IO_PRIORITY << priorityBits[0]) | (PAGE_PRIORITY << priorityBits[1]) : 0;
}

/** An empty list head inside the object. */
function self(bytes: Uint8Array, body: number, at: number): void {
  put32(bytes, at, body + at);
  put32(bytes, at + 4, body + at);
}

function writeLists(facts: ThreadFacts, bytes: Uint8Array, body: number): void {
  for (const at of [8, facts.apcList, facts.apcList + 8, facts.timer + 8, facts.mutantList]) {
    self(bytes, body, at);
  }
  self(bytes, body, facts.irpList);
  bytes[facts.timer] = 8;
}

function writeScheduling(facts: ThreadFacts, bytes: Uint8Array, t: ThreadValues): void {
  if (facts.running !== undefined) bytes[facts.running] = t.state === THREAD_STATE.running ? 1 : 0;
  bytes[facts.priority] = t.priority;
  bytes[facts.state] = t.state;
  bytes[facts.waitMode] = t.userModeWait ? 1 : 0;
  bytes[facts.basePriority] = t.basePriority;
  bytes[facts.boosts] = t.foregroundBoost ?? 0;
  bytes[facts.previousMode] = t.pid === 4 ? 0 : 1;
  bytes[facts.waitReason] = t.waitReason ?? 0;
  put32(bytes, facts.contextSwitches, t.contextSwitches);
  put32(bytes, facts.waitTime, t.waitTime);
  put32(bytes, facts.affinity, 3);
  put32(bytes, facts.kernelTime, t.kernelTime);
  put32(bytes, facts.userTime, t.userTime);
  put32(bytes, facts.teb, t.teb);
  put32(bytes, facts.win32Thread, t.win32Thread);
}

function writeStack(facts: ThreadFacts, bytes: Uint8Array, t: ThreadValues): void {
  put32(bytes, facts.initialStack, t.initialStack);
  put32(bytes, facts.stackLimit, t.stackLimit);
  put32(bytes, facts.kernelStack, t.kernelStack);
  put32(bytes, facts.stackBase, t.stackBase);
  put32(bytes, facts.trapFrame, t.trapFrame ?? 0);
  const [at, bit] = facts.stackResident;
  if (t.stackResident ?? t.initialStack !== 0) bytes[at + (bit >>> 3)] |= 1 << (bit & 7);
}

/** KWAIT_BLOCK 0 of the thread: alone in its ring or, since Windows 8, the one that is counted. */
function writeWaitBlock(facts: ThreadFacts, bytes: Uint8Array, body: number, object: number): void {
  const at = facts.waitBlock;
  put32(bytes, facts.waitBlockList, body + at);
  put32(bytes, at, object + 8);
  put32(bytes, at + 4, object + 8);
  if (facts.waitBlockCount !== undefined) {
    bytes[facts.waitBlockCount] = 1;
    bytes[at + 8] = 1;
    bytes[at + 9] = 2;
    put32(bytes, at + 0xc, body);
    put32(bytes, at + 0x10, object);
    return;
  }
  put32(bytes, at + 8, body);
  put32(bytes, at + 12, object);
  put32(bytes, at + 16, body + at);
  put16(bytes, at + 20, 0);
  bytes[at + 22] = 1;
  bytes[at + 23] = 2;
}
