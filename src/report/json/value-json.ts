import { hex8 } from '../../units/address.ts';
import { isPresent, type Value } from '../../units/value.ts';

/** A number with its source, or the reason of its absence. */
export function valueJson<T>(value: Value<T>): Record<string, unknown> {
  return isPresent(value)
    ? { value: value.value, source: value.source, complete: value.complete }
    : { absent: value.absent, at: value.at };
}

/** Eight hex digits. */
export function addressJson(address: number): string {
  return hex8(address);
}

/** What JSON has for nothing. */
export function orNull<T>(value: T | undefined): T | null {
  return value ?? null;
}
