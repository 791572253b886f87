import type { Damage, Scenario } from '../scenario.ts';
import type { CallShape } from './call-shapes.ts';
import type { BlocksLeak, Leak, SessionLeak } from './leak.ts';

/** Dumps of the ways in which pool is lost, by name: all on top of the healthy machine, small. */

const PID = {
  system: 4,
  csrss: 392,
  services: 476,
  lsass: 500,
  service: 752,
  explorer: 0x564,
  cmd: 2524,
} as const;

const small: Scenario = { name: 'healthy', scale: 0.002, kind: 'kernel', lean: true };

function leaking(...leaks: Leak[]): Scenario {
  return { ...small, leaks };
}

function damaged(scenario: Scenario, ...damage: Damage[]): Scenario {
  return { ...scenario, damage };
}

const block = (rest: Partial<BlocksLeak> = {}): BlocksLeak => ({
  kind: 'blocks',
  tag: 'Xq7m',
  size: 0x2e0,
  count: 3000,
  drivers: 1,
  ...rest,
});

const byShape = (shape: CallShape) => leaking(block({ shape }));

const handles = (type: string, pid: number, count = 3000): Leak => ({ kind: 'handles', type, pid, count });

const sessionBlocks = (tag: string, size: number, count: number, session: 0 | 1): SessionLeak => ({
  kind: 'session-blocks',
  tag,
  size,
  count,
  session,
});

const server: Leak = {
  kind: 'load',
  name: 'sqlservr.exe',
  pid: 3000,
  handles: { Event: 9000, File: 6000, Key: 4000, Semaphore: 3000, Section: 2500, Mutant: 2000, Timer: 1500 },
};

const files: Leak = { kind: 'load', name: 'store.exe', pid: 3004, handles: { File: 9000, Event: 400 } };

const LEAKS = {
  'driver-push': byShape('push'),
  'driver-register': byShape('register'),
  'driver-stack-slots': byShape('stack-slots'),
  'driver-wrapper': byShape('wrapper'),
  'driver-tag-wrapper': byShape('tag-wrapper'),
  'driver-global-tag': byShape('global'),
  'driver-thunk': byShape('thunk'),
  'driver-register-tag': byShape('register-tag'),
  /** The wrapper lies in another driver, which exports it. */
  'driver-library': byShape('library'),
  'driver-paged-small': leaking(block({ paged: true, tag: 'pGd1', size: 0x58, count: 8000 })),
  'driver-nonpaged-big': leaking(block({ tag: 'BgNp', size: 0x2000, count: 600 })),
  /** Another driver frees the blocks, a third compares with the tag, a fourth has it as data. */
  'driver-and-friends': leaking(block({ mentions: ['free', 'compare', 'data'] })),

  'event-handles': leaking(handles('Event', PID.service, 6000)),
  'file-handles': leaking(handles('File', PID.explorer)),
  'mutant-handles': leaking(handles('Mutant', PID.explorer, 6000)),
  'semaphore-handles': leaking(handles('Semaphore', PID.service, 6000)),
  'key-handles': leaking(handles('Key', PID.service, 6000)),
  'token-handles': leaking(handles('Token', PID.lsass)),
  'section-handles': leaking(handles('Section', PID.explorer, 6000)),
  'exited-processes': leaking({ kind: 'exited-processes', pid: PID.service, count: 1500 }),
  'monitor-threads': leaking({ kind: 'ended-threads', pid: PID.service, of: PID.explorer, count: 3000 }),

  'file-references': leaking({ kind: 'references', type: 'File', count: 3000 }),
  'token-references': leaking({ kind: 'references', type: 'Token', count: 3000 }),
  'thread-references': leaking({ kind: 'references', type: 'Thread', count: 3000 }),
  'process-references': leaking({ kind: 'references', type: 'Process', count: 1500 }),

  'system-event-handles': leaking(handles('Event', PID.system, 6000)),
  'system-key-handles': leaking(handles('Key', PID.system, 6000)),

  'session-gdi': { ...leaking(sessionBlocks('Gh05', 0x2a8, 8000, 1)), calm: true },
  'session-user': { ...leaking(sessionBlocks('Usqu', 0x68, 50_000, 0)), calm: true },
  /** It also made allocations fail, though it is small. */
  'session-failures': { ...leaking({ ...sessionBlocks('Uspi', 0x128, 3000, 1), failures: 91 }), calm: true },

  'shared-tag': leaking(block({ tag: 'Ddk ', drivers: 2 })),
  'shared-tag-two-sizes': leaking(
    block({ tag: 'Ddk ', size: 0x40, count: 9000 }),
    block({ tag: 'Ddk ', size: 0x200, count: 2000 }),
  ),
  /** The default tag, but only one driver has code that uses it. */
  'default-tag': leaking(block({ tag: 'Ddk ' })),
  'shared-unknown-tag': leaking(block({ drivers: 2 })),
  'tag-as-data': leaking(block({ drivers: 0, mentions: ['data'] })),
  /** The driver was unloaded and left its blocks behind. */
  'tag-nowhere': leaking(block({ drivers: 0 })),
  'tag-freed-only': leaking(block({ drivers: 0, mentions: ['free', 'compare'] })),
  /** Windows has this tag for itself, and one driver uses it too. */
  'borrowed-tag': leaking(block({ tag: 'Irp ' })),
  'irp-tag': leaking(block({ tag: 'Irp ', size: 0x1b8, drivers: 0, isLoad: true })),
  'section-tag': leaking(
    block({ tag: 'MmSt', size: 0x7c8, paged: true, count: 1500, drivers: 0, isLoad: true }),
  ),
  'registry-tag': leaking(
    block({ tag: 'CM31', size: 0x1000, paged: true, count: 1500, drivers: 0, isLoad: true }),
  ),

  'busy-server': { ...leaking(server), calm: true },
  'busy-lsass': { ...leaking(server, handles('Token', PID.lsass, 2400)), calm: true },
  /** A leak that has not hurt yet: the pool is far from its end. */
  'early-event-handles': { ...leaking(handles('Event', PID.service, 6000)), calm: true },
  'early-driver': { ...byShape('push'), calm: true },
  /** A full pool on a machine that also runs a busy server: the server is not to blame. */
  'driver-beside-server': leaking(block({ count: 9000 }), server),
  /** The same with so many files open that they, too, would explain a full pool. */
  'driver-beside-files': leaking(block({ count: 6000 }), files),
  /** The leaker does not hold nearly all: a server has many of the same kind. */
  'events-beside-server': leaking(handles('Event', PID.explorer, 20_000), server),
  /** Many handles, one object. */
  'one-object': leaking({ kind: 'handles', type: 'Event', pid: PID.explorer, count: 20_000, isOne: true }),

  'live-threads': leaking({ kind: 'live-threads', pid: PID.explorer, count: 2600 }),
  'live-threads-held': leaking({ kind: 'live-threads', pid: PID.explorer, count: 2600, heldBy: PID.csrss }),
  'live-processes': leaking({ kind: 'live-processes', pid: PID.cmd, count: 1100 }),
} satisfies Record<string, Scenario>;

