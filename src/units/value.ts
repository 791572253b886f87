/**
 * A number that knows where it came from, or why it is not there. Nothing is ever printed as a
 * number that was not read.
 */

/**
 * How a value was found. `forced-symbol`: by symbols that do not match the module and that the user
 * forced, so the value is in doubt.
 */
export type Source =
  | 'header'
  | 'kdbg'
  | 'symbol'
  | 'forced-symbol'
  | 'neighbour'
  | 'walk'
  | 'tracker'
  | 'scan'
  | 'layout';

/** Why a value is absent. `unreadable`: the bytes were there but make no sense. */
export type AbsenceReason =
  | 'paged-out'
  | 'not-in-dump'
  | 'not-mapped'
  | 'no-symbol'
  | 'unreadable'
  | 'unsupported';

export interface Present<T> {
  readonly value: T;
  readonly source: Source;
  /** False when part of what the value sums up could not be read. */
  readonly complete: boolean;
}

export interface Absent {
  readonly absent: AbsenceReason;
  /** What was looked for, and at which address or symbol: one line for a person. */
  readonly at: string;
}

export type Value<T> = Present<T> | Absent;

export function present<T>(value: T, source: Source, complete = true): Present<T> {
  return { value, source, complete };
}

export function absent(reason: AbsenceReason, at: string): Absent {
  return { absent: reason, at };
}

export function isPresent<T>(value: Value<T>): value is Present<T> {
  return 'value' in value;
}

/** The bare value when nothing forced stands behind it, else undefined. */
export function certain<T>(value: Value<T>): T | undefined {
  return 'value' in value && value.source !== 'forced-symbol' ? value.value : undefined;
}

/** The bare value, or undefined when it is absent. */
export function known<T>(value: Value<T>): T | undefined {
  return 'value' in value ? value.value : undefined;
}
