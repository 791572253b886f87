import type { OptionalHeaders } from './object-headers.ts';

/**
 * What the builder must know of one Windows. Written down once more here on purpose: a slip in the
 * reader's tables must not be repeated by its test dumps. Offsets and sizes are bytes; a field that
 * a Windows does not have, or that is not known, is left out.
 */
export interface Windows {
  readonly version: string;
  readonly build: number;
  /** 1 workstation, 3 server. */
  readonly productType: 1 | 3;
  /** CmNtCSDVersion: the service pack in its second byte. */
  readonly csdVersion: number;
  /** As KUSER_SHARED_DATA has it. */
  readonly ntVersion: readonly [major: number, minor: number];
  /** NtBuildLab. */
  readonly lab: string;
  /** Bytes of KDDEBUGGER_DATA64, and whether the memory manager's fields are still filled in. */
  readonly kdbg: { readonly size: number; readonly hasMemoryFields: boolean };
  readonly pool: PoolForms;
  readonly objects: ObjectForms;
  readonly handles: HandleForms;
  readonly eprocess: ProcessFacts;
  /** _MMSUPPORT in EPROCESS.Vm. */
  readonly vm?: WorkingSetFacts;
  readonly ethread: ThreadFacts;
  readonly handleTable: HandleTableFacts;
  readonly objectType: ObjectTypeFacts;
  readonly sessionSpace: SessionFacts;
  /** Left out where the kernel has none any more. */
  readonly poolDescriptor?: DescriptorFacts;
  readonly token: TokenFacts;
  readonly pagingFile: PagingFileFacts;
  readonly processor: ProcessorFacts;
  readonly loaderEntry: LoaderFacts;
  /** Kernel variables that this Windows does not have. */
  readonly missing: readonly string[];
}

/** How pools are kept. */
export interface PoolForms {
  /** Stored type of a block in use: the requested type plus one, or with bit 1 set. */
  readonly type: 'plus-one' | 'in-use-bit';
  /** Nonpaged pool is the kind that nothing may execute. */
  readonly noExecute: boolean;
  /** Pools keep to ranges that are fixed at boot. */
  readonly fixedRanges: boolean;
  /** A row of PoolTrackTable: 32-bit or 64-bit counts. */
  readonly trackerRow: 'narrow' | 'wide';
  /** Each processor has a table of its own. */
  readonly perProcessor: boolean;
  readonly hasExpansion: boolean;
  readonly bigPageRow: 'pages' | 'pages-and-quota' | 'bytes' | 'bytes-and-pattern';
  /** Lookaside lists in KPRCB: pairs of pointers to them, themselves, or unknown to us. */
  readonly lookaside: 'pointers' | 'lists' | 'unknown';
  /** Links of free lists are plain addresses. */
  readonly plainFreeLists: boolean;
  /** Distance of variables from PoolTrackTable. */
  readonly neighbours: Readonly<Record<string, number>>;
}

export interface ObjectForms {
  /** How a header names its type and its optional headers. */
  readonly header: 'pointer' | 'index';
  readonly optional: OptionalHeaders;
  /** TypeIndex is scrambled with the header's address and ObHeaderCookie. */
  readonly hasCookie: boolean;
  /** The type of all types links its objects. */
  readonly linksTypes: boolean;
}

export interface HandleForms {
  /** The upper bits of the second word count references. */
  readonly countsReferences: boolean;
  /** Handles are counted in each free list; bytes from one list to the next. */
  readonly freeListStep?: number;
}

export interface ProcessFacts {
  readonly size: number;
  readonly profileListHead: number;
  readonly directoryTableBase: number;
  readonly kernelThreadList: number;
  readonly affinity: number;
  readonly basePriority: number;
  readonly quantumReset?: number;
  readonly kernelTime: number;
  readonly userTime: number;
  readonly createTime: number;
  readonly exitTime: number;
  readonly uniqueProcessId: number;
  readonly activeProcessLinks: number;
  readonly quotaUsage: number;
  readonly commitCharge: number;
  readonly quotaBlock: number;
  readonly peakVirtualSize: number;
  readonly virtualSize: number;
  readonly sessionLinks: number;
  readonly objectTable: number;
  readonly token: number;
  readonly privatePages: number;
  readonly parentId: number;
  readonly deviceMap: number;
  readonly session: number;
  readonly imageFileName: number;
  readonly priorityClass: number;
  readonly threadListHead: number;
  readonly paeTop: number;
  readonly activeThreads: number;
  readonly peb: number;
  readonly auditImageName: number;
  readonly vm: number;
  readonly flags: number;
  readonly exitStatus: number;
  readonly vadRoot: number;
}

export interface WorkingSetFacts {
  readonly minimum: number;
  readonly size: number;
  readonly maximum: number;
  readonly peak: number;
  readonly faults: number;
}

