import type { Kernel } from '../kernel/kernel.ts';
import { addVa } from '../units/address.ts';
import { isPresent, known, type Value } from '../units/value.ts';

/** _MM_POOL_FAILURE_REASONS of Windows 7. Source: enumerations of a Windows 7 kernel's symbols. */
export const POOL_FAILURE_REASONS = [
  'NonPagedNoPtes',
  'PriorityTooLow',
  'NonPagedNoPagesAvailable',
  'PagedNoPtes',
  'SessionPagedNoPtes',
  'PagedNoPagesAvailable',
  'SessionPagedNoPagesAvailable',
  'PagedNoCommit',
  'SessionPagedNoCommit',
  'NonPagedNoResidentAvailable',
  'NonPagedNoCommit',
] as const;

export type PoolFailureReason = (typeof POOL_FAILURE_REASONS)[number];

/** Pool allocations that failed since boot. */
export interface PoolFailures {
  readonly count: Value<number>;
  /** How often for which reason, reasons that never happened left out; undefined without symbols. */
  readonly reasons?: readonly { readonly reason: PoolFailureReason; readonly count: number }[];
}

export function readPoolFailures(kernel: Kernel): PoolFailures {
  const count = kernel.globals.u32('ExPoolFailures');
  const array = kernel.globals.fromSymbols('MmPoolFailureReasons');
  if (array === undefined || !isPresent(array) || kernel.build < 7600 || kernel.build > 7601)
    return { count };
  const reasons = POOL_FAILURE_REASONS.map((reason, i) => ({
    reason,
    count: kernel.memory.u32(addVa(array.value, i * 4)),
  }));
  if (reasons.some((one) => one.count === undefined)) return { count };
  // The shape of the array is only likely; figures beyond the total would be another variable's.
  const plausible = reasons.every((one) => (one.count as number) <= (known(count) ?? 0));
  return plausible
    ? { count, reasons: reasons.filter((one): one is typeof one & { count: number } => (one.count ?? 0) > 0) }
    : { count };
}
