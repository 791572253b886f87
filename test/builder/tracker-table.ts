import { put32, tagWord } from './bytes.ts';
import type { PoolForms } from './windows/windows.ts';

/** Rows of the pool's tag statistics, as bytes. */

/** Counters of a row, in this order: nonpaged allocations, frees, bytes, then paged ones. */
export type TrackerRow = readonly [string, readonly number[]];

/** Bytes of a row. */
export function trackerRowBytes({ trackerRow }: PoolForms): number {
  return trackerRow === 'wide' ? 0x30 : 0x1c;
}

/** Offsets of the six counters, and whether a counter's upper half lies behind it. */
type Places = readonly (readonly [at: number, is64: boolean])[];

const NARROW: Places = [4, 8, 0xc, 0x10, 0x14, 0x18].map((at) => [at, false]);
const WIDE: Places = [
  [8, true],
  [0x10, true],
  [4, false],
  [0x20, true],
  [0x28, true],
  [0x18, false],
];

/** Writes one row at `at`. */
export function writeTrackerRow(
  bytes: Uint8Array,
  at: number,
  [tag, counters]: TrackerRow,
  forms: PoolForms,
): void {
  put32(bytes, at, tagWord(tag));
  counters.forEach((count, i) => {
    const [place, is64] = (forms.trackerRow === 'wide' ? WIDE : NARROW)[i];
    put32(bytes, at + place, count % 2 ** 32);
    if (is64) put32(bytes, at + place + 4, Math.floor(count / 2 ** 32));
  });
}

/** A table of `slots` rows, the given ones hashed into it. */
export function trackerTable(slots: number, rows: readonly TrackerRow[], forms: PoolForms): Uint8Array {
  const size = trackerRowBytes(forms);
  const bytes = new Uint8Array(slots * size);
  const taken = new Uint8Array(slots);
  for (const row of rows) {
    let slot = (tagWord(row[0]) % 7919) % slots;
    while (taken[slot]) slot = (slot + 1) % slots;
    taken[slot] = 1;
    writeTrackerRow(bytes, slot * size, row, forms);
  }
  return bytes;
}
