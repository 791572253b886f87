import type { Kernel } from '../kernel/kernel.ts';
import type { VirtualAddress } from '../units/address.ts';
import { isPresent, type Value } from '../units/value.ts';

/** A variable of nt that commands read, and what they do without it. */
interface VariableUse {
  readonly name: string;
  /** What is not shown, or is found another way, when the variable has no address. */
  readonly without: string;
  /** First and last build that has the variable. */
  readonly from?: number;
  readonly to?: number;
}

const VISTA = 6000;
const WINDOWS_7 = 7600;

const USES: readonly VariableUse[] = [
  { name: 'MmPagingFile', without: '!vm: page files' },
  { name: 'MmSystemLockPagesCount', without: '!vm: Locked IO Pages' },
  { name: 'MiSystemPteInfo', without: '!vm: Free System PTEs', from: WINDOWS_7 },
  { name: 'MmTotalFreeSystemPtes', without: '!vm: Free System PTEs', to: WINDOWS_7 - 1 },
  { name: 'MmTotalPagesForPagingFile', without: '!vm: Modified PF Pages' },
  { name: 'MmSpecialPagesInUse', without: '!vm: Special Pool' },
  { name: 'ExPoolFailures', without: '!vm: count of failed pool allocations' },
  { name: 'MmModifiedPageListHead', without: '!vm: Modified Pages' },
  { name: 'PoolTrackTable', without: '!poolused: every row' },
  { name: 'PoolTrackTableSize', without: '!poolused: every row' },
  {
    name: 'ExPoolTagTables',
    without: '!poolused: tables of the processors are found by their contents',
    from: VISTA,
  },
  {
    name: 'PoolTrackTableExpansion',
    without: '!poolused: tags beyond the main table only where its contents prove them',
  },
  { name: 'ExpSessionPoolTrackTable', without: '!poolused 8: session pool', from: VISTA },
  { name: 'PoolBigPageTable', without: '!poolfind, !pool: allocations of a page and more' },
  {
    name: 'MiSystemVaType',
    without: 'walks of the pool: what the pages hold tells the regions',
    from: VISTA,
  },
  { name: 'MmNonPagedPoolStart', without: 'walks of the pool: where initial nonpaged pool begins' },
  {
    name: 'ObTypeIndexTable',
    without: 'types of objects are found by the list of types or by their looks',
    from: WINDOWS_7,
  },
  { name: 'ObpTypeObjectType', without: 'types of objects are found by their looks' },
  {
    name: 'ObpKernelHandleTable',
    without: '!handle: the kernel table is taken from the System process',
  },
  { name: 'PspCidTable', without: 'threads and processes that no list holds' },
  { name: 'PsActiveProcessHead', without: '!process: the head of the list is taken from the header' },
  { name: 'KeTimeIncrement', without: 'durations: a tick of 15.625 ms is assumed' },
  { name: 'MmUnloadedDrivers', without: 'lm: unloaded modules' },
  { name: 'NtBuildLab', without: 'vertarget: Built by' },
];

export interface KernelVariable {
  readonly name: string;
  readonly address: Value<VirtualAddress>;
  /** What commands lack, or do instead, when the address is absent. */
  readonly without: string;
}

/** The variables that commands of this build read, each with its address and source, or why there is none. */
export function kernelVariables(kernel: Kernel): KernelVariable[] {
  const { build } = kernel;
  return USES.filter(({ from = 0, to = Number.POSITIVE_INFINITY }) => build >= from && build <= to).map(
    ({ name, without }) => ({ name, without, address: kernel.globals.address(name) }),
  );
}

/** Those among them that nothing gives an address. */
export function missingVariables(variables: readonly KernelVariable[]): KernelVariable[] {
  return variables.filter(({ address }) => !isPresent(address));
}