export interface ThreadFacts {
  readonly size: number;
  readonly initialStack: number;
  readonly stackLimit: number;
  readonly kernelStack: number;
  readonly running?: number;
  /** KernelStackResident: word and bit. */
  readonly stackResident: readonly [at: number, bit: number];
  readonly apcList: number;
  readonly apcProcess: number;
  readonly priority: number;
  readonly contextSwitches: number;
  readonly state: number;
  readonly waitIrql: number;
  readonly waitMode: number;
  readonly waitBlockList: number;
  readonly waitTime: number;
  readonly teb: number;
  readonly timer: number;
  readonly waitBlock: number;
  /** Where Windows 8 and later say how many wait blocks there are. */
  readonly waitBlockCount?: number;
  readonly trapFrame: number;
  readonly basePriority: number;
  readonly boosts: number;
  readonly previousMode: number;
  readonly nextProcessor: number;
  /** In KTHREAD, or in ETHREAD on XP. */
  readonly process: number;
  readonly affinity: number;
  readonly apcStatePointer?: number;
  readonly waitReason: number;
  readonly win32Thread: number;
  readonly stackBase: number;
  readonly kernelTime: number;
  readonly userTime: number;
  readonly kernelThreadEntry: number;
  readonly mutantList: number;
  readonly createTime: number;
  /** Lowest bit of CreateTime, which has counters below it on old kernels. */
  readonly createTimeShift: number;
  readonly exitTime: number;
  readonly exitStatus: number;
  readonly startAddress: number;
  readonly cid: number;
  readonly clientSecurity?: number;
  readonly irpList: number;
  readonly win32StartAddress: number;
  readonly threadListEntry: number;
  readonly crossThreadFlags: number;
  /** Lowest bits of IoPriority and PagePriority in CrossThreadFlags. */
  readonly priorityBits?: readonly [io: number, page: number];
  readonly callbackStack?: number;
}

export interface HandleTableFacts {
  readonly size: number;
  readonly tableCode: number;
  readonly quotaProcess: number;
  readonly processId: number;
  readonly list: number;
  readonly firstFree?: number;
  readonly lastFree?: number;
  readonly count?: number;
  readonly nextNeedingPool: number;
  readonly highWatermark?: number;
  readonly freeLists?: number;
}

export interface ObjectTypeFacts {
  readonly size: number;
  readonly typeList: number;
  readonly name: number;
  readonly index: number;
  readonly objects: number;
  readonly handles: number;
  readonly highObjects: number;
  readonly highHandles: number;
  readonly initializer: number;
  readonly initializerSize: number;
  readonly validAccess: number;
  readonly poolType: number;
  readonly key: number;
  readonly callbackList?: number;
}

export interface SessionFacts {
  readonly size: number;
  readonly referenceCount: number;
  readonly sessionId: number;
  readonly processList: number;
  readonly nonPagablePages: number;
  readonly committedPages: number;
  readonly pagedPoolStart: number;
  readonly pagedPoolEnd: number;
  readonly poolFailures?: number;
  readonly wsListEntry: number;
  readonly pagedPoolPages: number;
  readonly pagedPool?: number;
  /** PoolTrackBigPages, its size right behind it; where the paging mode leaves it known. */
  readonly bigPages: { readonly pae?: number; readonly classic?: number };
}

export interface DescriptorFacts {
  readonly size: number;
  readonly poolType: number;
  readonly poolIndex: number;
  readonly runningAllocs?: number;
  readonly runningDeAllocs?: number;
  readonly totalBigPages?: number;
  readonly totalPages?: number;
  readonly totalBytes?: number;
  /** Counters that only grow, in place of the totals. */
  readonly pagesUp?: number;
  readonly pagesDown?: number;
  readonly bigPagesUp?: number;
  readonly bigPagesDown?: number;
  readonly pendingFrees?: number;
  readonly pendingFreeDepth?: number;
  readonly listHeads?: number;
}

/** _TOKEN; the groups lie right behind the fixed part. */
export interface TokenFacts {
  readonly size: number;
  readonly tokenId: number;
  readonly authenticationId: number;
  readonly sessionId: number;
  readonly groupCount: number;
  readonly groups: number;
  readonly type: number;
}

export interface PagingFileFacts {
  readonly size: number;
  readonly maximum: number;
  readonly minimum: number;
  readonly free: number;
  readonly name: number;
  readonly length: number;
}

/** KPCR and KPRCB; offsets from `currentThread` on are in KPRCB. */
export interface ProcessorFacts {
  readonly prcb: number;
  readonly pcrSize: number;
  readonly prcbSize: number;
  readonly selfPcr: number;
  readonly prcbPointer: number;
  readonly versionBlock: number;
  readonly pcrMajor: number;
  readonly pcrNumber: number;
  readonly currentThread: number;
  readonly nextThread: number;
  readonly idleThread: number;
  readonly cpuType: number;
  readonly contextFrame: number;
  readonly specialRegisters: number;
  readonly mhz: number;
  readonly number: number;
  readonly nonPagedLookaside: number;
  readonly pagedLookaside: number;
  readonly dpcRoutineActive: number;
  readonly vendor: number;
  /** KDBG's OffsetPrcbContext. */
  readonly context?: number;
}

/** What loader entries of drivers look like. */
export interface LoaderFacts {
  readonly size: number;
  /** Where the time stamp of the link stands; Windows 8 and later keep other things there. */
  readonly timestamp?: number;
}
