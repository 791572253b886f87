import { CAST, EXPLORER_PID, OTHER_USER_THREADS, type Role, TEST_APP } from './cast.ts';
import { TIME_INCREMENT } from './environment.ts';
import { handleOrdinal, LEAF_ENTRIES } from './handle-numbers.ts';
import type { TruthHandle } from './handle-population.ts';
import { HandlePopulation, truthHandles } from './handle-population.ts';
import { type BuiltTable, buildHandleTable } from './handle-table.ts';
import { LeakPages } from './leak-pages.ts';
import { LeakedThreads } from './leak-threads.ts';
import { LeakedObjects, leakRoles } from './leaks/leaked-objects.ts';
import type { Machine } from './machine.ts';
import { Objects } from './objects.ts';
import { PIN, Pins } from './pins.ts';
import { type Process, Processes } from './processes.ts';
import { TestAppHandles } from './test-app-handles.ts';
import { type LiveThread, Threads } from './threads.ts';

/** Processes, threads and handles: all that the object manager knows. */

export interface HeldHandles {
  table: BuiltTable | undefined;
  byType: Record<string, number>;
  handles: TruthHandle[];
  stated: number;
}

export class Population {
  readonly #machine: Machine;
  readonly objects: Objects;
  readonly processes: Processes;
  readonly threads: Threads;
  readonly held = new Map<Process, HeldHandles>();
  readonly #handles: HandlePopulation;
  readonly #pins: Pins;
  readonly bootTime: bigint;
  deviceMaps: number[] = [];
  leak: LeakedThreads | undefined;
  cid: BuiltTable | undefined;
  testApp: Process | undefined;
  #quotaBlock = 0;
  #nextTid = 8;
  #leaked: LeakedObjects | undefined;

  constructor(machine: Machine) {
    this.#machine = machine;
    const { systemTime, tick } = machine.environment;
    this.bootTime = systemTime - BigInt(tick) * BigInt(TIME_INCREMENT);
    this.objects = new Objects(machine);
    this.processes = new Processes(machine, this.objects);
    this.threads = new Threads(machine, this.objects, this.bootTime);
    this.#handles = new HandlePopulation(machine, this.objects);
    this.#pins = new Pins(machine, this.objects, this.threads, this.#handles);
  }

