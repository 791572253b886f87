/**
 * Sizes and field offsets of Windows 7 SP1 x86 structures, as far as the builder fills them in. Written
 * down once more here on purpose: a slip in the reader's tables must not be repeated by its test dumps.
 */

export const EPROCESS = {
  size: 0x2c0,
  profileListHead: 0x10,
  directoryTableBase: 0x18,
  kernelThreadList: 0x2c,
  affinity: 0x38,
  basePriority: 0x60,
  quantumReset: 0x61,
  kernelTime: 0x88,
  userTime: 0x8c,
  createTime: 0xa0,
  exitTime: 0xa8,
  uniqueProcessId: 0xb4,
  activeProcessLinks: 0xb8,
  quotaUsage: 0xc0,
  commitCharge: 0xd0,
  quotaBlock: 0xd4,
  peakVirtualSize: 0xdc,
  virtualSize: 0xe0,
  sessionLinks: 0xe4,
  objectTable: 0xf4,
  token: 0xf8,
  privatePages: 0x118,
  parentId: 0x140,
  deviceMap: 0x150,
  session: 0x168,
  imageFileName: 0x16c,
  priorityClass: 0x17b,
  threadListHead: 0x188,
  paeTop: 0x194,
  activeThreads: 0x198,
  peb: 0x1a8,
  auditImageName: 0x1ec,
  vm: 0x1f0,
  flags: 0x270,
  exitStatus: 0x274,
  vadRoot: 0x278,
} as const;

/** Fields of EPROCESS.Vm (_MMSUPPORT). */
export const VM = { minimum: 0x30, size: 0x34, maximum: 0x3c, peak: 0x4c, faults: 0x5c } as const;

export const ETHREAD = {
  size: 0x2b8,
  initialStack: 0x28,
  stackLimit: 0x2c,
  kernelStack: 0x30,
  running: 0x39,
  miscFlags: 0x3c,
  apcList: 0x40,
  apcProcess: 0x50,
  priority: 0x57,
  contextSwitches: 0x64,
  state: 0x68,
  waitIrql: 0x6a,
  waitMode: 0x6b,
  waitBlockList: 0x70,
  waitTime: 0x80,
  teb: 0x88,
  timer: 0x90,
  waitBlock: 0xc0,
  trapFrame: 0x128,
  basePriority: 0x135,
  boosts: 0x136,
  previousMode: 0x13a,
  process: 0x150,
  affinity: 0x154,
  apcStatePointer: 0x168,
  waitReason: 0x187,
  win32Thread: 0x18c,
  stackBase: 0x190,
  kernelTime: 0x198,
  userTime: 0x1c4,
  kernelThreadEntry: 0x1e0,
  mutantList: 0x1e8,
  createTime: 0x200,
  exitTime: 0x208,
  exitStatus: 0x210,
  startAddress: 0x218,
  cid: 0x22c,
  clientSecurity: 0x248,
  irpList: 0x24c,
  win32StartAddress: 0x260,
  threadListEntry: 0x268,
  crossThreadFlags: 0x280,
} as const;

export const HANDLE_TABLE = {
  size: 0x3c,
  tableCode: 0,
  quotaProcess: 4,
  processId: 8,
  list: 0x10,
  firstFree: 0x28,
  lastFree: 0x2c,
  count: 0x30,
  nextNeedingPool: 0x34,
  highWatermark: 0x38,
} as const;

export const OBJECT_TYPE = {
  size: 0x88,
  name: 8,
  index: 0x14,
  objects: 0x18,
  handles: 0x1c,
  highObjects: 0x20,
  highHandles: 0x24,
  initializer: 0x28,
  validAccess: 0x28 + 0x1c,
  poolType: 0x28 + 0x24,
  key: 0x7c,
} as const;

/** _OBJECT_HEADER, 0x18 bytes in front of the body. */
export const OBJECT_HEADER = {
  size: 0x18,
  pointerCount: 0,
  handleCount: 4,
  typeIndex: 0xc,
  infoMask: 0xe,
  flags: 0xf,
  quotaBlock: 0x10,
  security: 0x14,
} as const;

/** Optional headers in the order of their mask bits, nearest to the object header first. */
export const OPTIONAL_HEADERS = {
  creator: { bit: 1, size: 0x10 },
  name: { bit: 2, size: 0x10 },
  handle: { bit: 4, size: 8 },
  quota: { bit: 8, size: 0x10 },
  process: { bit: 0x10, size: 8 },
} as const;

export const SESSION_SPACE = {
  size: 0x2040,
  referenceCount: 0,
  sessionId: 8,
  processList: 0x10,
  nonPagablePages: 0x24,
  committedPages: 0x28,
  pagedPoolStart: 0x2c,
  pagedPoolEnd: 0x30,
  poolFailures: 0x40,
  wsListEntry: 0x70,
  pagedPoolPages: 0xd6c,
  pagedPool: 0xe00,
  bigPages: 0x1fe8,
  bigPagesSize: 0x1fec,
  classicShift: 0x18,
} as const;

