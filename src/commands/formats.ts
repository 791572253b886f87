import { hex8 } from '../units/address.ts';
import { fileTimeIso, fileTimeText, type TimeZone, unixTimeText } from '../units/time.ts';
import { defineCommand } from './command.ts';
import { microsoftFloat } from './float-text.ts';

const LAST_TIME = 0x7fffffff;
const LAST_LONG = 0xffffffff_ffffffffn;

/** A number of 32 bits, or with `high` the low half of one of 64. */
export interface FormattedNumber {
  readonly value: number;
  readonly high?: number;
}

/** A number as it is typed, where it takes more than 32 bits; a sign-extended address does not. */
function longNumber(text: string): FormattedNumber | undefined {
  const [, decimal, hexadecimal] = /^(?:0n(\d+)|(?:0x)?([0-9a-f]+)h?)$/i.exec(text.replaceAll('`', '')) ?? [];
  if (decimal === undefined && hexadecimal === undefined) return undefined;
  const whole = BigInt(decimal ?? `0x${hexadecimal}`);
  const high = Number(whole >> 32n);
  if (whole > LAST_LONG || high === 0 || high === 0xffffffff) return undefined;
  return { value: Number(whole & 0xffffffffn), high };
}

export const formatsCommand = defineCommand<FormattedNumber>({
  name: '.formats',
  summary: 'A number in hex, decimal, octal, binary, characters, time',
  parameters: [{ name: 'Expression', kind: 'rest', meaning: 'the number', completes: 'symbol' }],
  example: '.formats 4B4B534Dh',
  differs:
    'An expression has 32 bits; a plain number may have 64 and is then taken for a FILETIME too. Times are in UTC unless --tz says otherwise.',
  run: (_session, args) =>
    longNumber(args.text('Expression') ?? '') ?? { value: args.expression('Expression') },
  *text({ value, high }, options) {
    if (high !== undefined) {
      yield* longLines(value, high, options.timeZone);
      return;
    }
    yield 'Evaluate expression:';
    yield `  Hex:     ${hex8(value)}`;
    yield `  Decimal: ${value | 0}`;
    yield `  Octal:   ${value.toString(8).padStart(11, '0')}`;
    yield `  Binary:  ${bytesOf(value).map(binaryOf).join(' ')}`;
    yield `  Chars:   ${charactersOf(value)}`;
    const isTime = value <= LAST_TIME;
    yield `  Time:    ${isTime ? unixTimeText(value, options.timeZone) : '***** Invalid'}`;
    const { single, double } = floatsOf(value);
    yield `  Float:   low ${single} high 0`;
    yield `  Double:  ${double}`;
  },
  json: ({ value, high }) => (high === undefined ? shortJson(value) : longJson(value, high)),
  table: () => ({ none: 'one number' }),
});

function shortJson(value: number) {
  return {
    hex: hex8(value),
    decimal: value | 0,
    octal: value.toString(8).padStart(11, '0'),
    characters: charactersOf(value),
    time: value <= LAST_TIME ? new Date(value * 1000).toISOString() : null,
    float: floatsOf(value).single,
    double: floatsOf(value).double,
  };
}

function longJson(low: number, high: number) {
  return {
    hex: `${hex8(high)}${hex8(low)}`,
    decimal: String(BigInt.asIntN(64, wholeOf(low, high))),
    octal: wholeOf(low, high).toString(8).padStart(22, '0'),
    characters: charactersOf(high) + charactersOf(low),
    time: fileTimeIso({ low, high }),
    float: floatsOf(low).single,
    double: doubleOf(low, high),
  };
}

function* longLines(low: number, high: number, zone: TimeZone): Iterable<string> {
  const whole = wholeOf(low, high);
  yield 'Evaluate expression:';
  yield `  Hex:     ${hex8(high)}\`${hex8(low)}`;
  yield `  Decimal: ${BigInt.asIntN(64, whole)}`;
  yield `  Octal:   ${whole.toString(8).padStart(22, '0')}`;
  yield `  Binary:  ${[...bytesOf(high), ...bytesOf(low)].map(binaryOf).join(' ')}`;
  yield `  Chars:   ${charactersOf(high)}${charactersOf(low)}`;
  yield `  Time:    ${fileTimeText({ low, high }, zone)}`;
  yield `  Float:   low ${floatsOf(low).single} high ${floatsOf(high).single}`;
  yield `  Double:  ${doubleOf(low, high)}`;
}

function wholeOf(low: number, high: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}

function doubleOf(low: number, high: number): string {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setUint32(0, low, true);
  bits.setUint32(4, high, true);
  const isIndefinite = high === 0xfff80000 && low === 0;
  return microsoftFloat(bits.getFloat64(0, true), high > LAST_TIME, isIndefinite);
}

function binaryOf(byte: number): string {
  return byte.toString(2).padStart(8, '0');
}

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
