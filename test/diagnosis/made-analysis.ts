import type {
  Analysis,
  ModuleFacts,
  PoolName,
  ProcessFacts,
  SessionFacts,
} from '../../src/analysis/analysis.ts';
import type { Holder, TypeFacts } from '../../src/analysis/object-facts.ts';
import type { OwnerCandidate, OwnerSite, TagOwner } from '../../src/analysis/owner-facts.ts';
import type { PoolUse, TagFacts, TagTable } from '../../src/analysis/tag-facts.ts';
import { tagFromText } from '../../src/units/tag.ts';
import { absent, known, present, type Value } from '../../src/units/value.ts';

/** Analyses made by hand, for rules and reports: a quiet system, and what a test changes of it. */

export const MISSING = absent('not-in-dump', 'a page that is not there');

const pages = (count: number): Value<number> => present(count, 'kdbg');

/** A system at rest: Windows 7, 2 GB of memory, nothing short. */
export function quietMemory(): Analysis['memory'] {
  return {
    physical: pages(524_174),
    pagingFiles: absent('no-symbol', 'nt!MmPagingFile'),
    available: pages(400_000),
    residentAvailable: pages(450_000),
    lockedIo: present(0, 'symbol'),
    freeSystemPtes: present(23_000, 'symbol'),
    modified: pages(4000),
    modifiedPagingFile: pages(4000),
    modifiedNoWrite: pages(0),
    nonPagedPools: [pages(11_000)],
    nonPagedUsage: pages(11_000),
    nonPagedMaximum: pages(385_022),
    nonPagedAllocated: pages(11_000),
    pagedPools: [pages(40_000)],
    pagedUsage: pages(40_000),
    pagedMaximum: pages(523_264),
    failures: { count: present(0, 'symbol') },
    sharedCommit: pages(6000),
    specialPool: pages(0),
    sharedProcess: pages(1600),
    pagedPoolCommit: pages(40_000),
    driverCommit: pages(1800),
    committed: pages(200_000),
    commitLimit: pages(1_048_348),
  };
}

export interface MadeUse {
  readonly blocks: number;
  readonly bytes: number;
  readonly source?: 'tracker' | 'walk';
}

const NO_USE: PoolUse = {
  blocks: present(0, 'tracker'),
  bytes: present(0, 'tracker'),
  allocs: present(0, 'tracker'),
  frees: present(0, 'tracker'),
};

/** One tag with its use of one pool. */
export function tagRow(text: string, pool: PoolName, use: MadeUse, description?: string): TagFacts {
  const source = use.source ?? 'tracker';
  const own: PoolUse = {
    blocks: present(use.blocks, source),
    bytes: present(use.bytes, source),
    allocs: source === 'walk' ? MISSING : present(use.blocks + 100, source),
    frees: source === 'walk' ? MISSING : present(100, source),
  };
  return {
    tag: tagFromText(text),
    text,
    description,
    uses: { nonpaged: pool === 'nonpaged' ? own : NO_USE, paged: pool === 'paged' ? own : NO_USE },
  };
}

export function tagTable(rows: readonly TagFacts[], complete = true): TagTable {
  const bytes = (pool: PoolName) => rows.reduce((sum, row) => sum + (known(row.uses[pool].bytes) ?? 0), 0);
  return { rows, bytes: { nonpaged: bytes('nonpaged'), paged: bytes('paged') }, complete, tables: [] };
}

const QUIET_TAGS = [
  tagRow('Pool', 'nonpaged', { blocks: 5, bytes: 1_156_680 }, 'Pool tables, etc.'),
  tagRow('nVsC', 'nonpaged', { blocks: 519, bytes: 1_474_176 }),
  tagRow('CM31', 'paged', { blocks: 5555, bytes: 24_899_584 }, 'registry'),
  tagRow('MmSt', 'paged', { blocks: 664, bytes: 1_268_752 }),
];

