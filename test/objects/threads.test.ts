import { describe, expect, test } from 'vitest';
import { readProcess, readProcesses } from '../../src/objects/processes.ts';
import { readSessions } from '../../src/objects/sessions.ts';
import { threadStateName, waitReasonName } from '../../src/objects/thread-states.ts';
import { readThread } from '../../src/objects/threads.ts';
import { readImpersonation } from '../../src/objects/tokens.ts';
import { readWaitObjects } from '../../src/objects/wait-objects.ts';
import { handKernel } from './hand-kernel.ts';
import { PagedMemory } from './paged-memory.ts';

const THREAD = 0x8a400030;
const PROCESS = 0x8a500030;

/** Words by their offsets from a structure. */
function write(
  memory: PagedMemory,
  base: number,
  size: number,
  words: Readonly<Record<number, number>>,
): void {
  memory.map(base, size);
  for (const [offset, word] of Object.entries(words)) memory.words(base + Number(offset), word);
}

describe('a thread of Windows 7', () => {
  test('fields by their offsets', () => {
    const memory = new PagedMemory();
    write(memory, THREAD, 0x2b8, {
      0: 6,
      4: 1,
      40: 0,
      44: 0x9b6c9000,
      48: 0x9b6cbbf8,
      60: 0x21, // KernelStackResident, Alertable
      100: 5,
      104: 4, // State; WaitIrql, WaitMode above
      128: 61686,
      336: PROCESS,
      400: 0x9b6cc000,
      556: 0x12ce80,
      560: 0x60ae30,
      608: 0x00401000,
    });
    memory
      .bytes(THREAD + 0x57, [9])
      .bytes(THREAD + 0x135, [8])
      .bytes(THREAD + 0x136, [0x21]);
    const thread = readThread(handKernel(memory), THREAD)!;
    expect(thread).toMatchObject({
      pid: 0x12ce80,
      tid: 0x60ae30,
      state: 4,
      signalled: true,
      waitTime: 61686,
      contextSwitches: 5,
      process: PROCESS,
      win32StartAddress: 0x00401000,
      alertable: true,
      stack: { initial: 0, current: 0x9b6cbbf8, base: 0x9b6cc000, limit: 0x9b6c9000, resident: true },
      priorities: { priority: 9, base: 8, unusualBoost: 2, foregroundBoost: 1 },
    });
  });

  test('a thread that runs is on the processor whose block names it', () => {
    const memory = new PagedMemory();
    write(memory, THREAD, 0x2b8, { 104: 2 });
    const processors = [
      { number: 0, prcb: 0x82900000, currentThread: 0x8a111111 },
      { number: 1, prcb: 0x82901000, currentThread: THREAD },
    ];
    expect(readThread(handKernel(memory, { processors }), THREAD)?.processor).toBe(1);
  });

  test('bit 1 of 288h says that the start address is none', () => {
    const memory = new PagedMemory();
    write(memory, THREAD, 0x2b8, { 536: 0x1234, 648: 2 });
    expect(readThread(handKernel(memory), THREAD)?.startAddress).toBeUndefined();
  });
});

describe('a thread of XP', () => {
  test('has its state at 2d, its ids at 1ec, its process at 220, and its creation shifted by three bits', () => {
    const memory = new PagedMemory();
    write(memory, THREAD, 0x258, {
      44: 5 << 8,
      448: 0x0ec8a180,
      452: 0x0e4e0000,
      492: 0x4d0,
      496: 0x4d4,
      544: PROCESS,
    });
    memory
      .bytes(THREAD + 0x59, [1])
      .bytes(THREAD + 0x5b, [6])
      .bytes(THREAD + 0x164, [1]);
    const thread = readThread(handKernel(memory, { layouts: 'xp_sp3_x86', build: 2600 }), THREAD)!;
    expect(thread).toMatchObject({
      pid: 0x4d0,
      tid: 0x4d4,
      state: 5,
      waitMode: 1,
      waitReason: 6,
      alertable: true,
    });
    expect(thread.process).toBe(PROCESS);
    // 0e4e0000`0ec8a180 >> 3
    expect(thread.createTime).toEqual({ low: 0x01d91430, high: 0x01c9c000 });
    expect(thread.priorities).toMatchObject({ unusualBoost: undefined, io: undefined });
  });
});

