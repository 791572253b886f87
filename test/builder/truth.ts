import type { TruthHandle } from './handle-population.ts';
import type { ThreadSample } from './leak-threads.ts';
import type { LoadedModule } from './modules.ts';
import type { TagRows } from './pool-tables.ts';
import type { Processor } from './processors.ts';
import type { StateTally } from './small-pool.ts';
import type { PrototypeTruth } from './user-space.ts';
import type { WindowsVersion } from './windows/versions.ts';

/** What is in a dump, as its JSON sidecar says it. Names are those of the check scripts. */

export interface CallSite {
  module: string;
  rva: number;
  tag: string;
  pool_type: number;
  size: number;
  how: string;
  function: string;
  va: number;
  present: boolean;
}

export interface TruthThread {
  va: number;
  tid: number;
  state: number;
  wait_reason: number;
  wait_time: number;
  context_switches: number;
  priority: number;
  base_priority: number;
  teb: number;
  win32thread: number;
  stack_base: number;
  stack_limit: number;
  kernel_stack: number;
  initial_stack: number;
  start: number;
  win32start: number;
  user_time: number;
  kernel_time: number;
  wait_object: number | null;
}

export interface TruthProcess {
  name: string;
  pid: number;
  ppid: number;
  session: number | null;
  eprocess: number;
  dtb: number;
  object_table: number;
  handle_count: number;
  handles_by_type: Record<string, number>;
  table_level: number;
  table_code: number;
  create: string;
  token: number;
  active_threads: number;
  threads: TruthThread[];
  handles: TruthHandle[];
}

export interface TruthVm {
  available: number;
  resavail: number;
  lockedio: number;
  sysptes: number;
  modified: number;
  modpf: number;
  np_max: number;
  pg_max: number;
  sharedcommit: number;
  special: number;
  sharedproc: number;
  pgcommit: number;
  driver: number;
  committed: number;
  limit: number;
  pf: { size: number; free: number; min: number; max: number };
  np_usage: number;
  pg: number[];
  failures: number;
  physical: number;
}

export interface TruthSession {
  id: number;
  va: number;
  paged_pool_pages: number;
  committed_pages: number;
  allocation_failures: number;
  processes: number[];
}

export interface BigTagRow {
  entries: number;
  bytes: number;
  paged: number;
}

export interface Culprit {
  kind: string;
  tag: string;
  module?: string;
  site?: number;
  process?: string;
  pid?: number;
  object?: string;
  pool?: string;
  handles?: number;
  session?: number;
  /** False when the dump names a tag but nobody who could be accused. */
  provable?: boolean;
}

export interface Truth {
  scenario: string;
  /** Only where it is not '7'. */
  windows?: WindowsVersion;
  scale: number;
  kind: string;
  seed: number;
  leaked_threads?: {
    count: number;
    process: string;
    pid: number;
    first_va: number;
    last_va: number;
    handles: [number, number];
    tids: [number, number];
    block_size: number;
    body_offset: number;
    samples: (ThreadSample & { handle: number; ticks: number })[];
  };
  sessions: TruthSession[];
  session_tags: Record<string, Record<string, { pg_allocs: number; pg_frees: number; pg_bytes: number }>>;
  unloaded_modules: { name: string; start: number; end: number; time: string }[];
  object_types: Record<string, { index: number; va: number; objects: number; handles: number }>;
  prototype_ptes: PrototypeTruth | null;
  address_spaces: Record<string, { dtb: number; page_directories: number[] }>;
  dump: { size: number; type: number; pages: number; first_page_offset: number; bitmap_bits: number | null };
  header: Record<string, unknown> & { minor: number; processors: number; bugcheck: number };
  kernel: { base: number; build: string; symbols: Record<string, number> };
  modules: LoadedModule[];
  processors: Processor[];
  processes: TruthProcess[];
  cid_table: { level: number; count: number; leaves: number; code: number };
  tags: TagRows;
  tags_cpu0: Record<string, number[]>;
  pool_walk: Record<string, StateTally>;
  pool_walk_not_resident: Record<string, StateTally>;
  pools: Record<string, { pages: number; big_pages: number; allocations: number }>;
  big_pages: {
    table: number;
    size: number;
    in_use: number;
    freed_entries: number;
    by_tag: Record<string, BigTagRow>;
  };
  vm: TruthVm;
  call_sites: CallSite[];
  iat: Record<string, Record<string, number>>;
  culprit: Culprit | null;
  tick: number;
  boot_time: string;
  device_maps: number[];
}
