import type { Leak } from './leaks/leak.ts';
import type { WindowsVersion } from './windows/versions.ts';

/** What a caller can ask the builder for. */

export type ScenarioName = 'driver-paged-pool' | 'process-thread-handles' | 'healthy';

export const SCENARIOS: readonly ScenarioName[] = ['driver-paged-pool', 'process-thread-handles', 'healthy'];

export type Damage =
  /** The block chain of one nonpaged page is overrun in its middle. */
  | 'broken-pool-chain'
  /** A free list of the nonpaged pool runs in a circle that leaves its head out. */
  | 'cyclic-free-list'
  /** The loaded module list runs in a circle that leaves its head out. */
  | 'cyclic-module-list'
  /** The active process list runs into unmapped memory. */
  | 'broken-process-list'
  /** PoolBigPageTableSize and PoolTrackTableSize are absurd. */
  | 'lying-pool-table-sizes'
  /** HandleCount of the largest table says four billion. */
  | 'lying-handle-count'
  /** The physical run table says more runs than there is room for. */
  | 'lying-runs'
  /** The summary header's bitmap says more pages than the file has. */
  | 'lying-bitmap'
  /** Two of three rows of the big page table are zeros. */
  | 'lost-big-pages'
  /** The second processor's tag statistics are paged out. */
  | 'lost-tracker'
  /** Handle tables with more than one page of entries lose one of them. */
  | 'lost-handle-page'
  /** The code of the drivers of `leaks` is paged out. */
  | 'lost-driver-code'
  /** Headers of nonpaged objects say that no handle leads to them. */
  | 'lying-handle-counts';

export type { Leak } from './leaks/leak.ts';

export interface Scenario {
  name: ScenarioName;
  /** 0..1: how much of the article's leak is built. 1 gives the article's numbers. */
  scale: number;
  /** 'complete' is DumpType 1, 'kernel' DumpType 2. */
  kind: 'complete' | 'kernel';
  /** Keeps the article's counters (!vm, trackers, handle count) although less is built. */
  seedFigures?: boolean;
  /** Few processes and drivers, small tables: for bundled samples and quick tests. */
  lean?: boolean;
  /** Which Windows runs there; default '7'. The article's threads and handles are Windows 7's only. */
  windows?: WindowsVersion;
  /** Default 'pae'. */
  paging?: 'pae' | 'classic';
  /** The pool's pages come from a run of memory above 4 GB (PAE only). */
  above4g?: boolean;
  /** Blocks on lookaside and deferred-free lists; default true. */
  lookaside?: boolean;
  leaks?: readonly Leak[];
  /** The counters say that no pool is short and nothing failed, whatever leaks. */
  calm?: boolean;
  damage?: readonly Damage[];
  /** Default 1. */
  seed?: number;
}