/** An analysis with `changes` over a quiet system. */
export function made(changes: Partial<Analysis> = {}): Analysis {
  return {
    dump: {
      path: '/dumps/MEMORY.DMP',
      fileSize: 134_168_576,
      kind: 'kernel',
      pages: 32_738,
      version: 'Windows 7 Kernel Version 7601 (Service Pack 1) MP (2 procs) Free x86 compatible',
      build: 7601,
      pae: true,
      processors: 2,
      // 2010-04-13 02:11:07 UTC
      systemTime: { low: 0x8f6d4b80, high: 0x01cadaae },
      upTime: { low: 0x160f5800, high: 2 },
      bugCheck: { code: 0xe2, name: 'MANUALLY_INITIATED_CRASH', parameters: [0, 0, 0, 0] },
      kernelBase: 0x82e17000,
      systemSpace: 2 ** 31,
    },
    memory: quietMemory(),
    tags: tagTable(QUIET_TAGS),
    walk: {
      walked: true,
      pools: [
        {
          pool: 'nonpaged',
          pagesFound: 11_000,
          pagesRead: 11_000,
          pagedOut: 0,
          notInDump: 0,
          pagesCounted: 11_000,
          coverage: 1,
        },
        {
          pool: 'paged',
          pagesFound: 39_000,
          pagesRead: 39_000,
          pagedOut: 1000,
          notInDump: 0,
          pagesCounted: 40_000,
          coverage: 0.97,
        },
      ],
      brokenPages: 0,
      broken: [],
      bigPages: { rows: 100, slots: 4096, slotsRead: 4096 },
      notes: [],
      complete: true,
    },
    pages: { pagesPerCell: 1, cells: [] },
    types: [
      objectType('Thread'),
      objectType('Process', { objects: 28 }),
      objectType('Token', { pool: 'paged' }),
    ],
    processesComplete: true,
    processes: [processOf('System', 4), processOf('explorer.exe', 0x564)],
    sessions: [],
    modules: [moduleOf('ntoskrnl.exe', 0x82e17000), moduleOf('SIoctl.sys', 0x91967000)],
    owners: [],
    symbols: { kernel: true, forced: false, modules: 1 },
    notes: [],
    unread: [],
    complete: true,
    ...changes,
  };
}

export interface MadeType {
  readonly objects?: number;
  readonly dead?: number;
  readonly deadPointersOnly?: number;
  readonly pointersOnly?: number;
  readonly holders?: readonly Holder[];
  readonly pool?: PoolName;
  readonly complete?: boolean;
  readonly belongsTo?: TypeFacts['belongsTo'];
}

/** Objects of one type; threads and processes can end. */
export function objectType(name: string, changes: MadeType = {}): TypeFacts {
  const ends = name === 'Thread' || name === 'Process';
  const found = changes.objects ?? 350;
  const holders = changes.holders ?? [];
  const held = Math.min(
    found,
    holders.reduce((sum, one) => sum + one.objects, 0),
  );
  return {
    name,
    tag: name.slice(0, 4).padEnd(4, ' '),
    pool: changes.pool ?? 'nonpaged',
    objects: present(found, 'layout'),
    handles: present(
      holders.reduce((sum, one) => sum + one.handles, 0),
      'layout',
    ),
    found,
    bytes: found * 744,
    withHandles: held,
    pointersOnly: changes.pointersOnly ?? 0,
    dead: ends ? (changes.dead ?? 0) : undefined,
    deadPointersOnly: ends ? (changes.deadPointersOnly ?? 0) : undefined,
    held,
    holders,
    belongsTo: changes.belongsTo ?? [],
    complete: changes.complete ?? true,
    samples: [0x82943d48],
  };
}

/** A process that holds `objects` objects by as many handles, `dead` of them ended. */
export function holderOf(name: string, pid: number, objects: number, dead = 0, handles = objects): Holder {
  return {
    process: addressOf(pid),
    pid,
    name,
    handles,
    objects,
    dead,
    samples: [{ handle: 0x74acdc, object: 0xf850bd48, access: 0x1fffff }],
  };
}

