import type { VmFigures } from './figures.ts';
import { leakingSide } from './leaking-side.ts';
import type { Machine } from './machine.ts';

/** What the counters say in a dump smaller than the article's: the same proportions, its own amounts. */

/** Failed allocations and share of the eaten pool in use when something leaks. */
const LEAK_FAILURES = 77;
const LEAK_USAGE = 0.97;

export interface Used {
  nonPaged: number;
  paged: readonly number[];
}

export function vmFigures(machine: Machine, used: Used): VmFigures {
  const { vm } = machine.environment;
  if (machine.full || machine.scenario.seedFigures) return vm;
  const paged = used.paged.reduce((sum, n) => sum + n, 0);
  const full = vm.pagedUsage.reduce((sum, n) => sum + n, 0);
  const frames = machine.memory.runs().reduce((sum, r) => sum + r.count, 0);
  const share = (n: number) => Math.round((n / vm.physical) * frames);
  const pageFile = { size: frames, min: frames, max: frames * 3, free: share(vm.pageFile.free) };
  const hurts = machine.scenario.leaks !== undefined && !machine.scenario.calm;
  const eaten = hurts && leakingSide(machine.scenario);
  const maximum = (side: string, pages: number, ratio: number) =>
    Math.ceil(side === eaten ? pages / LEAK_USAGE : pages * ratio);
  const committed = Math.max(share(vm.committed), paged + used.nonPaged);
  return {
    ...vm,
    physical: frames,
    pageFile,
    available: share(vm.available),
    residentAvailable: share(vm.residentAvailable),
    modified: share(vm.modified),
    modifiedPageFile: share(vm.modifiedPageFile),
    failures: hurts ? LEAK_FAILURES : vm.failures,
    nonPagedUsage: used.nonPaged,
    nonPagedMax: maximum('np', used.nonPaged, vm.nonPagedMax / vm.nonPagedUsage),
    pagedUsage: used.paged,
    pagedMax: maximum('pg', paged, vm.pagedMax / full),
    pagedCommit: Math.round((paged * vm.pagedCommit) / full),
    sharedCommit: share(vm.sharedCommit),
    sharedProcess: share(vm.sharedProcess),
    driverCommit: share(vm.driverCommit),
    committed,
    commitLimit: Math.max(frames * 2, committed + 100),
  };
}
