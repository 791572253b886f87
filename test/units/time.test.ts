import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  elapsedText,
  type FileTime,
  fileTimeIso,
  fileTimeText,
  fileTimeToMs,
  fileTimeToUnixMs,
  msBetween,
  parseTimeZone,
  ticksToMs,
  tickText,
  unixTimeText,
  upTimeText,
} from '../../src/units/time.ts';

function fileTime(units: bigint): FileTime {
  return { low: Number(units & 0xffffffffn), high: Number(units >> 32n) };
}

/** 15.625 ms in units of 100 ns. */
const TICK = 156250;
const TOKYO = 9 * 60;

describe('image time stamps', () => {
  it('are printed in the zone asked for', () => {
    // Timestamp: Mon Apr 12 18:37:08 2010 (4BC2E9C4), on a machine at UTC+9
    expect(unixTimeText(0x4bc2e9c4, TOKYO)).toBe('Mon Apr 12 18:37:08 2010');
    expect(unixTimeText(0x4bc2e9c4)).toBe('Mon Apr 12 09:37:08 2010');
    // .formats 4B4B534Dh -> Time: Tue Jan 12 01:35:25 2010
    expect(unixTimeText(0x4b4b534d, TOKYO)).toBe('Tue Jan 12 01:35:25 2010');
  });

  it('pad the day with a blank and reach the end of the range', () => {
    expect(unixTimeText(0)).toBe('Thu Jan  1 00:00:00 1970');
    expect(unixTimeText(0xffffffff)).toBe('Sun Feb  7 06:28:15 2106');
  });
});

describe('FILETIMEs', () => {
  it('are converted without losing a millisecond', () => {
    // 116444736000000000 is 1970-01-01; 2010-04-12 09:37:08 UTC is 4BC2E9C4h seconds later.
    expect(fileTimeToUnixMs(fileTime(116444736000000000n))).toBe(0);
    const time = fileTime(116444736000000000n + 0x4bc2e9c4n * 10000000n + 1239999n);
    expect(fileTimeToUnixMs(time)).toBe(0x4bc2e9c4 * 1000 + 123);
    expect(fileTimeIso(time)).toBe('2010-04-12T09:37:08.123Z');
  });

  it('agree with exact integers over the whole range', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 0xffffffffffffffffn),
        (units) => fileTimeToMs(fileTime(units)) === Number(units / 10000n),
      ),
      { seed: 7601, numRuns: 5000 },
    );
    expect(fileTimeToMs({ low: 0xffffffff, high: 0xffffffff })).toBe(1844674407370955);
  });

  it('give the differences of two moments', () => {
    expect(msBetween(fileTime(0x1ffffffffn), fileTime(0x200000000n + 25000n))).toBe(2);
    fc.assert(
      fc.property(fc.bigInt(0n, 0x7fffffffffffffffn), fc.bigInt(0n, 0xfffffffffffffn), (start, length) => {
        return msBetween(fileTime(start), fileTime(start + length)) === Number(length / 10000n);
      }),
      { seed: 7601, numRuns: 5000 },
    );
  });

  it('are printed as the session time', () => {
    // Debug session time: Mon Nov 23 09:45:39.123 2026 (UTC + 9:00)
    const units = (BigInt(Date.UTC(2026, 10, 23, 0, 45, 39, 123)) + 11644473600000n) * 10000n;
    expect(fileTimeText(fileTime(units), TOKYO)).toBe('Mon Nov 23 09:45:39.123 2026 (UTC + 9:00)');
    expect(fileTimeText(fileTime(units))).toBe('Mon Nov 23 00:45:39.123 2026 (UTC + 0:00)');
    expect(fileTimeText(fileTime(units), -210)).toBe('Sun Nov 22 21:15:39.123 2026 (UTC - 3:30)');
  });
});

describe('time zones', () => {
  it.each([
    ['UTC', 0],
    ['Z', 0],
    ['utc+9', 540],
    ['+09:00', 540],
    ['+0900', 540],
    ['-03:30', -210],
    ['GMT-8', -480],
    ['-00:00', 0],
    ['+14:00', 840],
  ])('%s is %i minutes', (text, minutes) => {
    expect(parseTimeZone(text)).toBe(minutes);
  });

  it.each(['', '+15:00', '+9:60', '9', 'Tokyo', '+1:2', 'UTC+', 'Asia/Nowhere', '٩'])(
    '%j is none',
    (text) => {
      expect(parseTimeZone(text)).toBeUndefined();
    },
  );

  it('follow summer time when named', () => {
    expect(unixTimeText(0x4bc2e9c4, parseTimeZone('Asia/Tokyo'))).toBe('Mon Apr 12 18:37:08 2010');
    const newYork = parseTimeZone('America/New_York');
    expect(unixTimeText(Date.UTC(2010, 0, 12, 12) / 1000, newYork)).toBe('Tue Jan 12 07:00:00 2010');
    expect(unixTimeText(Date.UTC(2010, 6, 12, 12) / 1000, newYork)).toBe('Mon Jul 12 08:00:00 2010');
  });
});

describe('durations', () => {
  it('are cut, not rounded, to milliseconds', () => {
    // Wait Start TickCount      90686          Ticks: 354 (0:00:00:05.531)
    expect(tickText(354, TICK)).toBe('0:00:00:05.531');
    // Wait Start TickCount      61686          Ticks: 29354 (0:00:07:38.656)
    expect(tickText(29354, TICK)).toBe('0:00:07:38.656');
    // UserTime                  00:00:00.484
    expect(elapsedText(ticksToMs(31, TICK))).toBe('00:00:00.484');
    // KernelTime                00:00:01.093
    expect(elapsedText(ticksToMs(70, TICK))).toBe('00:00:01.093');
    expect(elapsedText(0)).toBe('00:00:00.000');
  });

  it('count days', () => {
    // ElapsedTime                       1 Day 01:53:14.490
    expect(elapsedText(93194490)).toBe('1 Day 01:53:14.490');
    expect(elapsedText(3 * 86400000)).toBe('3 Days 00:00:00.000');
    expect(tickText(0xffffffff, TICK)).toBe('776:17:21:03.984');
  });

  it('print the up-time', () => {
    // System Uptime: 0 days 0:24:10.500
    expect(upTimeText(fileTime(14505000000n))).toBe('0 days 0:24:10.500');
    // System Uptime: 4 days 11:43:21.389
    expect(upTimeText(fileTime((((4n * 24n + 11n) * 60n + 43n) * 60n + 21n) * 10000000n + 3899999n))).toBe(
      '4 days 11:43:21.389',
    );
  });
});
