import { writeCachedBlocks, writePendingFrees } from './cached-blocks.ts';
import { damageHead, damageMachine } from './damage.ts';
import { Demands } from './demands.ts';
import { type Assembly, describe } from './describe.ts';
import type { Module } from './driver-image.ts';
import { DumpLayout } from './dump-output.ts';
import { ENVIRONMENTS, TIME_INCREMENT } from './environment.ts';
import { LEAKED_THREADS } from './figures.ts';
import { writeDrivers } from './image-drivers.ts';
import { writeNt } from './image-nt.ts';
import { win32kImage } from './image-win32k.ts';
import { writeKdbg } from './kdbg.ts';
import { holeList } from './leak-pages.ts';
import { bigPagesOf } from './leaks/leak.ts';
import { Machine, PAGED_POOLS } from './machine.ts';
import { writeLoaderEntry, writeModules, writeUnloaded } from './modules.ts';
import { pageFileEntry } from './paging.ts';
import { reservePins } from './pins.ts';
import {
  allocTrackers,
  type TagRows,
  type TrackerPlaces,
  tagRows,
  writeDescriptor,
  writeTrackers,
} from './pool-tables.ts';
import { Population } from './population.ts';
import { type Processor, writeProcessors } from './processors.ts';
import { vmFigures } from './scaled-figures.ts';
import type { Scenario } from './scenario.ts';
import { linkSessions, mapWin32k, Session } from './sessions.ts';
import type { Truth } from './truth.ts';
import { NTDLL, type PrototypeTruth, writeUserSpaces } from './user-space.ts';
import { allocPagingFile, writeCounters } from './vm-counters.ts';

/** Puts a scenario's machine together, from the kernel's image to the last counter. */

export function assemble(scenario: Scenario): {
  layout: DumpLayout;
  truth: Truth;
  symbols: [string, number][];
} {
  return new Assembler(scenario).run();
}

/** Physical pages of a dump that is not full size: what is used, and a little that is free. */
const SPARE_PAGES = 64;
const BUG_CHECK = 0xe2;

class Assembler {
  readonly #machine: Machine;
  readonly #population: Population;
  readonly #demands: Demands;
  readonly #sessions: Session[];
  #trackers!: TrackerPlaces;
  #bigTable = 0;
  #bigSlots = 0;
  #prototypes: PrototypeTruth | undefined;

