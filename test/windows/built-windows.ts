import type { Session } from '../../src/analysis/session.ts';
import { SymbolSource } from '../../src/analysis/symbol-source.ts';
import { type BuiltDump, buildDump, symbolStore, VERSIONS, type WindowsVersion } from '../builder/build.ts';
import { ask, sessionOf } from '../fakes/session.ts';
import { withFolder } from '../fakes/symbol-folder.ts';

/** A small dump of one Windows: a dozen processes, a leak of a driver's, ended threads that are kept. */
export interface BuiltWindows {
  readonly name: string;
  readonly version: WindowsVersion;
  readonly build: number;
  readonly paging: 'pae' | 'classic';
  readonly dump: BuiltDump;
  /** Without symbols. */
  readonly plain: Session;
  /** With the names of nt's variables. */
  readonly session: Session;
}

/** Processes of the builder's cast. */
const LSASS = 500;
const EXPLORER = 0x564;
/** Threads that ended while lsass.exe, or nobody, kept them. */
export const ENDED = { held: 5, loose: 3 } as const;
/** Blocks that a driver leaks, paged and not; more handles than one leaf has room for. */
export const LEAK = { tag: 'Drv1', count: 90, size: 0x98, paged: 'Drv2', handles: 700 } as const;

const BIG = 0x2380;

function build(version: WindowsVersion, paging: 'pae' | 'classic'): BuiltDump {
  return buildDump({
    name: 'healthy',
    scale: 0.0005,
    kind: 'kernel',
    lean: true,
    windows: version,
    paging,
    leaks: [
      { kind: 'blocks', tag: LEAK.tag, size: LEAK.size, count: LEAK.count, drivers: 1 },
      { kind: 'blocks', tag: LEAK.paged, size: BIG, count: 3, paged: true, drivers: 1 },
      { kind: 'handles', type: 'Event', count: LEAK.handles, pid: EXPLORER },
      { kind: 'ended-threads', count: ENDED.held, pid: LSASS, of: EXPLORER },
      { kind: 'references', type: 'Thread', count: ENDED.loose },
    ],
  });
}

/** Windows that also ran without PAE. */
const CLASSIC: readonly WindowsVersion[] = ['xp-sp3', '2003-sp2', 'vista-sp2', '7'];

const names = Object.keys(VERSIONS) as WindowsVersion[];

/** Every Windows there is, oldest first, then those without PAE. */
export const ALL: readonly { name: string; version: WindowsVersion; paging: 'pae' | 'classic' }[] = [
  ...names.map((version) => ({ name: version, version, paging: 'pae' as const })),
  ...CLASSIC.map((version) => ({ name: `${version} without PAE`, version, paging: 'classic' as const })),
].sort((a, b) => VERSIONS[a.version].build - VERSIONS[b.version].build);

const made = new Map<string, BuiltWindows>();

/** Builds the dump of one of `ALL` and opens it; kept for the other tests of the file. */
export function builtWindows({ name, version, paging }: (typeof ALL)[number]): BuiltWindows {
  const kept = made.get(name);
  if (kept !== undefined) return kept;
  const dump = build(version, paging);
  const session = withFolder(symbolStore(dump.truth), (path) => {
    const opened = sessionOf(dump.bytes, { symbols: new SymbolSource({ path }) });
    // Symbols are read when first asked for, and the folder goes away.
    ask(opened, '!sym');
    return opened;
  });
  const { build: number } = VERSIONS[version];
  const built = { name, version, build: number, paging, dump, plain: sessionOf(dump.bytes), session };
  made.set(name, built);
  return built;
}
