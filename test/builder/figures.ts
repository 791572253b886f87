/** The numbers of the two environments of the article, as its transcripts print them. Amounts in pages. */

export interface VmFigures {
  physical: number;
  pageFile: { size: number; free: number; min: number; max: number };
  available: number;
  residentAvailable: number;
  freeSystemPtes: number;
  modified: number;
  modifiedPageFile: number;
  nonPagedUsage: number;
  nonPagedMax: number;
  /** Usage of paged pool 0..4. */
  pagedUsage: readonly number[];
  pagedMax: number;
  failures: number;
  sharedCommit: number;
  specialPool: number;
  sharedProcess: number;
  pagedCommit: number;
  driverCommit: number;
  committed: number;
  commitLimit: number;
  /** Sessions 0 and 1. */
  sessions: readonly { paged: number; committed: number }[];
}

/** Outstanding allocations and bytes of one tag: nonpaged, paged. */
export type TagFigures = readonly [tag: string, np: number, npBytes: number, pg: number, pgBytes: number];

const PAGE_FILE = { size: 524174, min: 524174, max: 1572522 };

export const DRIVER_LEAK_VM: VmFigures = {
  physical: 524174,
  pageFile: { ...PAGE_FILE, free: 524173 },
  available: 425421,
  residentAvailable: 484901,
  freeSystemPtes: 2680,
  modified: 4455,
  modifiedPageFile: 4401,
  nonPagedUsage: 11089,
  nonPagedMax: 385022,
  pagedUsage: [425939, 2408, 59, 45, 93],
  pagedMax: 523264,
  failures: 34553,
  sharedCommit: 6605,
  specialPool: 0,
  sharedProcess: 1692,
  pagedCommit: 428544,
  driverCommit: 1857,
  committed: 516797,
  commitLimit: 1048348,
  sessions: [
    { paged: 685, committed: 1324 },
    { paged: 3477, committed: 4123 },
  ],
};

export const HANDLE_LEAK_VM: VmFigures = {
  physical: 524174,
  pageFile: { ...PAGE_FILE, free: 499075 },
  available: 71341,
  residentAvailable: 124674,
  freeSystemPtes: 23357,
  modified: 1919,
  modifiedPageFile: 1831,
  nonPagedUsage: 384704,
  nonPagedMax: 385022,
  pagedUsage: [37001, 2297, 291, 231, 264],
  pagedMax: 523264,
  failures: 196,
  sharedCommit: 6286,
  specialPool: 0,
  sharedProcess: 1536,
  pagedCommit: 40100,
  driverCommit: 1813,
  committed: 740898,
  commitLimit: 1048348,
  sessions: [
    { paged: 905, committed: 1544 },
    { paged: 3920, committed: 4568 },
  ],
};

/** A machine of the same make that nothing ails. */
export const HEALTHY_VM: VmFigures = {
  ...HANDLE_LEAK_VM,
  pageFile: { ...PAGE_FILE, free: 520300 },
  available: 352110,
  residentAvailable: 441020,
  freeSystemPtes: 201400,
  nonPagedUsage: 9100,
  pagedUsage: [12800, 9800, 4100, 3900, 4050],
  failures: 0,
  pagedCommit: 34700,
  committed: 152300,
};

/** `!poolused 4` of environment 1. MSKK, the leak itself, is the first row. */
export const DRIVER_LEAK_TAGS: readonly TagFigures[] = [
  ['MSKK', 0, 0, 415447, 1701670912],
  ['CM31', 0, 0, 5555, 24899584],
  ['CM25', 0, 0, 2026, 8814592],
  ['CIcr', 0, 0, 1295, 2990224],
  ['MmRe', 0, 0, 401, 2765280],
  ['ClfI', 0, 0, 19, 1782880],
  ['MmSt', 0, 0, 664, 1268752],
  ['VmbK', 51, 403064, 8, 876544],
];

/** `!poolused 2` of environment 2, without Thre, which the threads themselves make up. */
export const HANDLE_LEAK_TAGS: readonly TagFigures[] = [
  ['nVsC', 519, 1474176, 0, 0],
  ['Pool', 5, 1156680, 0, 0],
  ['Mm  ', 9, 595712, 3, 88],
  ['EtwB', 71, 577960, 6, 135200],
  ['netv', 2065, 323664, 1, 128],
];

