/**
 * Times as the kernel keeps them and as the debuggers print them. FILETIMEs and up-times count units
 * of 100 ns in 64 bits, which no Number holds exactly: they come as two halves and are cut to whole
 * milliseconds, never rounded, as the debuggers do.
 */

/** A 64-bit count of 100 ns units: since 1601 (FILETIME, UTC) or of a duration. */
export interface FileTime {
  /** Low 32 bits, unsigned. */
  readonly low: number;
  /** High 32 bits, unsigned. */
  readonly high: number;
}

const MS_PER_SECOND = 1000;
const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 86_400_000;
/** 100 ns units in a millisecond. */
const UNITS_PER_MS = 10_000;
/** Milliseconds from 1601-01-01 to 1970-01-01. */
const UNIX_EPOCH = 11_644_473_600_000;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Whole milliseconds in a count of 100 ns units; exact for all 64 bits. */
export function fileTimeToMs({ low, high }: FileTime): number {
  // 2^32 = 429496 * 10000 + 7296
  return high * 429_496 + Math.floor((high * 7296 + low) / UNITS_PER_MS);
}

/** Milliseconds since 1970 (UTC) of a FILETIME; negative before. */
export function fileTimeToUnixMs(time: FileTime): number {
  return fileTimeToMs(time) - UNIX_EPOCH;
}

/** A time zone by its rules: the offset hangs on the moment. */
export interface NamedZone {
  readonly name: string;
  /** Minutes to add to UTC at a moment, in milliseconds since 1970. */
  offsetMinutes(unixMs: number): number;
}

/** Minutes east of UTC, or a zone with rules. */
export type TimeZone = number | NamedZone;

function offsetAt(zone: TimeZone, unixMs: number): number {
  return typeof zone === 'number' ? zone : zone.offsetMinutes(unixMs);
}

/** Minutes of `UTC`, `Z`, `+09:00`, `-0330`, `UTC+9`; undefined for anything else. */
function fixedOffset(text: string): number | undefined {
  const match = /^(?:UTC|GMT|Z)?(?:([+-])(\d{1,2})(?::?([0-5]\d))?)?$/i.exec(text);
  if (match === null || text === '') return undefined;
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  if (minutes > 14 * 60) return undefined;
  return match[1] === '-' && minutes > 0 ? -minutes : minutes;
}

/**
 * A zone by its offset (`UTC`, `Z`, `+09:00`, `-0330`, `UTC+9`) or by its IANA name (`Asia/Tokyo`,
 * with its summer time). Undefined for anything else.
 */
export function parseTimeZone(text: string): TimeZone | undefined {
  const name = text.trim();
  const fixed = fixedOffset(name);
  if (fixed !== undefined || !/[a-z]/i.test(name)) return fixed;
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    return { name, offsetMinutes: (unixMs) => intlOffset(format, unixMs) };
  } catch {
    return undefined;
  }
}

function intlOffset(format: Intl.DateTimeFormat, unixMs: number): number {
  const part = format.formatToParts(unixMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const match = /([+-])(\d{1,2}):(\d{2})/.exec(part);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

/** `Mon Apr 12 18:37:08 2010`, with `.123` behind the seconds when asked for. */
function calendarText(unixMs: number, zone: TimeZone, milliseconds: boolean): string {
  const date = new Date(unixMs + offsetAt(zone, unixMs) * MS_PER_MINUTE);
  const fraction = milliseconds ? `.${pad(date.getUTCMilliseconds(), 3)}` : '';
  const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)}`;
  const clock = `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`;
  return `${day} ${clock}${fraction} ${date.getUTCFullYear()}`;
}

/** `Mon Apr 12 18:37:08 2010` for seconds since 1970, as in the time stamps of images. */
export function unixTimeText(seconds: number, zone: TimeZone = 0): string {
  return calendarText(seconds * MS_PER_SECOND, zone, false);
}

/** `(UTC + 9:00)`, `(UTC - 3:30)`. */
function zoneText(minutes: number): string {
  const size = Math.abs(minutes);
  return `(UTC ${minutes < 0 ? '-' : '+'} ${Math.floor(size / 60)}:${pad(size % 60)})`;
}

/** `Mon Nov 23 09:45:39.123 2026 (UTC + 9:00)`, as after `Debug session time:`. */
export function fileTimeText(time: FileTime, zone: TimeZone = 0): string {
  const unixMs = fileTimeToUnixMs(time);
  return `${calendarText(unixMs, zone, true)} ${zoneText(offsetAt(zone, unixMs))}`;
}

/** `2010-04-12T09:37:08.000Z` for JSON. */
export function fileTimeIso(time: FileTime): string {
  return new Date(fileTimeToUnixMs(time)).toISOString();
}

interface Duration {
  readonly days: number;
  readonly hours: number;
  /** `mm:ss.mmm` */
  readonly rest: string;
}

function duration(ms: number): Duration {
  const whole = Math.floor(ms);
  const inDay = whole % MS_PER_DAY;
  const inHour = inDay % MS_PER_HOUR;
  const inMinute = inHour % MS_PER_MINUTE;
  return {
    days: Math.floor(whole / MS_PER_DAY),
    hours: Math.floor(inDay / MS_PER_HOUR),
    rest: `${pad(Math.floor(inHour / MS_PER_MINUTE))}:${pad(Math.floor(inMinute / MS_PER_SECOND))}.${pad(inMinute % MS_PER_SECOND, 3)}`,
  };
}

/** `0 days 0:24:10.500`, as after `System Uptime:`. */
export function upTimeText(upTime: FileTime): string {
  const { days, hours, rest } = duration(fileTimeToMs(upTime));
  return `${days} days ${hours}:${rest}`;
}

/** Milliseconds in `ticks` clock ticks of `increment` 100 ns units each; not rounded. */
export function ticksToMs(ticks: number, increment: number): number {
  return (ticks * increment) / UNITS_PER_MS;
}

/** `0:00:00:05.531` (d:hh:mm:ss.mmm), as behind `Ticks:`. */
export function tickText(ticks: number, increment: number): string {
  const { days, hours, rest } = duration(ticksToMs(ticks, increment));
  return `${days}:${pad(hours)}:${rest}`;
}

/** `00:00:00.484`; from a day on `1 Day 01:53:14.490`: as for UserTime, KernelTime, ElapsedTime. */
export function elapsedText(ms: number): string {
  const { days, hours, rest } = duration(ms);
  const clock = `${pad(hours)}:${rest}`;
  return days === 0 ? clock : `${days} ${days === 1 ? 'Day' : 'Days'} ${clock}`;
}

/** Milliseconds from `start` to `end`; negative when `end` is earlier. */
export function msBetween(start: FileTime, end: FileTime): number {
  const units = (end.high - start.high) * 7296 + (end.low - start.low);
  return (end.high - start.high) * 429_496 + Math.floor(units / UNITS_PER_MS);
}