function addressOf(pid: number): number {
  return 0x80000000 + pid * 0x10;
}

export function processOf(name: string, pid: number, changes: Partial<ProcessFacts> = {}): ProcessFacts {
  return {
    address: addressOf(pid),
    pid,
    parentPid: 4,
    name,
    image: name,
    session: 1,
    exited: false,
    handles: present(120, 'layout'),
    handleTable: 0x9be74bb8,
    byType: [{ type: 'Event', handles: 60 }],
    tableRead: true,
    threads: present(12, 'walk'),
    ...changes,
  };
}

export function moduleOf(fileName: string, base: number, changes: Partial<ModuleFacts> = {}): ModuleFacts {
  return {
    name: fileName.replace(/\.[^.]*$/, ''),
    fileName,
    path: `\\SystemRoot\\system32\\drivers\\${fileName}`,
    base,
    size: 0x8000,
    timeDateStamp: 0x4bc2e9c4,
    checkSum: 0x106cf,
    ...changes,
  };
}

export function sessionOf(id: number, changes: Partial<SessionFacts> = {}): SessionFacts {
  return {
    id,
    address: 0x8fe87000,
    processes: 7,
    pagedPool: present(3477, 'layout'),
    committed: present(4123, 'layout'),
    failures: present(0, 'layout'),
    tags: [
      { text: 'Ttfd', blocks: 100, bytes: 3_300_000 },
      { text: 'Gpbm', blocks: 90, bytes: 2_800_000 },
    ],
    tagsComplete: true,
    ...changes,
  };
}

/** A call site as in the article: push of the tag, 4,096 bytes, paged pool, in a loop. */
export function siteOf(changes: Partial<OwnerSite> = {}): OwnerSite {
  return {
    address: 0x9196b323,
    call: 0x9196b32f,
    symbol: 'SIoctl+0x4323',
    allocator: 'ExAllocatePoolWithTag',
    slot: 0x91969010,
    size: 0x1000,
    poolType: 1,
    sizeAgrees: true,
    poolAgrees: true,
    inLoop: true,
    confidence: 'certain',
    why: 'the push at 9196b323',
    ...changes,
  };
}

export function candidateOf(
  fileName: string,
  base: number,
  sites = [siteOf()],
  isKernel = false,
): OwnerCandidate {
  return { module: fileName.replace(/\.[^.]*$/, ''), fileName, base, isKernel, sites };
}

export function ownerOf(
  text: string,
  pool: PoolName,
  candidates: readonly OwnerCandidate[],
  changes: Partial<TagOwner> = {},
): TagOwner {
  return {
    tag: tagFromText(text),
    text,
    pool,
    candidates,
    decoys: [{ address: 0x83184218, module: 'nt', kind: 'text', why: "part of the text 'MSKKg.F.i.l.e.I.'" }],
    codePages: 100,
    missingCodePages: 0,
    doubtful: 0,
    commands: [],
    complete: true,
    ...changes,
  };
}

/** The article's environment 1, to the digit: SIoctl.sys and tag MSKK. */
export function environment1(changes: Partial<Analysis> = {}): Analysis {
  return made({
    memory: {
      ...quietMemory(),
      available: pages(425_421),
      freeSystemPtes: present(2680, 'symbol'),
      nonPagedUsage: pages(11_089),
      pagedUsage: pages(428_544),
      failures: { count: present(34_553, 'symbol') },
      committed: pages(516_797),
    },
    tags: tagTable([tagRow('MSKK', 'paged', { blocks: 415_447, bytes: 1_701_670_912 }), ...QUIET_TAGS]),
    owners: [ownerOf('MSKK', 'paged', [candidateOf('SIoctl.sys', 0x91967000)])],
    ...changes,
  });
}

