/**
 * The routines that take a pool tag, and where each takes it. Arguments are counted in dwords from
 * the last one pushed, as the WDK declares them (stdcall, 32-bit).
 */

/** Where a routine gets a value from: a dword on the stack, a register, or nowhere: it is fixed. */
export type Parameter =
  | { readonly kind: 'stack'; readonly index: number }
  /** Number of the register as the processor counts: 0 eax, 1 ecx, 2 edx, 3 ebx, 6 esi, 7 edi. */
  | { readonly kind: 'register'; readonly register: number }
  | { readonly kind: 'fixed'; readonly value: number };

/** A routine whose call allocates pool under a tag that its caller chooses. */
export interface Allocator {
  /** Name to show: a documented routine, or the function that passes its caller's tag on. */
  readonly name: string;
  readonly tag: Parameter;
  /** Bytes asked for. */
  readonly size?: Parameter;
  /** POOL_TYPE. */
  readonly poolType?: Parameter;
  /** Dwords of arguments that the routine takes off the stack; undefined when not known. */
  readonly arguments?: number;
  /** The call allocates only when this argument has this value. */
  readonly when?: { readonly index: number; readonly equals: number };
  /** Pool blocks are made later, one for each entry taken from a lookaside list set up here. */
  readonly isLookaside?: boolean;
  /** For a function found to pass its caller's tag on: what it calls, and how many such steps lie between. */
  readonly wraps?: { readonly name: string; readonly depth: number; readonly isThunk: boolean };
  /** Why a found wrapper is less than sure. */
  readonly doubt?: string;
}

const stack = (index: number): Parameter => ({ kind: 'stack', index });
const fixed = (value: number): Parameter => ({ kind: 'fixed', value });

/** POOL_TYPE values that routines without such an argument allocate from. */
const NON_PAGED = fixed(0);
const PAGED = fixed(1);
const SESSION_PAGED = fixed(0x21);

function routine(
  name: string,
  count: number,
  tag: number,
  size?: number,
  poolType?: number | Parameter,
): Allocator {
  return {
    name,
    arguments: count,
    tag: stack(tag),
    size: size === undefined ? undefined : stack(size),
    poolType: typeof poolType === 'number' ? stack(poolType) : poolType,
  };
}

/** Exported routines, by name. */
const ROUTINES: readonly Allocator[] = [
  // Name, number of arguments, then where tag, size and pool type lie among them.
  routine('ExAllocatePoolWithTag', 3, 2, 1, 0),
  routine('ExAllocatePoolWithTagPriority', 4, 2, 1, 0),
  routine('ExAllocatePoolWithQuotaTag', 3, 2, 1, 0),
  routine('ExAllocateCacheAwareRundownProtection', 2, 1, undefined, 0),
  routine('FsRtlAllocatePoolWithTag', 3, 2, 1, 0),
  routine('FsRtlAllocatePoolWithQuotaTag', 3, 2, 1, 0),
  routine('NdisAllocateMemoryWithTag', 3, 2, 1, NON_PAGED),
  routine('NdisAllocateMemoryWithTagPriority', 4, 2, 1, NON_PAGED),
  routine('FltAllocatePoolAlignedWithTag', 4, 3, 2, 1),
  routine('VideoPortAllocatePool', 4, 3, 2, 1),
  routine('EngAllocMem', 3, 2, 1, SESSION_PAGED),
  { ...routine('ExInitializeNPagedLookasideList', 7, 5, 4, NON_PAGED), isLookaside: true },
  { ...routine('ExInitializePagedLookasideList', 7, 5, 4, PAGED), isLookaside: true },
  { ...routine('ExInitializeLookasideListEx', 8, 6, 5, 3), isLookaside: true },
  // StorPortAllocatePool is inlined into a call with function code 0; the caller takes the arguments back.
  { ...routine('StorPortExtendedFunction', 0, 3, 2, NON_PAGED), when: { index: 0, equals: 0 } },
];

const BY_NAME = new Map(ROUTINES.map((allocator) => [allocator.name, allocator]));

/** The documented allocator of that name. */
export function allocatorNamed(name: string): Allocator | undefined {
  return BY_NAME.get(name);
}

export function allocatorNames(): IterableIterator<string> {
  return BY_NAME.keys();
}

/**
 * Kernel-mode driver framework routines are called through a table of pointers, which each driver
 * reaches by a global variable; the table only ever grew, so the places hold for all versions 1.x.
 * The first argument is WdfDriverGlobals.
 */
const FRAMEWORK: ReadonlyMap<number, Allocator> = new Map([
  [192 * 4, routine('WdfMemoryCreate', 7, 3, 4, 2)],
  [198 * 4, { ...routine('WdfLookasideListCreate', 7, 5, 2, 3), isLookaside: true }],
]);

/** The framework allocator whose pointer lies `offset` bytes into the function table. */
export function frameworkAllocator(offset: number): Allocator | undefined {
  return FRAMEWORK.get(offset);
}

/** Places in the function table of the routines that allocate. */
export function frameworkOffsets(): IterableIterator<number> {
  return FRAMEWORK.keys();
}

/** File name of the framework's own driver, without extension, as the table's pointers lead to it. */
export const FRAMEWORK_MODULE = 'wdf01000';