export const POOL_DESCRIPTOR = {
  size: 0x1140,
  poolType: 0,
  runningAllocs: 0x40,
  runningDeAllocs: 0x44,
  totalBigPages: 0x48,
  totalBytes: 0x50,
  poolIndex: 0x80,
  totalPages: 0xc0,
  pendingFrees: 0x100,
  pendingFreeDepth: 0x104,
  listHeads: 0x140,
} as const;

/** _TOKEN; the groups lie right behind the fixed part. */
export const TOKEN = {
  size: 0x1e0,
  tokenId: 0x10,
  authenticationId: 0x18,
  sessionId: 0x74,
  groupCount: 0x78,
  groups: 0x90,
  type: 0xa4,
} as const;

export const PAGING_FILE = { size: 0, maximum: 4, minimum: 8, free: 0xc, name: 0x24, length: 0x50 } as const;

export const LOADER_ENTRY = {
  size: 0x78,
  base: 0x18,
  entryPoint: 0x1c,
  imageSize: 0x20,
  fullName: 0x24,
  baseName: 0x2c,
  flags: 0x34,
  loadCount: 0x38,
  checksum: 0x40,
  timestamp: 0x44,
} as const;

/** KPRCB lies 0x120 into KPCR. */
export const PROCESSOR = {
  prcb: 0x120,
  pcrSize: 0x3748,
  selfPcr: 0x1c,
  prcbPointer: 0x20,
  versionBlock: 0x34,
  pcrMajor: 0x44,
  pcrNumber: 0x51,
  currentThread: 4,
  nextThread: 8,
  idleThread: 0xc,
  buildType: 0x12,
  cpuType: 0x14,
  contextFrame: 0x18,
  specialRegisters: 0x2e4,
  mhz: 0x3c0,
  number: 0x3cc,
  nonPagedLookaside: 0x620,
  pagedLookaside: 0xf20,
  dpcRoutineActive: 0x1932,
  vendor: 0x336c,
} as const;

/** _GENERAL_LOOKASIDE_POOL: 0x48 bytes, SLIST_HEADER first. */
export const LOOKASIDE = { size: 0x48, depth: 8, maximumDepth: 0xa, tag: 0x20, blockSize: 0x24 } as const;

export const TRACKER_ENTRY = { size: 0x1c, npAllocs: 4, npFrees: 8, npBytes: 0xc, pgAllocs: 0x10 } as const;

/** Object type indices, pool tags and body sizes; index 0 and 1 are not used. */
export const OBJECT_TYPES: readonly (readonly [
  name: string,
  tag: string,
  side: 'np' | 'pg',
  body: number,
])[] = [
  ['Type', 'ObjT', 'np', 0x88],
  ['Directory', 'Dire', 'pg', 0xa0],
  ['SymbolicLink', 'Symb', 'pg', 0x28],
  ['Token', 'Toke', 'pg', 0x1e0],
  ['Job', 'Job ', 'np', 0x138],
  ['Process', 'Proc', 'np', 0x2c0],
  ['Thread', 'Thre', 'np', 0x2b8],
  ['UserApcReserve', 'UsrA', 'np', 0x38],
  ['IoCompletionReserve', 'IoCR', 'np', 0x38],
  ['DebugObject', 'Dbgo', 'np', 0x30],
  ['Event', 'Even', 'np', 0x10],
  ['EventPair', 'EvPa', 'np', 0x20],
  ['Mutant', 'Muta', 'np', 0x20],
  ['Callback', 'Call', 'np', 0x18],
  ['Semaphore', 'Sema', 'np', 0x18],
  ['Timer', 'Time', 'np', 0x98],
  ['Profile', 'Prof', 'np', 0x40],
  ['KeyedEvent', 'Keye', 'pg', 0x100],
  ['WindowStation', 'Wind', 'np', 0x60],
  ['Desktop', 'Desk', 'np', 0x80],
  ['TpWorkerFactory', 'TpWo', 'np', 0x88],
  ['Adapter', 'Adap', 'np', 0x58],
  ['Controller', 'Cont', 'np', 0x58],
  ['Device', 'Devi', 'np', 0xb8],
  ['Driver', 'Driv', 'np', 0xa8],
  ['IoCompletion', 'IoCo', 'np', 0x28],
  ['File', 'File', 'np', 0x80],
  ['TmTm', 'TmTm', 'np', 0x2d8],
  ['TmTx', 'TmTx', 'np', 0x210],
  ['TmRm', 'TmRm', 'np', 0x1c8],
  ['TmEn', 'TmEn', 'np', 0xf0],
  ['Section', 'Sect', 'pg', 0x28],
  ['Session', 'Sess', 'np', 0x30],
  ['Key', 'Key ', 'pg', 0x30],
  ['ALPC Port', 'ALPC', 'pg', 0x100],
  ['PowerRequest', 'Powe', 'np', 0x48],
  ['WmiGuid', 'WmiG', 'np', 0x38],
  ['EtwRegistration', 'EtwR', 'np', 0x38],
  ['EtwConsumer', 'EtwC', 'np', 0x68],
  ['FilterConnectionPort', 'Filt', 'np', 0x40],
];