const DAMAGED = {
  'driver-broken-pool-chain': damaged(LEAKS['driver-push'], 'broken-pool-chain', 'cyclic-free-list'),
  'driver-lost-code': damaged(LEAKS['driver-push'], 'lost-driver-code'),
  'driver-lost-code-friends': damaged(LEAKS['driver-and-friends'], 'lost-driver-code'),
  'driver-lost-tracker': damaged(LEAKS['driver-push'], 'lost-tracker'),
  'driver-lost-big-pages': damaged(LEAKS['driver-nonpaged-big'], 'lost-big-pages'),
  'driver-lost-books': damaged(LEAKS['driver-nonpaged-big'], 'lost-big-pages', 'lost-tracker'),
  'driver-lying-tables': damaged(LEAKS['driver-push'], 'lying-pool-table-sizes'),
  'driver-cyclic-modules': damaged(LEAKS['driver-push'], 'cyclic-module-list'),
  'events-broken-process-list': damaged(LEAKS['event-handles'], 'broken-process-list'),
  'events-lost-handle-page': damaged(LEAKS['event-handles'], 'lost-handle-page'),
  'events-lying-counts': damaged(LEAKS['event-handles'], 'lying-handle-counts', 'lying-handle-count'),
  'processes-broken-list': damaged(LEAKS['exited-processes'], 'broken-process-list'),
  'threads-lying-counts': damaged(LEAKS['monitor-threads'], 'lying-handle-counts'),
} satisfies Record<string, Scenario>;

const FORMS = {
  'driver-classic': { ...LEAKS['driver-register'], paging: 'classic' },
  'driver-above-4g': { ...LEAKS['driver-push'], above4g: true },
  'driver-complete': { ...LEAKS['driver-thunk'], kind: 'complete' },
  'events-classic': { ...LEAKS['event-handles'], paging: 'classic' },
  'events-above-4g': { ...LEAKS['event-handles'], above4g: true },
  'events-complete': { ...LEAKS['event-handles'], kind: 'complete' },
  'driver-usual-size': { ...LEAKS['driver-push'], lean: false },
  'events-usual-size': { ...LEAKS['event-handles'], lean: false },
} satisfies Record<string, Scenario>;

export const LEAK_SCENARIOS = { ...LEAKS, ...DAMAGED, ...FORMS };
export type LeakScenarioName = keyof typeof LEAK_SCENARIOS;

/** The scenario of a name, or undefined. */
export function leakScenario(name: string): Scenario | undefined {
  return Object.hasOwn(LEAK_SCENARIOS, name) ? LEAK_SCENARIOS[name as LeakScenarioName] : undefined;
}