  constructor(scenario: Scenario) {
    if (!ENVIRONMENTS[scenario.name]) throw new Error(`no scenario ${scenario.name}`);
    const isPinned = scenario.name === 'process-thread-handles';
    if (isPinned && (scenario.windows ?? '7') !== '7') throw new Error('the article ran Windows 7');
    this.#machine = new Machine(scenario);
    if (isPinned) reservePins(this.#machine);
    this.#population = new Population(this.#machine);
    this.#demands = new Demands(this.#machine);
    this.#sessions = [0, 1].map((id) => new Session(this.#machine, id));
  }

  run() {
    const m = this.#machine;
    const nt = writeNt(m);
    const drivers = writeDrivers(m);
    const images: Module[] = [{ image: nt.image }, ...drivers.modules, { image: win32kImage(m) }];
    this.#allocTables();
    if (m.scenario.above4g) m.kernel.area = 'above4g';
    this.#population.build();
    const modules = writeModules(m, images);
    this.#writeUserImages();
    const unloaded = unloadedModules(this.#population.bootTime);
    writeUnloaded(m, unloaded);
    const processors = this.#writeProcessors();
    const pagingFile = allocPagingFile(m);
    this.#fillPools();
    const rows = this.#finishStatistics();
    const cpu0 = writeTrackers(m, this.#trackers, rows);
    this.#finishPools();
    this.#finishLists();
    const vm = this.#finishMemory();
    writeCounters(m, vm, pagingFile);
    const kdbg = writeKdbg(m);
    this.#finishDirectories();
    damageMachine(m, this.#population);
    const layout = this.#layout(kdbg);
    damageHead(m, layout.head);
    const sites = [...nt.sites, ...drivers.sites];
    const parts = { modules, unloaded, processors, rows, cpu0, vm, kdbg, sites, images };
    const truth = describe(this.#assembly(layout, parts));
    return { layout, truth, symbols: m.globals.entries() };
  }

  #allocTables(): void {
    const m = this.#machine;
    const { environment, scenario } = m;
    this.#trackers = allocTrackers(m);
    const leaked = (scenario.leaks ?? []).reduce((sum, l) => sum + bigPagesOf(l), 0);
    const wanted =
      Math.ceil(environment.bigPageTableSize * Math.max(scenario.scale, 0.002) * 1.4) + leaked * 1.3;
    this.#bigSlots = environment.bigPageTableSize;
    while (!m.full && !(scenario.seedFigures && !m.lean) && this.#bigSlots / 2 >= Math.max(wanted, 256)) {
      this.#bigSlots /= 2;
    }
    const exact = this.#bigSlots === environment.bigPageTableSize ? environment.bigPageTable : undefined;
    this.#bigTable = m.allocBig('Pool', this.#bigSlots * m.big.rowBytes, 'np', 'resident', exact);
  }

  #writeProcessors(): Processor[] {
    const m = this.#machine;
    const system = this.#population.processes.all[0];
    const processors = writeProcessors(m, this.#population.currentThread.va, system.directory.base);
    writeCachedBlocks(m, processors);
    writePendingFrees(m);
    return processors;
  }

  #writeUserImages(): void {
    const m = this.#machine;
    const head = m.globals.at('MmLoadedUserImageList');
    const entry = writeLoaderEntry(m, { image: NTDLL });
    m.kernel.list(head, [entry.ldr]);
    m.globals.value('MmPhysicalMemoryBlock', 0);
  }

  #fillPools(): void {
    const m = this.#machine;
    const { environment, full, lean } = m;
    this.#demands.seedPools();
    for (const figures of environment.tags) this.#demands.place(figures);
    for (const s of this.#sessions) s.fill();
    for (const leak of m.scenario.leaks ?? []) {
      if (leak.kind === 'blocks') this.#demands.placeLeak(leak);
      if (leak.kind === 'session-blocks') this.#sessions[leak.session].fillLeak(leak);
    }
    m.freedBig('MSKK', 1, 'pg');
    m.freedBig('Irp ', 2, 'np');
    m.freedBig('CM31', 4, 'pg');
    if (m.scenario.kind === 'complete' || !lean) this.#writeUsers();
    if (full) this.#fillExactly();
    else this.#fillAbout();
  }

  /** Background blocks in proportion to the scale. */
  #fillAbout(): void {
    const m = this.#machine;
    const { environment, pools, lean } = m;
    this.#demands.fillPages(pools.np, m.scaled(environment.backgroundPages.np, 3));
    const paged = m.scaled(environment.backgroundPages.pg, 2);
    for (const name of PAGED_POOLS) this.#demands.fillPages(pools[name], Math.ceil(paged / (lean ? 16 : 5)));
  }

  #writeUsers(): void {
    this.#prototypes = writeUserSpaces(this.#machine, this.#population.processes.all);
  }

  /** Full size: every pool comes to the article's number of pages. */
  #fillExactly(): void {
    const m = this.#machine;
    const { pools, environment } = m;
    const { vm } = environment;
    const np = pools.np.pageCount + m.stretchPages.np + m.big.pages.np;
    if (np > vm.nonPagedUsage) throw new Error(`nonpaged pool has ${np} pages already`);
    this.#demands.fillPages(pools.np, vm.nonPagedUsage - np);
    PAGED_POOLS.forEach((name, i) => {
      if (i === 0) return;
      const pages = vm.pagedUsage[i] - pools[name].pageCount;
      if (pages < 0) throw new Error(`${name} has ${-pages} pages too many`);
      this.#demands.fillPages(pools[name], pages);
    });
    const left = vm.pagedUsage[0] - pools.pg0.pageCount - m.big.pages.pg;
    if (left < 0) throw new Error(`paged pool 0 has ${-left} pages too many`);
    if (m.scenario.name === 'driver-paged-pool') this.#demands.fillPages(pools.pg0, left);
    else this.#demands.fillPagedBig(left);
  }

