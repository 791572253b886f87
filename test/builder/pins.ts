import { EXPLORER_PID } from './cast.ts';
import type { HandlePopulation } from './handle-population.ts';
import { WIN32K } from './image-win32k.ts';
import type { Machine } from './machine.ts';
import type { Objects } from './objects.ts';
import type { Process } from './processes.ts';
import { WIN32_THREAD } from './sessions.ts';
import { NT_CODE, type StackFrame } from './stacks.ts';
import type { Threads } from './threads.ts';

/** What the article shows of environment 2 at fixed addresses. */

export const PIN = {
  handleTable: 0x9be74bb8,
  handleTableTop: 0x9bfaf490,
  firstLeaf: 0x8ea37000,
  lastLeaf: 0xf649b000,
  directory: 0x93a7b0c0,
  file: 0x8a7cc038,
  event: 0x8a8f26a0,
  waitEvent: 0x8ab8a458,
  explorerThread: 0x8ab94030,
  explorerDevices: 0x8f072fc8,
  testAppDevices: 0x9805fec8,
  stackBase: 0x94394000,
} as const;

/** Pages at those addresses that no pool may hand out, and the big-page table's 256. */
const RESERVED = [
  0x8928c000, 0x8931e000, 0x89324000, 0x8947e000, 0x89bc1000, 0x8a140000, 0x8a625000, 0x9dd7c000, 0x8ab94000,
  0x8ab8a000, 0x8ab89000, 0x8a7cc000, 0x8a8f2000, 0x8ea37000, 0x8f072000, 0x93a7b000, 0x9805f000, 0x9be74000,
  0x9bfaf000, 0xf649b000, 0x94390000, 0x94391000, 0x94392000, 0x94393000,
] as const;

/** Thread blocks of `!poolfind`: block, size of the block before. Bodies of user threads lie 0x30 in. */
const USER_BLOCKS: readonly (readonly [block: number, previous: number | undefined])[] = [
  [0x8a140a60, 0x180],
  [0x8a625180, 0x60],
  [0x9dd7c178, 0xa8],
  [0x9dd7c460, undefined],
  [0x9dd7c748, undefined],
  [0x9dd7ca30, undefined],
  [0x9dd7cd18, undefined],
];
/** A system thread, without quota info: its body lies 0x20 in. */
const SYSTEM_BLOCK = { block: 0x89bc1b48, previous: 0x68 };

export function reservePins(machine: Machine): void {
  for (const va of RESERVED) machine.plan.reserve(va);
  machine.plan.reserve(0x8a957000, 256);
}

export class Pins {
  readonly #machine: Machine;
  readonly #objects: Objects;
  readonly #threads: Threads;
  readonly #population: HandlePopulation;
  #userBlocks = [...USER_BLOCKS];

  constructor(machine: Machine, objects: Objects, threads: Threads, population: HandlePopulation) {
    this.#machine = machine;
    this.#objects = objects;
    this.#threads = threads;
    this.#population = population;
  }

  /** The three objects of TestApp's first handles; the directory is everybody's KnownDlls. */
  firstObjects(): { type: string; body: number }[] {
    const { kernel } = this.#machine;
    const directory = this.#objects.create({ type: 'Directory', at: PIN.directory, name: 'KnownDlls' });
    this.#population.share('Directory', directory.body);
    const headers = ['handle', 'quota'] as const;
    const file = this.#objects.create({ type: 'File', at: PIN.file, headers });
    this.#population.writeFile(file.body, '\\Users\\test\\Desktop');
    const event = this.#objects.create({ type: 'Event', at: PIN.event, headers: ['quota'] });
    kernel.u32(event.body, 0x40000);
    kernel.emptyList(event.body + 8);
    return [directory, file, event];
  }

  /** The next fixed place for an ordinary user thread, if one is left. */
  nextUserBlock(): { at: number; previous?: number } | undefined {
    const next = this.#userBlocks.shift();
    return next && { at: next[0] + 0x30, previous: next[1] };
  }

  systemBlock(): { at: number; previous: number } {
    return { at: SYSTEM_BLOCK.block + 0x20, previous: SYSTEM_BLOCK.previous };
  }

  deviceMaps(explorer: Process, testApp: Process | undefined): number[] {
    const { kernel, windows } = this.#machine;
    const { deviceMap } = windows.eprocess;
    const maps = [
      this.#population.deviceMap(PIN.explorerDevices),
      this.#population.deviceMap(PIN.testAppDevices),
    ];
    kernel.u32(explorer.va + deviceMap, maps[0]);
    if (testApp) kernel.u32(testApp.va + deviceMap, maps[1]);
    return maps;
  }

  /** !thread 8ab94030, with every word of its stack that the article prints. */
  explorerThread(process: Process, createTime: bigint): void {
    const { kernel, environment } = this.#machine;
    const event = this.#objects.create({ type: 'Event', at: PIN.waitEvent, headers: ['quota'] }).body;
    kernel.u32(event, 0x40001);
    kernel.emptyList(event + 8);
    this.#threads.create({
      process,
      tid: EXPLORER_PID + 4,
      at: PIN.explorerThread,
      stackBase: PIN.stackBase,
      kernelStack: 0x94393ba0,
      frames: explorerFrames(environment.ntBase, event),
      trap: { eip: 0x772d64f4, ebp: 0x0006fd44, argPointer: 0x0006fd30, esp: 0x0006fd30 },
      values: { ...EXPLORER_VALUES, waitObject: event, createTime },
    });
    // NtUserWaitMessage keeps no frame: its return address lies right below the trap frame.
    kernel.u32(EXPLORER_VALUES.trapFrame - 4, environment.ntBase + NT_CODE.afterServiceCall);
    this.#machine.plan.mark(PIN.stackBase - 0x1000, 'systemPtes');
  }
}

const EXPLORER_VALUES = {
  trapFrame: 0x94393d34,
  waitReason: 13,
  waitTime: 90686,
  contextSwitches: 12622,
  teb: 0x7ffde000,
  win32Thread: WIN32_THREAD,
  userTime: 31,
  kernelTime: 70,
  priority: 10,
  foregroundBoost: 2,
  startAddress: 0x77307098,
  win32StartAddress: 0x00c2a8df,
} as const;

/** The frames of that stack: frame pointer, return address, three argument words. */
function explorerFrames(nt: number, event: number): StackFrame[] {
  const thread = PIN.explorerThread;
  const block = thread + 0xc0;
  const frame = (ebp: number, returnAddress: number, ...args: [number, number, number]) => ({
    ebp,
    returnAddress,
    args,
  });
  return [
    frame(0x94393bb8, nt + NT_CODE.afterSwapContext, thread, 0x82f7df08, 0x82f7ad20),
    frame(0x94393bf0, nt + NT_CODE.afterSwapThread, block, thread, event),
    frame(0x94393c18, nt + NT_CODE.afterCommitWait, thread, block, 0),
    frame(0x94393c90, WIN32K.afterWait, event, 0xd, 1),
    frame(0x94393cec, WIN32K.afterRealSleep, 0x24ff, 0, 1),
    frame(0x94393d08, WIN32K.afterSleep, 0x24ff, 0, 1),
    frame(0x94393d1c, WIN32K.afterRealWait, 0x24ff, 0, 0x0006fd30),
  ];
}