export const HEALTHY_TAGS: readonly TagFigures[] = [
  ['nVsC', 519, 1474176, 0, 0],
  ['Mm  ', 9, 595712, 3, 88],
  ['EtwB', 71, 577960, 6, 135200],
  ['netv', 2065, 323664, 1, 128],
  ['CM31', 0, 0, 5555, 24899584],
  ['CM25', 0, 0, 2026, 8814592],
  ['CIcr', 0, 0, 1295, 2990224],
  ['MmSt', 0, 0, 8664, 16268752],
  ['VmbK', 51, 403064, 8, 876544],
];

/** The row `Thre` of environment 2 and its parts. */
export const LEAKED_THREADS = {
  blocks: 1908328,
  bytes: 1419794592,
  /** Blocks of 0x2d8 bytes: threads without quota info. */
  withoutQuota: 90,
  handles: 1907884,
  threadHandles: 1907864,
} as const;

/** Background tags of no interest: name, pool side, a usual block size in bytes, header included. */
export const BACKGROUND: readonly (readonly [tag: string, side: 'np' | 'pg', size: number])[] = [
  ['Irp ', 'np', 0x1c0],
  ['MmCa', 'np', 0x88],
  ['Ntfr', 'np', 0x40],
  ['NtFs', 'np', 0x28],
  ['Vad ', 'np', 0x50],
  ['VadS', 'np', 0x38],
  ['AfdE', 'np', 0x158],
  ['AfdC', 'np', 0xc8],
  ['TcpE', 'np', 0x1d8],
  ['UdpA', 'np', 0xb0],
  ['NDnd', 'np', 0x300],
  ['NDpp', 'np', 0x118],
  ['FMsl', 'np', 0x78],
  ['CcSc', 'np', 0x138],
  ['CcVa', 'np', 0x420],
  ['Mdl ', 'np', 0xa0],
  ['Ipng', 'np', 0x90],
  ['InNE', 'np', 0x200],
  ['WfpF', 'np', 0x168],
  ['usbp', 'np', 0x98],
  ['HidU', 'np', 0x4b0],
  ['PcNw', 'np', 0x68],
  ['Usbd', 'np', 0x228],
  ['ReTa', 'np', 0x20],
  ['Wait', 'np', 0x60],
  ['AcpI', 'np', 0x30],
  ['Nbtc', 'np', 0x70],
  ['SmNp', 'np', 0xe8],
  ['VolS', 'np', 0x128],
  ['SPX ', 'np', 0x48],
  ['ScsL', 'np', 0x190],
  ['Hal ', 'np', 0xd8],
  ['Pcmc', 'np', 0x80],
  ['HcdX', 'np', 0x240],
  ['RxM1', 'np', 0xb8],
  ['Smbi', 'np', 0x2a0],
  ['WanA', 'np', 0x1a8],
  ['PpEE', 'np', 0x58],
  ['IoFs', 'np', 0x108],
  ['PopP', 'np', 0x378],
  ['KSoh', 'np', 0xc0],
  ['Dmio', 'np', 0x148],
  ['CMVa', 'pg', 0x58],
  ['CMkb', 'pg', 0x78],
  ['CMpb', 'pg', 0xb8],
  ['ObNm', 'pg', 0x30],
  ['IoNm', 'pg', 0xa0],
  ['SeTd', 'pg', 0x198],
  ['SeSd', 'pg', 0xa0],
  ['NtfF', 'pg', 0x4c0],
  ['Ntfo', 'pg', 0x70],
  ['FMfn', 'pg', 0xc0],
  ['LSwi', 'pg', 0x118],
  ['AlMs', 'pg', 0x118],
  ['PfFN', 'pg', 0x58],
  ['MmSm', 'pg', 0x50],
  ['UlLS', 'pg', 0xa8],
  ['PsIm', 'pg', 0x90],
  ['WPPT', 'pg', 0x60],
  ['DxgC', 'pg', 0x120],
  ['NtFB', 'pg', 0x200],
  ['CIcc', 'pg', 0x140],
  ['CMNb', 'pg', 0x48],
  ['CMIn', 'pg', 0x30],
  ['Luaf', 'pg', 0x88],
  ['SePr', 'pg', 0xd0],
  ['NtfI', 'pg', 0x188],
  ['CmRe', 'pg', 0x70],
];