  #finishStatistics(): TagRows {
    const m = this.#machine;
    if (m.scenario.seedFigures && !m.full) {
      for (const [tag, np, npBytes, pg, pgBytes] of m.environment.tags) {
        m.ledger.set(tag, 'np', np, npBytes);
        m.ledger.set(tag, 'pg', pg, pgBytes);
      }
      if (this.#population.leak) m.ledger.set('Thre', 'np', LEAKED_THREADS.blocks, LEAKED_THREADS.bytes);
    }
    return tagRows(m.ledger, m.random, m.windows.pool);
  }

  #finishPools(): void {
    const m = this.#machine;
    const { globals, kernel, pools, big } = m;
    const facts = m.windows.poolDescriptor;
    for (const name of PAGED_POOLS.slice(1)) this.#pageOut(name);
    for (const pool of Object.values(pools)) pool.write();
    const threads = this.#population.leak;
    const leak = threads && { threads, holes: holeList(threads) };
    const built = pools.np.pageCount + m.stretchPages.np;
    const isStated = m.scenario.seedFigures === true && !m.full;
    const np = {
      poolType: 0,
      poolIndex: 0,
      pages: isStated ? m.environment.vm.nonPagedUsage - big.pages.np : built,
      bigPages: big.pages.np,
    };
    const allocations = pools.np.allocations + big.allocations.np;
    this.#writeDescriptor('NonPagedPoolDescriptor', { ...np, allocations }, pools.np, leak);
    const array = facts ? globals.at('ExpPagedPoolDescriptor') : 0;
    PAGED_POOLS.forEach((name, i) => {
      if (facts) kernel.u32(array + i * 4, globals.at(`ExpPagedPool${i}`));
      const bigPages = i === 0 ? big.pages.pg : 0;
      const count = pools[name].allocations + (i === 0 ? big.allocations.pg : 0);
      const values = {
        poolType: 1,
        poolIndex: i,
        pages: isStated ? m.environment.vm.pagedUsage[i] - bigPages : pools[name].pageCount,
        bigPages,
        allocations: count,
      };
      this.#writeDescriptor(`ExpPagedPool${i}`, values, pools[name]);
    });
    globals.value('ExpNumberOfPagedPools', PAGED_POOLS.length - 1);
    if (facts) {
      kernel.u32(globals.at('PoolVector'), globals.at('NonPagedPoolDescriptor'));
      kernel.u32(globals.at('PoolVector') + 4, array);
    }
    big.write(kernel, this.#bigTable, this.#bigSlots);
    globals.value('PoolBigPageTable', this.#bigTable);
    globals.value('PoolBigPageTableSize', this.#bigSlots);
  }

  #writeDescriptor(name: string, ...values: DescriptorRest): void {
    const { windows, globals, kernel } = this.#machine;
    const facts = windows.poolDescriptor;
    if (!facts) return;
    const linked = windows.pool.plainFreeLists;
    writeDescriptor({ kernel, va: globals.at(name), facts, linked }, ...values);
  }

  /** One page in nine of the paged pools is in the paging file; one in nine is on the standby list. */
  #pageOut(name: (typeof PAGED_POOLS)[number]): void {
    const { kernel, mode, pools, lean } = this.#machine;
    if (lean) return;
    const out = pools[name].pageOut((i) => i % 9 === 4);
    out.forEach((va, i) => {
      kernel.evict(va, pageFileEntry(mode, 0, 0x500 + i));
    });
    this.#trimmed.push(...pools[name].addresses().filter((va, i) => i % 9 === 7 && !out.includes(va)));
  }

