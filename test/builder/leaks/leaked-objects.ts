import { CAST, type Role } from '../cast.ts';
import type { HandlePopulation } from '../handle-population.ts';
import type { Process, Processes } from '../processes.ts';
import type { Scenario } from '../scenario.ts';
import type { Threads } from '../threads.ts';
import type { Leak } from './leak.ts';

/** Makes the objects that `Scenario.leaks` speaks of, and notes who holds them. */

const SECOND = 10_000_000n;
/** Where stacks of ended threads were; they are long freed. */
const FREED_STACK = 0x9b6cc000;

export interface LeakParts {
  processes: Processes;
  threads: Threads;
  handles: HandlePopulation;
  bootTime: bigint;
  quotaBlock: number;
  /** A thread or process id that is not taken. */
  nextId: () => number;
}

export interface Held {
  type: string;
  body: number;
}

/** Processes that only a leak or a load brings about. */
export function leakRoles({ leaks = [] }: Scenario): Role[] {
  return leaks.flatMap((leak) =>
    leak.kind !== 'load'
      ? []
      : [
          {
            name: leak.name,
            pid: leak.pid,
            parent: 476,
            session: 0,
            threads: 12,
            handles: {},
            path: `\\Device\\HarddiskVolume2\\Program Files\\${leak.name}`,
          },
        ],
  );
}

export class LeakedObjects {
  readonly #parts: LeakParts;
  readonly #held = new Map<number, Held[]>();

  constructor(parts: LeakParts) {
    this.#parts = parts;
  }

  /** What a process holds besides the handles of its role. */
  heldBy({ role }: Process): readonly Held[] {
    return this.#held.get(role.pid) ?? [];
  }

  create(leaks: readonly Leak[]): void {
    for (const leak of leaks) {
      if (leak.kind === 'handles') this.#handles(leak);
      if (leak.kind === 'references') this.#reference(leak.type, leak.count);
      if (leak.kind === 'exited-processes')
        this.#hold(leak.pid, 'Process', this.#exitedProcesses(leak.count));
      if (leak.kind === 'ended-threads')
        this.#hold(leak.pid, 'Thread', this.#endedThreads(leak.count, leak.of));
      if (leak.kind === 'live-threads') this.#liveThreads(leak);
      if (leak.kind === 'live-processes') this.#liveProcesses(leak.count, leak.pid);
      if (leak.kind === 'load') this.#load(leak.pid, leak.handles);
    }
  }

  #hold(pid: number, type: string, bodies: readonly number[]): void {
    const held = this.#held.get(pid) ?? [];
    this.#held.set(pid, [...held, ...bodies.map((body) => ({ type, body }))]);
  }

  #handles({ pid, type, count, isOne }: Leak & { kind: 'handles' }): void {
    const bodies = isOne ? new Array(count).fill(this.#objects(type, 1)[0]) : this.#objects(type, count);
    this.#hold(pid, type, bodies);
  }

  #objects(type: string, count: number): number[] {
    return Array.from({ length: count }, (_, i) => this.#parts.handles.create(type, i));
  }

  #reference(type: string, count: number): void {
    if (type === 'Thread') this.#endedThreads(count, 4, 1);
    else if (type === 'Process') this.#exitedProcesses(count, 1);
    else this.#objects(type, count);
  }

  /** Handles of all types in turn, as they come when a server opens them. */
  #load(pid: number, handles: Readonly<Record<string, number>>): void {
    for (const [type, count] of Object.entries(handles)) this.#hold(pid, type, this.#objects(type, count));
  }

  #exitedProcesses(count: number, pointers = 0): number[] {
    const role = { ...CAST.find((r) => r.exited)!, name: 'worker.exe', pointers };
    return Array.from({ length: count }, (_, i) => this.#process(role, i));
  }

  #process(role: Role, i: number): number {
    const { processes, bootTime, quotaBlock, nextId } = this.#parts;
    const born = bootTime + BigInt(i + 60) * 4n * SECOND;
    return processes.create({ ...role, pid: nextId() }, born, false, quotaBlock).va;
  }

  #liveProcesses(count: number, parent: number): void {
    const { handles: _, ...usual } = CAST.find((r) => r.name === 'cmd.exe')!;
    const role: Role = { ...usual, name: 'worker.exe', parent, session: 0, handles: {}, outswapped: true };
    for (let i = 0; i < count; i++) this.#process(role, i);
  }

  #endedThreads(count: number, pid: number, pointers = 0): number[] {
    const { threads, bootTime, nextId } = this.#parts;
    const process = this.#find(pid);
    return Array.from({ length: count }, (_, i) => {
      const createTime = bootTime + BigInt(i + 40) * SECOND;
      const values = { createTime, exitTime: createTime + 2000n };
      return threads.createEnded({ process, tid: nextId(), stackBase: FREED_STACK, pointers, values }).va;
    });
  }

  #liveThreads({ count, pid, heldBy }: Leak & { kind: 'live-threads' }): void {
    const { threads, nextId } = this.#parts;
    const process = this.#find(pid);
    const made = Array.from(
      { length: count },
      () => threads.create({ process, tid: nextId(), noStack: true }).va,
    );
    if (heldBy !== undefined) this.#hold(heldBy, 'Thread', made);
  }

  #find(pid: number): Process {
    const found = this.#parts.processes.all.find((p) => p.role.pid === pid);
    if (!found) throw new Error(`no process ${pid}`);
    return found;
  }
}
