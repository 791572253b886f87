import { culprit } from './culprit.ts';
import type { Module } from './driver-image.ts';
import type { DumpLayout } from './dump-output.ts';
import type { VmFigures } from './figures.ts';
import type { Machine } from './machine.ts';
import type { LoadedModule, UnloadedModule } from './modules.ts';
import type { TagRows } from './pool-tables.ts';
import type { Population } from './population.ts';
import type { Process } from './processes.ts';
import type { Processor } from './processors.ts';
import type { Session } from './sessions.ts';
import { TestAppHandles } from './test-app-handles.ts';
import type { BigTagRow, CallSite, Truth, TruthProcess, TruthThread, TruthVm } from './truth.ts';
import type { PrototypeTruth } from './user-space.ts';

/** Says in the truth's words what the builder has put into a dump. */

export interface Assembly {
  machine: Machine;
  population: Population;
  sessions: readonly Session[];
  modules: LoadedModule[];
  unloaded: readonly UnloadedModule[];
  processors: Processor[];
  rows: TagRows;
  cpu0: Record<string, number[]>;
  vm: VmFigures;
  kdbg: number;
  sites: CallSite[];
  images: readonly Module[];
  layout: DumpLayout;
  big: { table: number; slots: number };
  prototypes: PrototypeTruth | undefined;
}

export function describe(a: Assembly): Truth {
  const { machine, population } = a;
  const { scenario, environment, globals } = machine;
  const { level, count, leaves, tableCode } = population.cid!;
  return {
    scenario: scenario.name,
    ...(scenario.windows && scenario.windows !== '7' ? { windows: scenario.windows } : {}),
    scale: scenario.scale,
    kind: scenario.kind,
    seed: scenario.seed ?? 1,
    ...describeLeak(a),
    ...describeSessions(a),
    unloaded_modules: a.unloaded.map((u) => ({ ...u, time: u.time.toString() })),
    object_types: describeTypes(population),
    prototype_ptes: a.prototypes ?? null,
    address_spaces: describeSpaces(population),
    dump: a.layout.facts,
    header: describeHeader(a),
    kernel: {
      base: environment.ntBase,
      build: machine.windows.lab.split('.').slice(0, 2).join('.'),
      symbols: Object.fromEntries(globals.entries()),
    },
    modules: a.modules,
    processors: a.processors,
    processes: population.processes.all.map((p) => describeProcess(population, p)),
    cid_table: { level, count, leaves, code: tableCode },
    tags: a.rows,
    tags_cpu0: a.cpu0,
    ...describePools(a),
    vm: describeVm(a.vm),
    call_sites: a.sites,
    iat: describeImports(a),
    culprit: culprit(machine, population, a.sites),
    tick: environment.tick,
    boot_time: population.bootTime.toString(),
    device_maps: population.deviceMaps,
  };
}

function describeSessions({ sessions, population }: Assembly): Pick<Truth, 'sessions' | 'session_tags'> {
  const inSession = (id: number) =>
    population.processes.all.filter((p) => p.role.session === id && !p.role.exited);
  return {
    sessions: sessions.map((s) => ({
      id: s.id,
      va: s.va,
      paged_pool_pages: s.pagedPages,
      committed_pages: s.committed,
      allocation_failures: s.failures,
      processes: inSession(s.id).map((p) => p.role.pid),
    })),
    session_tags: Object.fromEntries(sessions.map((s) => [String(s.id), sessionTags(s)])),
  };
}

function describeSpaces(population: Population): Truth['address_spaces'] {
  const live = population.processes.all.filter((p) => !p.role.exited);
  return Object.fromEntries(
    live.map(({ role, directory }) => [
      String(role.pid),
      { dtb: directory.base, page_directories: directory.frames.map((f) => f * 0x1000) },
    ]),
  );
}

function describeLeak({ machine, population }: Assembly): Partial<Truth> {
  const { leak } = population;
  if (!leak) return {};
  const split = machine.scenario.seedFigures === true && !machine.full;
  const handles = new TestAppHandles(leak, split);
  const last = leak.count - 1;
  return {
    leaked_threads: {
      count: leak.count,
      process: 'TestApp.exe',
      pid: population.testApp!.role.pid,
      first_va: leak.body(0),
      last_va: leak.body(last),
      handles: [handles.handle(0), handles.handle(last)],
      tids: [leak.tid(0), leak.tid(last)],
      block_size: 0x2e8,
      body_offset: 0x30,
      samples: leak.notable().map((n) => {
        const sample = leak.sample(n);
        return { ...sample, handle: handles.handle(n), ticks: machine.environment.tick - sample.wait_time };
      }),
    },
  };
}

function sessionTags(s: Session) {
  return Object.fromEntries(
    Object.entries(s.rows).map(([tag, { pg_allocs, pg_frees, pg_bytes }]) => [
      tag,
      { pg_allocs, pg_frees, pg_bytes },
    ]),
  );
}

function describeTypes(population: Population): Truth['object_types'] {
  return Object.fromEntries(
    [...population.objects.types].map(([name, { index, va, objects, handles }]) => [
      name,
      { index, va, objects, handles },
    ]),
  );
}

