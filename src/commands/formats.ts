import { hex8 } from '../units/address.ts';
import { unixTimeText } from '../units/time.ts';
import { defineCommand } from './command.ts';
import { microsoftFloat } from './float-text.ts';

const LAST_TIME = 0x7fffffff;

export const formatsCommand = defineCommand<{ readonly value: number }>({
  name: '.formats',
  summary: 'A number in hex, decimal, octal, binary, characters, time',
  parameters: [{ name: 'Expression', kind: 'rest', meaning: 'the number', completes: 'symbol' }],
  example: '.formats 4B4B534Dh',
  differs: 'The value is taken as 32 bits without a sign. Times are in UTC unless --tz says otherwise.',
  run: (_session, args) => ({ value: args.expression('Expression') }),
  *text({ value }, options) {
    yield 'Evaluate expression:';
    yield `  Hex:     ${hex8(value)}`;
    yield `  Decimal: ${value | 0}`;
    yield `  Octal:   ${value.toString(8).padStart(11, '0')}`;
    yield `  Binary:  ${bytesOf(value)
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join(' ')}`;
    yield `  Chars:   ${charactersOf(value)}`;
    const isTime = value <= LAST_TIME;
    yield `  Time:    ${isTime ? unixTimeText(value, options.timeZone) : '***** Invalid'}`;
    const { single, double } = floatsOf(value);
    yield `  Float:   low ${single} high 0`;
    yield `  Double:  ${double}`;
  },
  json: ({ value }) => ({
    hex: hex8(value),
    decimal: value | 0,
    octal: value.toString(8).padStart(11, '0'),
    characters: charactersOf(value),
    time: value <= LAST_TIME ? new Date(value * 1000).toISOString() : null,
    float: floatsOf(value).single,
    double: floatsOf(value).double,
  }),
  table: () => ({ none: 'one number' }),
});

/** Most significant byte first. */
function bytesOf(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
}

function charactersOf(value: number): string {
  return bytesOf(value)
    .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
    .join('');
}

/** The bits as a float, and as the low half of a double. */
function floatsOf(value: number): { single: string; double: string } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setUint32(0, value, true);
  const isNegative = value > LAST_TIME;
  return {
    single: microsoftFloat(bits.getFloat32(0, true), isNegative, value === 0xffc00000),
    double: microsoftFloat(bits.getFloat64(0, true), false, false),
  };
}
