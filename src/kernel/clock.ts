import type { DumpHeader, Halves } from '../formats/dump-header.ts';
import type { MemoryReader } from '../memory/reader.ts';
import { type Layouts, optionalOffset } from '../symbols/layouts.ts';
import { addVa, type VirtualAddress } from '../units/address.ts';
import { certain, present, type Value } from '../units/value.ts';
import type { Globals } from './globals.ts';
import { absentAt } from './strings.ts';

/** KUSER_SHARED_DATA as the kernel maps it on every 32-bit Windows. */
export const KUSER_SHARED_DATA: VirtualAddress = 0xffdf0000;
/** 15.625 ms: what every multiprocessor kernel of the time uses. */
const USUAL_INCREMENT = 156250;

/** What turns ticks and FILETIMEs into durations. */
export interface Clock {
  /** Ticks since boot, low word. */
  readonly tickCount: Value<number>;
  /** 100 ns units in a tick. `complete` is false when the usual 156250 had to be assumed. */
  readonly increment: Value<number>;
  /** FILETIME of the dump; undefined when the header has none. */
  readonly systemTime?: Halves;
  /** 100 ns units since boot. */
  readonly upTime?: Halves;
}

export function readClock(
  memory: MemoryReader,
  globals: Globals,
  layouts: Layouts,
  header: DumpHeader,
): Clock {
  const at = addVa(KUSER_SHARED_DATA, optionalOffset(layouts, '_KUSER_SHARED_DATA', 'TickCount') ?? 0x320);
  const ticks = memory.u32(at);
  return {
    tickCount: ticks === undefined ? absentAt(memory, at) : present(ticks, 'layout'),
    increment: tickIncrement(globals),
    systemTime: header.systemTime,
    upTime: header.systemUpTime,
  };
}

/**
 * KeMaximumIncrement when symbols name it; KeTimeIncrement equals it unless time is being adjusted.
 * Every duration rests on this, so forced symbols are not asked.
 */
function tickIncrement(globals: Globals): Value<number> {
  for (const name of ['KeMaximumIncrement', 'KeTimeIncrement']) {
    const value = globals.u32(name);
    const ticks = certain(value);
    if (ticks !== undefined && ticks >= 5000 && ticks <= 200000) return value;
  }
  return present(USUAL_INCREMENT, 'layout', false);
}