function describeHeader(a: Assembly): Truth['header'] {
  const { machine, population, layout, kdbg } = a;
  const { globals, environment } = machine;
  return {
    signature: 'PAGEDUMP',
    major: 15,
    minor: machine.windows.build,
    dtb: population.processes.all[0].directory.base,
    ps_loaded_module_list: globals.at('PsLoadedModuleList'),
    ps_active_process_head: globals.at('PsActiveProcessHead'),
    machine: 0x14c,
    processors: 2,
    bugcheck: 0xe2,
    params: [0, 0, 0, 0],
    pae: machine.mode.pae,
    kdbg,
    runs: machine.memory.runs().map((r) => [r.base, r.count]),
    pages: machine.memory.runs().reduce((sum, r) => sum + r.count, 0),
    system_time: environment.systemTime.toString(),
    uptime: environment.tick * 156250,
    product_type: 1,
    suite: 0x110,
    required_dump_space: layout.facts.required_dump_space,
  };
}

function describeProcess(population: Population, p: Process): TruthProcess {
  const held = population.held.get(p);
  return {
    name: p.role.name.slice(0, 14),
    pid: p.role.pid,
    ppid: p.role.parent,
    session: p.role.exited ? null : p.role.session,
    eprocess: p.va,
    dtb: p.directory.base,
    object_table: held?.table?.va ?? 0,
    handle_count: held?.stated ?? 0,
    handles_by_type: held?.byType ?? {},
    table_level: held?.table?.level ?? 0,
    table_code: held?.table?.tableCode ?? 0,
    create: p.createTime.toString(),
    token: p.token,
    active_threads: p.threads.length,
    threads: population.liveThreads(p).map(describeThread),
    handles: held?.handles ?? [],
  };
}

function describeThread(t: ReturnType<Population['liveThreads']>[number]): TruthThread {
  return {
    va: t.va,
    tid: t.tid,
    state: t.state,
    wait_reason: t.waitReason ?? 0,
    wait_time: t.waitTime,
    context_switches: t.contextSwitches,
    priority: t.priority,
    base_priority: t.basePriority,
    teb: t.teb,
    win32thread: t.win32Thread,
    stack_base: t.stackBase,
    stack_limit: t.stackLimit,
    kernel_stack: t.kernelStack,
    initial_stack: t.initialStack,
    start: t.startAddress,
    win32start: t.win32StartAddress,
    user_time: t.userTime,
    kernel_time: t.kernelTime,
    wait_object: t.waitObject ?? null,
  };
}

function describePools(
  a: Assembly,
): Pick<Truth, 'pool_walk' | 'pool_walk_not_resident' | 'pools' | 'big_pages'> {
  const { machine, sessions } = a;
  const { pools, big, stretchPages } = machine;
  const all = [...Object.entries(pools), ...sessions.map((s) => [`s${s.id}`, s.pool] as const)];
  const bigPages: Record<string, number> = { np: big.pages.np, pg0: big.pages.pg };
  for (const s of sessions) bigPages[`s${s.id}`] = s.big.pages.pg;
  return {
    pool_walk: Object.fromEntries(all.map(([name, p]) => [name, p.resident])),
    pool_walk_not_resident: Object.fromEntries(all.map(([name, p]) => [name, p.notResident])),
    pools: Object.fromEntries(
      all.map(([name, p]) => [
        name,
        {
          pages: p.pageCount + (name === 'np' ? stretchPages.np : 0),
          big_pages: bigPages[name] ?? 0,
          allocations: p.allocations,
        },
      ]),
    ),
    big_pages: {
      table: a.big.table,
      size: a.big.slots,
      in_use: big.inUse,
      freed_entries: big.freed,
      by_tag: bigByTag(big.live()),
    },
  };
}

function bigByTag(
  live: readonly { tag: string; pool_type: number; bytes: number }[],
): Record<string, BigTagRow> {
  const rows: Record<string, BigTagRow> = {};
  for (const e of live) {
    rows[e.tag] ??= { entries: 0, bytes: 0, paged: 0 };
    rows[e.tag].entries++;
    rows[e.tag].bytes += e.bytes;
    if (e.pool_type & 1) rows[e.tag].paged++;
  }
  return rows;
}

function describeVm(vm: VmFigures): TruthVm {
  return {
    available: vm.available,
    resavail: vm.residentAvailable,
    lockedio: 0,
    sysptes: vm.freeSystemPtes,
    modified: vm.modified,
    modpf: vm.modifiedPageFile,
    np_max: vm.nonPagedMax,
    pg_max: vm.pagedMax,
    sharedcommit: vm.sharedCommit,
    special: vm.specialPool,
    sharedproc: vm.sharedProcess,
    pgcommit: vm.pagedCommit,
    driver: vm.driverCommit,
    committed: vm.committed,
    limit: vm.commitLimit,
    pf: vm.pageFile,
    np_usage: vm.nonPagedUsage,
    pg: [...vm.pagedUsage],
    failures: vm.failures,
    physical: vm.physical,
  };
}

function describeImports(a: Assembly): Record<string, Record<string, number>> {
  const iat: Record<string, Record<string, number>> = {};
  for (const { image, absent } of a.images) {
    if (!image.imports || absent) continue;
    const { names, iat: rva } = image.imports;
    iat[image.name] = Object.fromEntries(names.map((n, i) => [n, image.base + rva + i * 4]));
  }
  return iat;
}
