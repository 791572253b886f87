import { put32 } from './bytes.ts';
import type { Machine } from './machine.ts';
import { pageFileEntry } from './paging.ts';
import type { Population } from './population.ts';
import { HEADER } from './small-pool.ts';
import { OBJECT_HEADER } from './windows/object-headers.ts';

/** What goes wrong in real dumps, on purpose. */

export function damageMachine(machine: Machine, population: Population): void {
  const { scenario, kernel, globals, pools, windows } = machine;
  const { eprocess } = windows;
  for (const damage of scenario.damage ?? []) {
    if (damage === 'broken-pool-chain') breakChain(machine);
    if (damage === 'cyclic-free-list') {
      const [list] = [...pools.np.freeBySize.values()].filter((l) => l.length > 1);
      kernel.u32(list[1], list[0]);
    }
    if (damage === 'cyclic-module-list') {
      const first = kernel.get32(globals.at('PsLoadedModuleList'));
      kernel.u32(kernel.get32(first), first);
    }
    if (damage === 'broken-process-list') {
      const third = population.processes.all[2];
      kernel.u32(third.va + eprocess.activeProcessLinks, 0xdead0000);
    }
    if (damage === 'lying-pool-table-sizes') {
      globals.value('PoolBigPageTableSize', 0x7fffffff);
      globals.value('PoolTrackTableSize', 0x40000000);
    }
    if (damage === 'lying-handle-count') {
      const table = kernel.get32(population.processes.all[0].va + eprocess.objectTable);
      kernel.u32(table + (windows.handleTable.count ?? 0), 0xfffffff0);
    }
    if (damage === 'lost-big-pages') loseBigPages(machine);
    if (damage === 'lost-tracker') loseTracker(machine);
    if (damage === 'lost-handle-page') loseHandlePages(machine, population);
    if (damage === 'lying-handle-counts') forgetHandles(machine, population);
  }
}

/** Address of the block that `broken-pool-chain` overruns: the second one of the nonpaged pool's last page. */
export function brokenBlock(machine: Machine): number {
  const page = machine.pools.np.addresses().at(-1)!;
  const first = machine.kernel.get32(page);
  return page + ((first >>> 16) & 0x1ff) * 8;
}

function breakChain(machine: Machine): void {
  const at = brokenBlock(machine);
  machine.kernel.bytes(at, new Uint8Array(HEADER + 8).fill(0x41));
}

function loseBigPages({ kernel, globals, big }: Machine): void {
  const { rowBytes } = big;
  const table = kernel.get32(globals.at('PoolBigPageTable'));
  const slots = kernel.get32(globals.at('PoolBigPageTableSize'));
  for (let i = 0; i < slots; i++) {
    if (i % 3 !== 0) kernel.bytes(table + i * rowBytes, new Uint8Array(rowBytes));
  }
}

function loseTracker({ kernel, globals, mode }: Machine): void {
  const second = kernel.get32(globals.at('ExPoolTagTables') + 4);
  kernel.evict(second, pageFileEntry(mode, 0, 0x123));
}

/** The second page of entries of each table of two levels. */
function loseHandlePages({ kernel, mode }: Machine, population: Population): void {
  for (const { table } of population.held.values()) {
    if (table?.level !== 1) continue;
    kernel.evict(kernel.get32((table.tableCode & ~7) + 4), pageFileEntry(mode, 0, 0x124));
  }
}

/** Objects that `Scenario.leaks` has a process hold count no handle. */
function forgetHandles({ kernel }: Machine, population: Population): void {
  for (const process of population.processes.all) {
    for (const { body } of population.leakedTo(process)) {
      kernel.u32(body - OBJECT_HEADER.size + OBJECT_HEADER.handleCount, 0);
    }
  }
}

export function damageHead(machine: Machine, head: Uint8Array): void {
  for (const damage of machine.scenario.damage ?? []) {
    if (damage === 'lying-runs') put32(head, 0x64, 0x55);
    if (damage === 'lying-bitmap' && head.length > 0x1000) {
      put32(head, 0x1010, 0x7fffffff);
      put32(head, 0x1014, 0x00ffffff);
    }
  }
}
