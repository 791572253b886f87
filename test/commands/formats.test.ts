import { describe, expect, test } from 'vitest';
import { microsoftFloat } from '../../src/commands/float-text.ts';
import { formatsCommand } from '../../src/commands/formats.ts';

const lines = (value: number) => [...formatsCommand.text({ value }, { timeZone: 0 })];

describe('.formats', () => {
  // 0:000> .formats 1c407e62     (the debuggers' documentation; its machine stood at UTC-8)
  // Evaluate expression:
  //   Hex:     1c407e62
  //   Decimal: 473988706
  //   Octal:   03420077142
  //   Binary:  00011100 01000000 01111110 01100010
  //   Chars:   .@~b
  //   Time:    Mon Jan 07 15:31:46 1985
  //   Float:   low 6.36908e-022 high 0
  //   Double:  2.34182e-315
  test('1c407e62', () => {
    const west = [...formatsCommand.text({ value: 0x1c407e62 }, { timeZone: -480 })];
    expect(west.map((line) => line.replace('Jan  7', 'Jan 07'))).toEqual([
      'Evaluate expression:',
      '  Hex:     1c407e62',
      '  Decimal: 473988706',
      '  Octal:   03420077142',
      '  Binary:  00011100 01000000 01111110 01100010',
      '  Chars:   .@~b',
      '  Time:    Mon Jan 07 15:31:46 1985',
      '  Float:   low 6.36908e-022 high 0',
      '  Double:  2.34182e-315',
    ]);
  });

  // 0:025> .formats 0xE06D7363
  //   Hex:     e06d7363
  //   Decimal: -529697949
  //   Octal:   34033271543
  //   Chars:   .msc
  //   Time:    ***** Invalid
  //   Float:   low -6.84405e+019 high 0
  //   Double:  1.86029e-314
  test('e06d7363', () => {
    expect(lines(0xe06d7363)).toEqual([
      'Evaluate expression:',
      '  Hex:     e06d7363',
      '  Decimal: -529697949',
      '  Octal:   34033271543',
      '  Binary:  11100000 01101101 01110011 01100011',
      '  Chars:   .msc',
      '  Time:    ***** Invalid',
      '  Float:   low -6.84405e+019 high 0',
      '  Double:  1.86029e-314',
    ]);
  });

  // A FILETIME: 2010-04-12 09:37:08 UTC is 1271065028 s after 1970, 12915538628 s after 1601, in units
  // of 100 ns 129155386280000000; 5.5 ms later 129155386280055000 = 1cada23b80d10d8h. Python's struct reads
  // the halves as the floats -3.36327066e-05 and 7.45160917e-38, the whole as the double 5.01201901e-300.
  test('64 bits', () => {
    expect([...formatsCommand.text({ value: 0xb80d10d8, high: 0x01cada23 }, { timeZone: 0 })]).toEqual([
      'Evaluate expression:',
      '  Hex:     01cada23`b80d10d8',
      '  Decimal: 129155386280055000',
      '  Octal:   0007126642167003210330',
      '  Binary:  00000001 11001010 11011010 00100011 10111000 00001101 00010000 11011000',
      '  Chars:   ...#....',
      '  Time:    Mon Apr 12 09:37:08.005 2010 (UTC + 0:00)',
      '  Float:   low -3.36327e-005 high 7.45161e-038',
      '  Double:  5.01202e-300',
    ]);
  });

  // 0:000> .formats 0n12:  Float:   low 1.68156e-044 high 0,  Double:  5.92879e-323
  test('12', () => {
    expect(lines(12).slice(-2)).toEqual(['  Float:   low 1.68156e-044 high 0', '  Double:  5.92879e-323']);
  });
});

test.each([
  [0, '0'],
  [1, '1'],
  [0.5, '0.5'],
  [100000, '100000'],
  [1000000, '1e+006'],
  [123456.7, '123457'],
  [0.0001, '0.0001'],
  [0.00001234, '1.234e-005'],
  [1e300, '1e+300'],
  [999999.9, '1e+006'],
])('%d in the words of the debuggers', (value, text) => {
  expect(microsoftFloat(value, false, false)).toBe(text);
});

test('what is no number', () => {
  expect(microsoftFloat(Number.NaN, true, false)).toBe('-1.#QNAN');
  expect(microsoftFloat(Number.NaN, true, true)).toBe('-1.#IND');
  expect(microsoftFloat(Number.POSITIVE_INFINITY, false, false)).toBe('1.#INF');
});
