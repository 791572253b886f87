import type { Message } from '../diagnosis/message.ts';
import { hex, hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import type { Catalogue } from './text/catalogue.ts';

/** `{name}` or `{name:format}`. */
export const PLACEHOLDER = /\{(\w+)(?::(\w+))?\}/g;

/** The message as a sentence of the catalogue's language; everything from the dump made harmless. */
export function sentence(message: Message, catalogue: Catalogue): string {
  const values = message.values as Readonly<Record<string, string | number>>;
  return catalogue.messages[message.key].replace(PLACEHOLDER, (_, name: string, format?: string) =>
    formatted(values[name], format, catalogue),
  );
}

/** One value; strings come from the dump. */
function formatted(
  value: string | number | undefined,
  format: string | undefined,
  catalogue: Catalogue,
): string {
  if (value === undefined) return '?';
  if (typeof value === 'string') {
    if (format === 'pool') return catalogue.pools[value as keyof Catalogue['pools']] ?? clipped(value);
    return clipped(value).trimEnd();
  }
  const formatter = FORMATS[format ?? 'exact'];
  return formatter === undefined ? String(value) : formatter(value);
}

/** Longest piece of a dump's text in a report: paths are shorter, and a name may claim 64 KB. */
const LONGEST = 240;

/** Text out of the dump, made harmless and cut to a length that a reader bears. */
export function clipped(text: string): string {
  return text.length > LONGEST ? `${printable(text.slice(0, LONGEST))}...` : printable(text);
}

const FORMATS: Readonly<Record<string, (value: number) => string>> = {
  exact: grouped,
  bytes: size,
  percent,
  times: (value) => (value >= 10 ? grouped(Math.round(value)) : value.toFixed(1)),
  address: hex8,
  hex,
  pid: (value) => `${value}, ${hex(value)}h`,
};

/** `1,701,670,912` in every language. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

const UNITS = ['bytes', 'KB', 'MB', 'GB'];

/** `1.58 GB`; units of 1,024 as Windows counts. */
export function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 ? String(value) : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
  return `${digits} ${UNITS[unit]}`;
}

/** `96.9 %`; never 100 % when a part is missing. */
export function percent(share: number): string {
  const tenths = share < 1 ? Math.min(Math.round(share * 1000), 999) : Math.round(share * 1000);
  return `${(tenths / 10).toFixed(1)} %`;
}
