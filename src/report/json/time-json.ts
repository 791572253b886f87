import { type FileTime, fileTimeIso, fileTimeToMs } from '../../units/time.ts';

/** `2010-04-12T09:37:08.000Z`; null for 0, which stands for unknown. */
export function unixTimeIso(seconds: number): string | null {
  return seconds === 0 ? null : new Date(seconds * 1000).toISOString();
}

/** A FILETIME as ISO 8601; null when it was not recorded or no calendar has it. */
export function timeIso(time: FileTime | undefined): string | null {
  if (time === undefined) return null;
  try {
    return fileTimeIso(time);
  } catch {
    return null;
  }
}

/** Milliseconds of a duration in 100 ns units. */
export function durationMs(time: FileTime | undefined): number | null {
  return time === undefined ? null : fileTimeToMs(time);
}