describe('what a thread waits for', () => {
  const EVENT = 0x8a600000;

  /** KWAIT_BLOCK of Windows 7: Thread 8, Object c, NextWaitBlock 10. */
  function block(memory: PagedMemory, at: number, object: number, next: number): void {
    memory.map(at, 0x18).words(at, 0, 0, THREAD, object, next);
  }

  function waiting(blocks: readonly (readonly [object: number, next: number])[]): PagedMemory {
    const memory = new PagedMemory();
    write(memory, THREAD, 0x2b8, { 104: 5, 112: THREAD + 0xc0 });
    blocks.forEach(([object, next], i) => {
      block(memory, THREAD + 0xc0 + i * 0x18, object, next);
    });
    return memory;
  }

  test('several objects, each with what it is', () => {
    const memory = waiting([
      [EVENT, THREAD + 0xd8],
      [EVENT + 0x40, THREAD + 0xf0],
      [EVENT + 0x80, THREAD + 0xc0],
    ]);
    memory
      .map(EVENT, 0x100)
      .words(EVENT, 1)
      .words(EVENT + 0x40, 2)
      .words(EVENT + 0x58, 0x8a111110);
    memory.words(EVENT + 0x80, 5).words(EVENT + 0x90, 0x7fffffff);
    expect(readWaitObjects(handKernel(memory), THREAD)).toEqual([
      { address: EVENT, type: 1, typeName: 'SynchronizationEvent' },
      { address: EVENT + 0x40, type: 2, typeName: 'Mutant', owner: 0x8a111110 },
      { address: EVENT + 0x80, type: 5, typeName: 'Semaphore', limit: 0x7fffffff },
    ]);
  });

  test("the timer of the thread's own time-out is left out, unless it is all there is", () => {
    const timer = THREAD + 0x90;
    const both = waiting([
      [EVENT, THREAD + 0xd8],
      [timer, THREAD + 0xc0],
    ]);
    both.map(EVENT).words(timer, 8);
    expect(readWaitObjects(handKernel(both), THREAD).map((one) => one.address)).toEqual([EVENT]);
    const alone = waiting([[timer, THREAD + 0xc0]]);
    alone.words(timer, 8);
    expect(readWaitObjects(handKernel(alone), THREAD)).toEqual([
      { address: timer, type: 8, typeName: 'NotificationTimer' },
    ]);
  });

  test('a ring that leaves the first block out ends', () => {
    const memory = waiting([
      [EVENT, THREAD + 0xd8],
      [EVENT, THREAD + 0xd8],
    ]).map(EVENT);
    expect(readWaitObjects(handKernel(memory), THREAD)).toHaveLength(2);
  });

  test('a block of another thread ends the list', () => {
    const memory = waiting([[EVENT, 0x8a700000]])
      .map(EVENT)
      .map(0x8a700000, 0x18);
    expect(readWaitObjects(handKernel(memory), THREAD)).toHaveLength(1);
  });

  test('since Windows 8 the blocks lie one after the other and are counted', () => {
    const memory = new PagedMemory();
    // WaitBlockList 98, WaitBlock e0, WaitBlockCount 167; KWAIT_BLOCK: Thread c, Object 10.
    write(memory, THREAD, 0x2c8, { 152: THREAD + 0xe0 });
    memory
      .bytes(THREAD + 0x167, [2])
      .map(EVENT, 0x80)
      .words(EVENT, 0)
      .words(EVENT + 0x40, 6);
    memory.words(THREAD + 0xe0, 0, 0, 0, THREAD, EVENT).words(THREAD + 0xf8, 0, 0, 0, THREAD, EVENT + 0x40);
    memory.words(THREAD + 0x110, 0, 0, 0, THREAD, EVENT);
    const found = readWaitObjects(handKernel(memory, { layouts: 'win8_sp0_x86', build: 9200 }), THREAD);
    expect(found.map((one) => one.typeName)).toEqual(['NotificationEvent', 'Thread']);
  });
});

