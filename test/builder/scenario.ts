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
  | 'lying-bitmap';

/** Something that leaks, besides what the scenario itself holds. Meant for `healthy`. */
export type Leak =
  /** A process keeps `count` handles to objects of its own making. */
  | { kind: 'handles'; type: string; count: number; pid: number }
  /** A process keeps handles to `count` processes that have exited. */
  | { kind: 'exited-processes'; count: number; pid: number }
  /** `count` threads of a process that wait for ever. */
  | { kind: 'live-threads'; count: number; pid: number }
  /** Objects that no handle names and that something still references. */
  | { kind: 'references'; type: string; count: number }
  /** Blocks of a tag; as many drivers have code that allocates them. */
  | { kind: 'blocks'; tag: string; size: number; count: number; paged?: boolean; drivers: 0 | 1 | 2 }
  /** Blocks of a tag in a session's paged pool. */
  | { kind: 'session-blocks'; tag: string; size: number; count: number; session: 0 | 1 };

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
  /** Default 'pae'. */
  paging?: 'pae' | 'classic';
  /** The pool's pages come from a run of memory above 4 GB (PAE only). */
  above4g?: boolean;
  /** Blocks on lookaside and deferred-free lists; default true. */
  lookaside?: boolean;
  leaks?: readonly Leak[];
  damage?: readonly Damage[];
  /** Default 1. */
  seed?: number;
}