/** The article's environment 2, to the digit: TestApp.exe keeps ended threads. */
export function environment2(changes: Partial<Analysis> = {}): Analysis {
  const app = holderOf('TestApp.exe', 0x12ce80, 1_907_864, 1_907_864);
  return made({
    memory: {
      ...quietMemory(),
      available: pages(71_341),
      nonPagedUsage: pages(384_704),
      pagedUsage: pages(40_084),
      failures: { count: present(196, 'symbol') },
      committed: pages(740_898),
    },
    tags: tagTable([
      tagRow('Thre', 'nonpaged', { blocks: 1_908_328, bytes: 1_419_794_592 }, 'Thread objects'),
      ...QUIET_TAGS,
    ]),
    types: [
      objectType('Thread', {
        objects: 1_908_328,
        dead: 1_907_900,
        holders: [app, holderOf('explorer.exe', 0x564, 40)],
        belongsTo: [
          { process: app.process, pid: app.pid, name: app.name, objects: 1_907_865, dead: 1_907_864 },
        ],
      }),
    ],
    processes: [
      processOf('System', 4),
      processOf('TestApp.exe', 0x12ce80, {
        handles: present(1_907_884, 'layout'),
        byType: [{ type: 'Thread', handles: 1_907_864 }],
      }),
    ],
    ...changes,
  });
}

/** Names as an attacker would choose them, wherever a dump can hold one. */
export function hostileAnalysis(): Analysis {
  const name = '<img src=x onerror=alert(1)>"\'\u202e\u001b[31m</style></script><b>.sys';
  const tag = '<b>&';
  const holder = holderOf(name, 0x700, 20_000, 20_000);
  return environment1({
    dump: {
      ...made().dump,
      path: `/tmp/${name}`,
      version: name,
      bugCheck: { code: 1, name, parameters: [] },
    },
    tags: tagTable([tagRow(tag, 'paged', { blocks: 400_000, bytes: 1_700_000_000 }, name)]),
    owners: [
      ownerOf(tag, 'paged', [candidateOf(name, 0x91967000, [siteOf({ symbol: name, allocator: name })])]),
    ],
    types: [
      objectType('Thread', { objects: 20_100, dead: 20_000, holders: [holder] }),
      { ...objectType('Key'), name },
    ],
    processes: [processOf(name, 0x700, { image: name, byType: [{ type: name, handles: 3 }] })],
    sessions: [sessionOf(1, { tags: [{ text: tag, blocks: 1, bytes: 9 }] })],
    modules: [moduleOf(name, 0x91967000, { version: name, company: name, path: name, pdb: name, name })],
    pages: {
      pagesPerCell: 1,
      cells: [{ start: 0x84c00000, pages: 1, pool: 'paged', tag, used: 1, unread: 0 }],
    },
    notes: [name],
    unread: [{ kind: 'tag-table', name, why: name }],
  });
}

/** More of everything than any machine has, with names as long as a kernel string can be. */
export function hugeAnalysis(): Analysis {
  const long = '長い名前'.repeat(16_000);
  const rows = Array.from({ length: 30_000 }, (_, i) =>
    tagRow(i.toString(36).padStart(4, '0'), 'paged', { blocks: i + 1, bytes: i * 8 + 8 }, long),
  );
  return environment1({
    tags: tagTable(rows),
    processes: Array.from({ length: 5000 }, (_, i) => processOf(long, i * 4 + 4, { image: long })),
    modules: Array.from({ length: 5000 }, (_, i) =>
      moduleOf(long, 0x80000000 + i * 0x1000, { path: long, company: long, version: long }),
    ),
    pages: {
      pagesPerCell: 1,
      cells: Array.from({ length: 500_000 }, (_, i) => ({
        start: 0x80000000 + i * 0x1000,
        pages: 1,
        pool: 'paged' as const,
        tag: 'Acme',
        used: (i % 7) / 7,
        unread: (i % 3) / 3,
      })),
    },
    notes: Array.from({ length: 2000 }, () => long),
    unread: Array.from({ length: 2000 }, () => ({ kind: 'tag-table', name: long, why: long })),
  });
}