  readonly #trimmed: number[] = [];

  #finishLists(): void {
    const m = this.#machine;
    const { processes, objects } = this.#population;
    for (const s of this.#sessions) {
      const own = processes.all.filter((p) => p.role.session === s.id && !p.role.exited);
      s.finish(own.map((p) => p.va));
    }
    mapWin32k(m, this.#sessions);
    linkSessions(m, this.#sessions);
    processes.finish(m.globals.at('PsActiveProcessHead'));
    objects.finish();
    m.globals.value('ObpTypeObjectType', objects.types.get('Type')!.va);
    for (const va of this.#trimmed) m.kernel.trim(va);
  }

  #finishMemory() {
    const m = this.#machine;
    const { pools, big } = m;
    const vm = m.environment.vm;
    m.kernel.area = 'main';
    this.#leaveStalePages();
    m.memory.seal(m.full ? vm.physical : m.memory.used('main') + SPARE_PAGES);
    const paged = PAGED_POOLS.map((n, i) => pools[n].pageCount + (i === 0 ? big.pages.pg : 0));
    return vmFigures(m, { nonPaged: pools.np.pageCount + m.stretchPages.np + big.pages.np, paged });
  }

  /** Free frames that still hold what nonpaged pool pages once held. */
  #leaveStalePages(): void {
    const { memory, kernel, pools, full } = this.#machine;
    if (full) return;
    for (const va of pools.np.addresses().slice(0, 6)) {
      memory.page(memory.take('free')).set(memory.page(kernel.frameOf(va)!));
    }
  }

  #finishDirectories(): void {
    const m = this.#machine;
    for (const p of this.#population.processes.all) {
      if (p.role.exited || p.role.outswapped) continue;
      p.directory.take(m.kernel);
      if (p.role.session !== null) p.directory.take(this.#sessions[p.role.session].region);
      p.directory.take(p.user);
    }
  }

  #layout(kdbg: number): DumpLayout {
    const m = this.#machine;
    const { environment, globals, scenario } = m;
    const system = this.#population.processes.all[0];
    const thread = this.#population.currentThread;
    return new DumpLayout(m.memory, scenario.kind, {
      minor: m.windows.build,
      productType: m.windows.productType,
      directoryTableBase: system.directory.base,
      pfnDatabase: globals.at('MmPfnDatabase'),
      loadedModules: globals.at('PsLoadedModuleList'),
      activeProcesses: globals.at('PsActiveProcessHead'),
      processors: 2,
      bugCheck: BUG_CHECK,
      parameters: [0, 0, 0, 0],
      pae: m.mode.pae,
      kdbg,
      upTime: BigInt(environment.tick) * BigInt(TIME_INCREMENT),
      systemTime: environment.systemTime,
      context: {
        eip: environment.ntBase + 0x469ae,
        esp: thread.stackBase - 0x500,
        ebp: thread.stackBase - 0x4e0,
        eflags: 0x246,
        cs: 8,
      },
    });
  }

  #assembly(layout: DumpLayout, parts: Pick<Assembly, PartNames>): Assembly {
    const big = { table: this.#bigTable, slots: this.#bigSlots };
    const own = { machine: this.#machine, population: this.#population, sessions: this.#sessions };
    return { ...own, ...parts, layout, big, prototypes: this.#prototypes };
  }
}

type DescriptorRest = Parameters<typeof writeDescriptor> extends [unknown, ...infer Rest] ? Rest : never;

type PartNames = 'modules' | 'unloaded' | 'processors' | 'rows' | 'cpu0' | 'vm' | 'kdbg' | 'sites' | 'images';

function unloadedModules(bootTime: bigint) {
  const names = ['dump_dumpata', 'dump_msahci', 'crashdmp.sys'];
  return names.map((name, i) => ({
    name,
    start: 0x8d3c0000 + i * 0x10000,
    end: 0x8d3ca000 + i * 0x10000,
    time: bootTime + BigInt(i) * 10000000n,
  }));
}
