import type { Message } from '../diagnosis/message.ts';
import { hex, hex8 } from '../units/address.ts';
import { printable } from '../units/printable.ts';
import type { Catalogue } from './text/catalogue.ts';

/** `{name}` or `{name:format}`. */
export const PLACEHOLDER = /\{(\w+)(?::(\w+))?\}/g;

/** The message as a sentence of the catalogue's language; everything from the dump made harmless. */
export function sentence(message: Message, catalogue: Catalogue): string {
  return filled(catalogue.messages[message.key], message.values, catalogue);
}

/** A template with its values filled in. */
export function filled(
  template: string,
  values: Readonly<Record<string, string | number>>,
  catalogue: Catalogue,
): string {
  return template.replace(PLACEHOLDER, (_, name: string, format?: string) =>
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
  if (typeof value === 'string') return word(value, format, catalogue);
  const formatter = FORMATS[format ?? 'exact'];
  return formatter === undefined ? String(value) : formatter(value);
}

/** A text out of the dump, or the words for a fixed name. */
function word(value: string, format: string | undefined, catalogue: Catalogue): string {
  if (format === 'remark') return clipped(catalogue.remark(value)).trimEnd();
  const words = format === undefined ? undefined : wordsOf(format, catalogue);
  if (words === undefined) return clipped(value).trimEnd();
  return value
    .split(',')
    .map((name) => (Object.hasOwn(words, name) ? words[name] : clipped(name)))
    .join(', ');
}

/** Words for the fixed names that a format stands for. */
function wordsOf(format: string, catalogue: Catalogue): Readonly<Record<string, string>> | undefined {
  const { terms } = catalogue;
  const groups: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    pool: catalogue.pools,
    absence: catalogue.absences,
    check: terms.checks,
    memory: terms.memory,
    damage: terms.damage,
    confidence: terms.confidence,
  };
  return groups[format];
}

/** The message without a full stop, for what is followed by something on its line. */
export function clause(message: Message, catalogue: Catalogue): string {
  return sentence(message, catalogue).replace(/[.。]$/, '');
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