describe('impersonation', () => {
  test('ClientSecurity: level in the low two bits, the token above the third', () => {
    const memory = new PagedMemory();
    write(memory, THREAD, 0x2b8, { 584: 0x93000032, 640: 8 });
    expect(readImpersonation(handKernel(memory), THREAD)).toEqual({ token: 0x93000030, level: 2 });
  });

  test('not without bit 3 of CrossThreadFlags', () => {
    const memory = new PagedMemory();
    write(memory, THREAD, 0x2b8, { 584: 0x93000032, 640: 7 });
    expect(readImpersonation(handKernel(memory), THREAD)).toBeUndefined();
  });

  test('XP: by a structure of its own', () => {
    const memory = new PagedMemory();
    write(memory, THREAD, 0x258, { 524: 0xe1000000, 584: 8 });
    memory.map(0xe1000000, 0x10).words(0xe1000000, 0xe2000000, 0, 3);
    const kernel = handKernel(memory, { layouts: 'xp_sp3_x86', build: 2600 });
    expect(readImpersonation(kernel, THREAD)).toEqual({ token: 0xe2000000, level: 3 });
  });
});

test('states and wait reasons by their numbers', () => {
  expect([0, 4, 5, 8].map(threadStateName)).toEqual(['INITIALIZED', 'TERMINATED', 'WAIT', 'GATEWAIT']);
  expect([0, 13, 15, 37].map(waitReasonName)).toEqual([
    'Executive',
    'WrUserRequest',
    'WrQueue',
    'WrAlertByThreadId',
  ]);
  expect(threadStateName(77)).toBe('Unknown state 77');
});

describe('processes', () => {
  const HEAD = 0x82950000;

  /** EPROCESS of Windows 7: links b8, id b4, directory 18, object table f4, name 16c. */
  function processList(...names: string[]): PagedMemory {
    const memory = new PagedMemory().map(HEAD, 8);
    const links = names.map((_, i) => PROCESS + i * 0x1000 + 0xb8);
    const ring = [HEAD, ...links];
    ring.forEach((link, i) => {
      const next = ring[(i + 1) % ring.length];
      memory.words(link, next).words(next + 4, link);
    });
    names.forEach((name, i) => {
      const at = PROCESS + i * 0x1000;
      memory
        .map(at, 0x2c0)
        .words(at + 0x18, 0x7ee534c0)
        .words(at + 0xb4, 4 * (i + 1));
      memory.bytes(at + 0x16c, Buffer.from(name, 'latin1'));
    });
    return memory;
  }

  const variables = { PsActiveProcessHead: HEAD };

  test('in list order', () => {
    const { processes, end } = readProcesses(handKernel(processList('System', 'smss.exe'), { variables }));
    expect(end).toEqual({ complete: true });
    expect(processes.map(({ pid, name }) => [pid, name])).toEqual([
      [4, 'System'],
      [8, 'smss.exe'],
    ]);
  });

  test('a list that leads nowhere is marked, and read from its other end', () => {
    const memory = processList('System', 'smss.exe', 'csrss.exe');
    memory.words(PROCESS + 0xb8, 0x12345678);
    const { processes, end } = readProcesses(handKernel(memory, { variables }));
    expect(end.complete).toBe(false);
    expect(processes.map(({ name }) => name)).toEqual(['System', 'smss.exe', 'csrss.exe']);
  });

  test('one that exited has no handle table to count', () => {
    const memory = processList('a.exe');
    expect(readProcess(handKernel(memory, { variables }), PROCESS)?.handleCount).toMatchObject({
      absent: 'not-mapped',
    });
  });

  test('a session space that cannot be read gives no session', () => {
    const memory = processList('a.exe');
    memory.words(PROCESS + 0x168, 0x90000000);
    const kernel = handKernel(memory, { variables });
    expect(readSessions(kernel, readProcesses(kernel).processes)).toEqual([]);
  });

  test('sessions by the id their space holds, with its counters', () => {
    const memory = processList('a.exe', 'b.exe');
    for (const process of [PROCESS, PROCESS + 0x1000]) memory.words(process + 0x168, 0x90092000);
    // SessionId 8, CommittedPages 28, failures 40 (four of them), PagedPoolInfo d38 with its total at +34.
    write(memory, 0x90092000, 0x2000, { 8: 1, 40: 4568, 64: 1, 68: 2, 76: 3, 3436: 3920 });
    const kernel = handKernel(memory, { variables });
    const [session] = readSessions(kernel, readProcesses(kernel).processes);
    expect(session).toMatchObject({
      id: 1,
      address: 0x90092000,
      pagedPoolPages: { value: 3920 },
      committedPages: { value: 4568 },
      allocationFailures: { value: 6 },
    });
    expect(session.processes.map(({ name }) => name)).toEqual(['a.exe', 'b.exe']);
  });
});
