/** FILETIMEs count in 100 ns. */
const UNITS_A_MILLISECOND = 10_000;

/** Times are cut to whole milliseconds, never rounded, as WinDbg does. */
function parts(units: number): { days: number; clock: string } {
  const milliseconds = Math.floor(units / UNITS_A_MILLISECOND);
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = Math.floor(milliseconds / 1000);
  const clock = [
    two(Math.floor(seconds / 3600) % 24),
    two(Math.floor(seconds / 60) % 60),
    `${two(seconds % 60)}.${String(milliseconds % 1000).padStart(3, '0')}`,
  ].join(':');
  return { days: Math.floor(seconds / 86400), clock };
}

/** `00:00:00.484`, `1 Day 02:03:04.005`; `units` of 100 ns, up to 2^53. */
export function durationText(units: number): string {
  const { days, clock } = parts(units);
  if (days === 0) return clock;
  return `${days} ${days === 1 ? 'Day' : 'Days'} ${clock}`;
}

/** `0:00:00:05.531`: days always, as behind a tick count. */
export function longDurationText(units: number): string {
  const { days, clock } = parts(units);
  return `${days}:${clock}`;
}