  get #pinned(): boolean {
    return this.#machine.scenario.name === 'process-thread-handles';
  }

  build(): void {
    const { pools } = this.#machine;
    this.objects.createTypes(this.#pinned);
    this.#quotaBlock = pools.np.alloc('PsQb', 0x68) + 8;
    const shared = this.#sharedObjects();
    this.#createProcesses();
    this.#createThreads();
    this.#createLeakedObjects();
    if (this.#pinned) this.#createLeak();
    this.#fillTables(shared);
    this.#fillCidTable();
    this.#linkDeviceMaps();
  }

  #sharedObjects(): { type: string; body: number }[] {
    if (this.#pinned) return this.#pins.firstObjects();
    const directory = this.objects.create({ type: 'Directory', name: 'KnownDlls' });
    this.#handles.share('Directory', directory.body);
    return [];
  }

  #roles(): Role[] {
    const cast = CAST.filter((r) => r.lean || !this.#machine.lean);
    if (this.#pinned) cast.push(TEST_APP);
    return [...cast, ...leakRoles(this.#machine.scenario)];
  }

  #createProcesses(): void {
    let age = 0;
    for (const role of this.#roles()) {
      const createTime = this.bootTime + BigInt(++age) * 45000000n;
      const process = this.processes.create(role, createTime, this.#pinned, this.#quotaBlock);
      if (role === TEST_APP) this.testApp = process;
    }
  }

  /** How many threads a role gets in this dump. */
  #threadCount(role: Role): number {
    const { full, lean } = this.#machine;
    if (lean) return role.pid === 4 ? 4 : Math.min(role.threads, 2);
    if (full || role.pid !== 4) return role.threads;
    return 30;
  }

  #tid(): number {
    const next = this.#nextTid;
    const taken = next === EXPLORER_PID + 4 || this.#roles().some((r) => r.pid === next);
    if (taken || this.#nextTid % 0x800 === 0) {
      this.#nextTid += 4;
      return this.#tid();
    }
    this.#nextTid += 4;
    return this.#nextTid - 4;
  }

  #createThreads(): void {
    let users = 0;
    for (const process of this.processes.all) {
      const { role } = process;
      let count = this.#threadCount(role);
      if (role.pid === EXPLORER_PID && this.#pinned) {
        this.#pins.explorerThread(process, process.createTime + 1000n);
        users++;
        count--;
      }
      for (let i = 0; i < count; i++) this.#createThread(process, i);
      if (role.pid !== 4) users += count;
    }
    if (!this.#machine.full || !this.#pinned) return;
    const services = this.processes.all.find((p) => p.role.pid === 884)!;
    for (; users < OTHER_USER_THREADS; users++) this.#createThread(services, users);
  }

  #createThread(process: Process, index: number): void {
    const { lean } = this.#machine;
    const system = process.role.pid === 4;
    let place: { at: number; previous?: number } | undefined;
    if (this.#pinned && system && index === 0) place = this.#pins.systemBlock();
    else if (this.#pinned && !system && process !== this.testApp) place = this.#pins.nextUserBlock();
    const noStack = lean && index > 0;
    const own = process === this.testApp ? process.role.pid + 4 : this.#tid();
    this.threads.create({ process, tid: own, ...place, noStack });
  }

  #createLeakedObjects(): void {
    const { processes, threads, bootTime } = this;
    const own = { handles: this.#handles, quotaBlock: this.#quotaBlock, nextId: () => this.#tid() };
    this.#leaked = new LeakedObjects({ processes, threads, bootTime, ...own });
    this.#leaked.create(this.#machine.scenario.leaks ?? []);
  }

  /** Handles that a process keeps because of `Scenario.leaks`. */
  leakedTo(process: Process): readonly { type: string; body: number }[] {
    return this.#leaked?.heldBy(process) ?? [];
  }

  #createLeak(): void {
    const { scenario, mode } = this.#machine;
    const leak = new LeakedThreads(scenario.scale, mode.pae ? 0x82e00000 : 0x82c00000);
    this.leak = leak;
    const { va: process, role } = this.testApp!;
    const owner = { process, pid: role.pid, quotaBlock: this.#quotaBlock, bootTime: this.bootTime };
    new LeakPages(this.#machine, leak, owner).build();
    const type = this.objects.types.get('Thread')!;
    type.objects += leak.count;
    type.handles += leak.count;
  }

  #fillTables(first: { type: string; body: number }[]): void {
    const { kernel, globals, windows } = this.#machine;
    const all = this.processes.all;
    const tables: number[] = [];
    for (const process of all) {
      if (process.role.exited) continue;
      const held = process === this.testApp ? this.#testAppTable(first) : this.#usualTable(process);
      this.held.set(process, held);
      kernel.u32(process.va + windows.eprocess.objectTable, held.table!.va);
      tables.push(held.table!.va + windows.handleTable.list);
    }
    kernel.list(globals.at('HandleTableListHead'), tables);
    globals.value('ObpKernelHandleTable', this.held.get(all[0])!.table!.va);
  }

  #usualTable(process: Process): HeldHandles {
    const live = this.processes.all.filter((p) => !p.role.exited || process.role.pid === 2524);
    const list = [...this.#handles.forRole(process.role, live), ...this.leakedTo(process)];
    const entries = this.#handles.number(list);
    // A hole: one handle that was closed again.
    const isKept = (_: unknown, i: number) => i !== 5 || entries.length < 8;
    const kept = entries.filter(isKept);
    if (process.role.pid === 340 && !this.#machine.lean) kept[3].locked = true;
    if (kept.length < entries.length) this.objects.addHandle(entries[5].body, list[5].type, -1);
    const types = list.filter(isKept).map((l) => l.type);
    const { pid } = process.role;
    const level = kept.length < LEAF_ENTRIES - 2 ? 0 : 1;
    const table = buildHandleTable(this.#machine, { pid, process: process.va, entries: kept, level });
    const handles = truthHandles(kept, types, 200);
    return { table, byType: countTypes(types), handles, stated: table.count };
  }

  /** The leaking process: 12 handles, the threads, 8 more, in a table of three levels. */
  #testAppTable(first: { type: string; body: number }[]): HeldHandles {
    const leak = this.leak!;
    const { seedFigures, damage } = this.#machine.scenario;
    const layout = new TestAppHandles(leak, seedFigures === true && !this.#machine.full);
    const make = (type: string) => ({ type, body: this.#handles.object(type, this.processes.all) });
    const before = [...first, ...layout.before.slice(first.length).map(make)];
    const after = layout.after.map(make);
    const entries = [...this.#handles.number(before), ...layout.tail];
    const last = this.#handles.number(after).map((e, i) => ({ ...e, index: layout.afterIndex(i) }));
    let stated = seedFigures ? 1907884 : undefined;
    if (damage?.includes('lying-handle-count')) stated = 0xfffffff0;
    const table = buildHandleTable(this.#machine, {
      pid: this.testApp!.role.pid,
      process: this.testApp!.va,
      entries: [...entries, ...last],
      range: layout.range,
      level: 2,
      at: {
        table: PIN.handleTable,
        top: PIN.handleTableTop,
        firstLeaf: PIN.firstLeaf,
        lastLeaf: layout.reachesEnd ? PIN.lastLeaf : undefined,
      },
      statedCount: stated,
    });
    const types = [...before, ...after].map((o) => o.type);
    const byType = { ...countTypes(types), Thread: leak.count };
    const listed = [...entries.slice(0, before.length), ...last];
    const handles = truthHandles(listed, types, 20);
    return { table, byType, handles, stated: stated ?? table.count };
  }

  #fillCidTable(): void {
    const { globals } = this.#machine;
    const leak = this.leak;
    const entries = [
      ...this.processes.all.map((p) => ({ index: p.role.pid / 4, body: p.va, access: 0 })),
      ...[...this.threads.all, ...this.threads.ended].map((t) => ({
        index: t.tid / 4,
        body: t.va,
        access: 0,
      })),
    ];
    const firstTid = leak?.firstTidOrdinal ?? 0;
    const range = leak && {
      first: leak.tid(0) / 4,
      last: leak.tid(leak.count - 1) / 4,
      access: 0,
      body: (index: number) => leak.body(handleOrdinal(index) - firstTid),
    };
    const level = leak ? 2 : entries.some((e) => e.index >= LEAF_ENTRIES) ? 1 : 0;
    this.cid = buildHandleTable(this.#machine, { pid: 0, process: 0, entries, range, level, bodies: true });
    globals.value('PspCidTable', this.cid.va);
  }

  #linkDeviceMaps(): void {
    const { kernel, windows } = this.#machine;
    const explorer = this.processes.all.find((p) => p.role.pid === EXPLORER_PID)!;
    const common = this.#handles.deviceMap();
    for (const p of this.processes.all) kernel.u32(p.va + windows.eprocess.deviceMap, common);
    this.deviceMaps = [common];
    if (this.#pinned) this.deviceMaps.push(...this.#pins.deviceMaps(explorer, this.testApp));
  }

  liveThreads(process: Process): LiveThread[] {
    return this.threads.all.filter((t) => t.process === process.va);
  }

  /** The thread that runs on processor 1 when the dump is taken. */
  get currentThread(): LiveThread {
    return this.threads.all.find((t) => t.pid === 4)!;
  }
}

function countTypes(types: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const t of types) counts[t] = (counts[t] ?? 0) + 1;
  return counts;
}
