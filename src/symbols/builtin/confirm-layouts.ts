/**
 * Tests a layout against what the dump itself says: the kernel's debugger data block (KDBG, Server
 * 2003 and later) carries sizes and offsets of its own structures as 16-bit values.
 */
import type { Layouts } from '../layouts.ts';

/**
 * The 16-bit values of KDDEBUGGER_DATA64, by their official names. A value of 0 counts as absent: a
 * kernel leaves the fields that it does not have zero.
 */
export interface LayoutEvidence {
  readonly SizeEProcess?: number;
  readonly OffsetEprocessPeb?: number;
  readonly OffsetEprocessParentCID?: number;
  readonly OffsetEprocessDirectoryTableBase?: number;
  readonly SizeEThread?: number;
  readonly OffsetKThreadNextProcessor?: number;
  readonly OffsetKThreadTeb?: number;
  readonly OffsetKThreadKernelStack?: number;
  readonly OffsetKThreadInitialStack?: number;
  readonly OffsetKThreadApcProcess?: number;
  readonly OffsetKThreadState?: number;
  readonly SizePrcb?: number;
  readonly OffsetPrcbCurrentThread?: number;
  readonly OffsetPrcbMhz?: number;
  readonly OffsetPrcbCpuType?: number;
  readonly OffsetPrcbVendorString?: number;
  readonly OffsetPrcbProcStateContext?: number;
  readonly OffsetPrcbNumber?: number;
  readonly SizePcr?: number;
  readonly OffsetPcrSelfPcr?: number;
  readonly OffsetPcrCurrentPrcb?: number;
  readonly OffsetPcrContainedPrcb?: number;
}

export interface LayoutConfirmation {
  /** Nothing contradicts the layout. With `checked` 0 nothing supports it either. */
  readonly ok: boolean;
  /** How many values of the dump were compared. */
  readonly checked: number;
  /** True when the dump states the size of _EPROCESS and every stated size is the sampled kernel's. */
  readonly exact: boolean;
  /** One line each: `_KTHREAD.State is at 68h, the dump says 4ch`. */
  readonly mismatches: readonly string[];
}

type Expectation = readonly [evidence: keyof LayoutEvidence, struct: string, field: string, inner?: string];

/** Offsets; `inner` adds the offset of a field of the structure embedded there. */
const OFFSETS: readonly Expectation[] = [
  ['OffsetEprocessPeb', '_EPROCESS', 'Peb'],
  ['OffsetEprocessParentCID', '_EPROCESS', 'InheritedFromUniqueProcessId'],
  ['OffsetEprocessDirectoryTableBase', '_KPROCESS', 'DirectoryTableBase'],
  ['OffsetKThreadNextProcessor', '_KTHREAD', 'NextProcessor'],
  ['OffsetKThreadTeb', '_KTHREAD', 'Teb'],
  ['OffsetKThreadKernelStack', '_KTHREAD', 'KernelStack'],
  ['OffsetKThreadInitialStack', '_KTHREAD', 'InitialStack'],
  ['OffsetKThreadApcProcess', '_KTHREAD', 'ApcState', '_KAPC_STATE.Process'],
  ['OffsetKThreadState', '_KTHREAD', 'State'],
  ['OffsetPrcbCurrentThread', '_KPRCB', 'CurrentThread'],
  ['OffsetPrcbMhz', '_KPRCB', 'MHz'],
  ['OffsetPrcbCpuType', '_KPRCB', 'CpuType'],
  ['OffsetPrcbVendorString', '_KPRCB', 'VendorString'],
  ['OffsetPrcbProcStateContext', '_KPRCB', 'ProcessorState'],
  ['OffsetPrcbNumber', '_KPRCB', 'Number'],
  ['OffsetPcrSelfPcr', '_KPCR', 'SelfPcr'],
  ['OffsetPcrCurrentPrcb', '_KPCR', 'Prcb'],
  ['OffsetPcrContainedPrcb', '_KPCR', 'PrcbData'],
];

const SIZES = [
  ['SizeEProcess', '_EPROCESS'],
  ['SizeEThread', '_ETHREAD'],
  ['SizePrcb', '_KPRCB'],
  ['SizePcr', '_KPCR'],
] as const;

/** Updates append fields to the process structure and move nothing: there, larger is no contradiction. */
const GROWS = new Set(['_EPROCESS']);

function offsetIn(layouts: Layouts, [, struct, field, inner]: Expectation): number | undefined {
  const outer = layouts.struct(struct)?.fields.get(field)?.offset;
  if (outer === undefined || inner === undefined) return outer;
  const [innerStruct = '', innerField = ''] = inner.split('.');
  const added = layouts.struct(innerStruct)?.fields.get(innerField)?.offset;
  return added === undefined ? undefined : outer + added;
}

function bytes(value: number | undefined): string {
  return value === undefined ? 'no known place' : `${value.toString(16)}h`;
}

/** Compares a layout with the dump's own values. Absent and zero values are skipped. */
export function confirmLayouts(layouts: Layouts, evidence: LayoutEvidence): LayoutConfirmation {
  const mismatches: string[] = [];
  let checked = 0;
  let exact = (evidence.SizeEProcess ?? 0) !== 0;
  for (const [key, struct] of SIZES) {
    const found = evidence[key] ?? 0;
    if (found === 0) continue;
    checked++;
    const expected = layouts.struct(struct)?.size;
    if (expected !== found) exact = false;
    if (expected === found || (GROWS.has(struct) && expected !== undefined && found > expected)) continue;
    mismatches.push(`${struct} is ${bytes(expected)} long, the dump says ${bytes(found)}`);
  }
  for (const expectation of OFFSETS) {
    const [key, struct, field] = expectation;
    const found = evidence[key] ?? 0;
    if (found === 0) continue;
    checked++;
    const expected = offsetIn(layouts, expectation);
    if (expected !== found) {
      mismatches.push(`${struct}.${field} is at ${bytes(expected)}, the dump says ${bytes(found)}`);
    }
  }
  return { ok: mismatches.length === 0, checked, exact, mismatches };
}

/**
 * The candidate that the dump supports best: one without mismatch whose sizes are exactly the
 * dump's, else the first without mismatch, else undefined.
 */
export function pickLayouts<T extends Layouts>(
  candidates: readonly T[],
  evidence: LayoutEvidence,
): T | undefined {
  const fitting = candidates
    .map((layouts) => ({ layouts, confirmation: confirmLayouts(layouts, evidence) }))
    .filter(({ confirmation }) => confirmation.ok);
  return (fitting.find(({ confirmation }) => confirmation.exact) ?? fitting[0])?.layouts;
}
