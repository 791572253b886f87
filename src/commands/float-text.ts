const DIGITS = 6;
/** Below 10^-4 and from 10^6 on a number is written with an exponent. */
const SMALLEST_PLAIN = -4;

/**
 * A number as the debuggers' C library writes `%g`: six significant digits, an exponent of three
 * digits, `1.#INF` and `1.#QNAN` for what is no number. JavaScript loses the sign of those: `isNegative`.
 */
export function microsoftFloat(value: number, isNegative: boolean, isIndefinite: boolean): string {
  const sign = isNegative ? '-' : '';
  if (Number.isNaN(value)) return `${sign}1.#${isIndefinite ? 'IND' : 'QNAN'}`;
  if (!Number.isFinite(value)) return `${sign}1.#INF`;
  if (value === 0) return `${sign}0`;
  const [mantissa, exponentText] = value.toExponential(DIGITS - 1).split('e');
  const exponent = Number(exponentText);
  if (exponent >= SMALLEST_PLAIN && exponent < DIGITS)
    return withoutZeros(value.toFixed(DIGITS - 1 - exponent));
  const digits = String(Math.abs(exponent)).padStart(3, '0');
  return `${withoutZeros(mantissa)}e${exponent < 0 ? '-' : '+'}${digits}`;
}

/** `1.500` is written 1.5 and `2.000` 2. */
function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
