import type { VmFigures } from './figures.ts';
import type { Machine } from './machine.ts';

/** What the counters say in a dump smaller than the article's: the same proportions, its own amounts. */

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
  const committed = Math.max(share(vm.committed), paged + used.nonPaged);
  return {
    ...vm,
    physical: frames,
    pageFile,
    available: share(vm.available),
    residentAvailable: share(vm.residentAvailable),
    modified: share(vm.modified),
    modifiedPageFile: share(vm.modifiedPageFile),
    nonPagedUsage: used.nonPaged,
    nonPagedMax: Math.ceil((used.nonPaged * vm.nonPagedMax) / vm.nonPagedUsage),
    pagedUsage: used.paged,
    pagedMax: Math.ceil((paged * vm.pagedMax) / full),
    pagedCommit: Math.round((paged * vm.pagedCommit) / full),
    sharedCommit: share(vm.sharedCommit),
    sharedProcess: share(vm.sharedProcess),
    driverCommit: share(vm.driverCommit),
    committed,
    commitLimit: Math.max(frames * 2, committed + 100),
  };
}
