import type { CallShape } from './call-shapes.ts';

/** Something that leaks, besides what the scenario itself holds. Meant for `healthy`. */
export type Leak =
  /** A process keeps `count` handles to objects of its own making, or to one and the same. */
  | { kind: 'handles'; type: string; count: number; pid: number; isOne?: boolean }
  /** A process keeps handles to `count` processes that have exited. */
  | { kind: 'exited-processes'; count: number; pid: number }
  /** A process keeps handles to `count` threads of the process `of`, all of them ended. */
  | { kind: 'ended-threads'; count: number; pid: number; of: number }
  /** `count` threads of a process that wait for ever; `heldBy` has a handle to each, as csrss.exe does. */
  | { kind: 'live-threads'; count: number; pid: number; heldBy?: number }
  /** A process starts `count` others that do not end. */
  | { kind: 'live-processes'; count: number; pid: number }
  /** Objects that no handle names and that something still references; threads and processes have ended. */
  | { kind: 'references'; type: string; count: number }
  | BlocksLeak
  | SessionLeak
  /** No leak: a process that is busy and holds many handles of many types. */
  | { kind: 'load'; name: string; pid: number; handles: Readonly<Record<string, number>> };

/** Blocks of a tag; as many drivers have code that allocates them. */
export interface BlocksLeak {
  kind: 'blocks';
  tag: string;
  size: number;
  count: number;
  paged?: boolean;
  drivers: 0 | 1 | 2;
  /** How the code hands the tag over; 'push' when left out. */
  shape?: CallShape;
  /** Drivers that name the tag and do not allocate under it. */
  mentions?: readonly Mention[];
  /** The tag is one of Windows' own and grows with load: nobody is to blame. */
  isLoad?: boolean;
}

/** Blocks of a tag in a session's paged pool. */
export interface SessionLeak {
  kind: 'session-blocks';
  tag: string;
  size: number;
  count: number;
  session: 0 | 1;
  /** Allocations that failed in the session. */
  failures?: number;
}

/** As a word of data, as the tag of blocks it frees, or as what it compares with. */
export type Mention = 'data' | 'free' | 'compare';

/** Big allocations that a leak may make: its own blocks, and handle tables. */
export function bigPagesOf(leak: Leak): number {
  if (leak.kind === 'blocks' || leak.kind === 'live-processes') return leak.count;
  return leak.kind === 'load' ? 64 : 0;
}
