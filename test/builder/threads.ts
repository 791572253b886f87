import { TIME_INCREMENT } from './environment.ts';
import type { Machine } from './machine.ts';
import type { Objects } from './objects.ts';
import { pageFileEntry } from './paging.ts';
import { PAGE } from './physical-memory.ts';
import type { Process } from './processes.ts';
import {
  STACK_TOP,
  type StackFrame,
  systemWait,
  type TrapValues,
  userWait,
  writeSwitchStack,
  writeTrapFrame,
} from './stacks.ts';
import { THREAD_STATE, type ThreadValues, threadImage } from './thread-image.ts';

/** Threads that live: waiting with a stack, or running. */

export interface LiveThread extends ThreadValues {
  va: number;
}

export interface ThreadRequest {
  process: Process;
  tid: number;
  /** Fixed body address, and the size of the block before. */
  at?: number;
  previous?: number;
  values?: Partial<ThreadValues>;
  frames?: readonly StackFrame[];
  trap?: TrapValues;
  /** Fixed top of the stack. */
  stackBase?: number;
  kernelStack?: number;
  /** Stack pages are swapped out. */
  noStack?: boolean;
  /** References that no handle accounts for; default 2. */
  pointers?: number;
}

/** ntdll!KiFastSystemCallRet, where system calls return to. */
const USER_RETURN: TrapValues = { eip: 0x772d64f4, ebp: 0x0006ff88, argPointer: 0x0006ff44, esp: 0x0006ff40 };
const STACK_PAGES = 3;
const WAIT_REASONS = [0, 6, 7, 13, 15, 17] as const;

export class Threads {
  readonly #machine: Machine;
  readonly #objects: Objects;
  readonly #bootTime: bigint;
  readonly all: LiveThread[] = [];
  /** Threads that have left their process and are still objects. */
  readonly ended: LiveThread[] = [];

  constructor(machine: Machine, objects: Objects, bootTime: bigint) {
    this.#machine = machine;
    this.#objects = objects;
    this.#bootTime = bootTime;
  }

  create(request: ThreadRequest): LiveThread {
    const thread = this.#make(request);
    request.process.threads.push(thread.va);
    this.all.push(thread);
    return thread;
  }

  /** A thread that ran to its end and left its process; its stack is gone. */
  createEnded(request: ThreadRequest & { pointers: number }): LiveThread {
    const values = { ...request.values, state: THREAD_STATE.terminated, teb: 0, initialStack: 0 };
    const thread = this.#make({ ...request, values, noStack: true });
    this.ended.push(thread);
    return thread;
  }

  #make(request: ThreadRequest): LiveThread {
    const { kernel, environment } = this.#machine;
    const { process } = request;
    const system = process.role.pid === 4;
    const object = this.#objects.create({
      type: 'Thread',
      at: request.at,
      previous: request.previous,
      headers: system ? [] : ['quota'],
      pointers: request.pointers ?? 2,
    });
    const values = this.#values(request, environment.tick);
    if (!request.noStack) {
      const { trapFrame } = values;
      const nt = environment.ntBase;
      const frames = request.frames ?? (trapFrame ? userWait(nt, trapFrame) : systemWait(nt));
      writeSwitchStack(kernel, values.kernelStack, frames, trapFrame);
      if (trapFrame) writeTrapFrame(kernel, trapFrame, request.trap ?? USER_RETURN);
    }
    kernel.bytes(object.body, threadImage(this.#machine.windows, object.body, values));
    return { ...values, va: object.body };
  }

  #values(request: ThreadRequest, tick: number): ThreadValues {
    const { random } = this.#machine;
    const { process, tid, values } = request;
    const system = process.role.pid === 4;
    const base = request.stackBase ?? this.#stack(request.noStack === true);
    const wait = values?.waitTime ?? tick - 50 - random.below(30000);
    const trapFrame = system ? undefined : base - STACK_TOP.trapFrame;
    return {
      process: process.va,
      pid: process.role.pid,
      tid,
      state: THREAD_STATE.waiting,
      waitReason: system ? random.pick([0, 7, 15]) : random.pick(WAIT_REASONS),
      userModeWait: !system,
      waitObject: values?.state === undefined && !values?.waitObject ? this.#event() : undefined,
      waitTime: wait,
      contextSwitches: 3 + random.below(9000),
      teb: system ? 0 : 0x7ffde000 - process.threads.length * PAGE,
      win32Thread: 0,
      stackResident: request.noStack !== true,
      initialStack: base - STACK_TOP.initial,
      kernelStack: request.kernelStack ?? base - STACK_TOP.switchFrame,
      stackBase: base,
      stackLimit: base - STACK_PAGES * PAGE,
      trapFrame,
      priority: 9,
      basePriority: 8,
      userTime: random.below(60),
      kernelTime: random.below(80),
      createTime: this.#bootTime + BigInt(Math.floor(wait / 2)) * BigInt(TIME_INCREMENT),
      startAddress: system ? this.#machine.environment.ntBase + 0x33010 : 0x77307098,
      win32StartAddress: system ? this.#machine.environment.ntBase + 0x33010 : 0x00401010 + tid,
      ...values,
    };
  }

  /** Reserves a stack and answers its base; only its top page is made, the others were never touched. */
  #stack(absent: boolean): number {
    const { kernel, systemPtes, mode } = this.#machine;
    const va = systemPtes.take(STACK_PAGES + 1);
    const top = va + STACK_PAGES * PAGE;
    if (absent) kernel.setEntry(top, pageFileEntry(mode, 0, 0x100 + ((va >>> 12) & 0xff)));
    else kernel.page(top);
    return va + (STACK_PAGES + 1) * PAGE;
  }

  /** An event to wait for; a synchronization event one time in two. */
  #event(): number {
    const { kernel, random } = this.#machine;
    const { body } = this.#objects.create({ type: 'Event', headers: ['quota'], pointers: 1 });
    kernel.u32(body, random.below(2) | 0x40000);
    kernel.emptyList(body + 8);
    return body;
  }
}
