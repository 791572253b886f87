/**
 * The compact form of structure layouts.
 *
 * One structure a line, words separated by blanks: name, size in hex, then one word a field in
 * ascending offset: `[number~]gap[:[start.]count]`.
 *
 * - `number~` is the field name's number in base 36; left out when it is one more than that of the
 *   field before.
 * - `gap` is the distance in bytes from the offset of the field before, in hex.
 * - `count` is the width in bits; `start`, the lowest bit, is left out when the bits follow those of
 *   the field before in the same storage unit (or begin at 0 in a new one).
 *
 * Hand-written lines name their fields instead: `Name:offset[:start.count]`, offsets in hex.
 */
import type { FieldLayout, StructLayout } from '../layouts.ts';

/** Decodes one generated line; `names` maps a field's number to its name. */
export function decodeStruct(line: string, names: readonly string[]): StructLayout {
  const [name = '', size = '0', ...words] = line.split(' ');
  const fields = new Map<string, FieldLayout>();
  let number = -1;
  let offset = 0;
  let nextBit = 0;
  for (const word of words) {
    const tilde = word.indexOf('~');
    number = tilde < 0 ? number + 1 : Number.parseInt(word.slice(0, tilde), 36);
    const [gapText = '0', bitText] = word.slice(tilde + 1).split(':');
    const gap = Number.parseInt(gapText, 16);
    offset += gap;
    const bits = bitText === undefined ? undefined : decodeBits(bitText, gap === 0 ? nextBit : 0);
    nextBit = bits === undefined ? 0 : bits.start + bits.count;
    const field = names[number] ?? '';
    fields.set(field, bits === undefined ? { name: field, offset } : { name: field, offset, bits });
  }
  return { name, size: Number.parseInt(size, 16), fields };
}

function decodeBits(text: string, following: number): { start: number; count: number } {
  const [first = '0', second] = text.split('.');
  return second === undefined
    ? { start: following, count: Number(first) }
    : { start: Number(first), count: Number(second) };
}

/** Decodes a hand-written line: `_NAME size Field:offset Field:offset:start.count ...`. */
export function decodePlainStruct(line: string): StructLayout {
  const [name = '', size = '0', ...words] = line.trim().split(/\s+/);
  const fields = new Map<string, FieldLayout>();
  for (const word of words) {
    const [field = '', offsetText = '0', bitText] = word.split(':');
    const offset = Number.parseInt(offsetText, 16);
    fields.set(
      field,
      bitText === undefined ? { name: field, offset } : { name: field, offset, bits: decodeBits(bitText, 0) },
    );
  }
  return { name, size: Number.parseInt(size, 16), fields };
}
