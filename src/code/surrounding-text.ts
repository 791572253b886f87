import type { Rva } from '../units/address.ts';

/** Letters in a row, around the four in question, from which on bytes are taken for text. */
const ASCII_RUN = 10;
/** UTF-16 letters that must touch the four bytes. */
const WIDE_RUN = 4;
const MAX_SHOWN = 24;

function isLetter(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}

/**
 * The text that the `length` bytes at `at` seem to be part of, as a person would quote it: an ASCII
 * run that holds them, or UTF-16 letters that touch them. Undefined when it does not look like text.
 */
export function surroundingText(bytes: Uint8Array, at: Rva, length: number): string | undefined {
  return asciiRun(bytes, at, length) ?? wideRun(bytes, at, length);
}

function asciiRun(bytes: Uint8Array, at: Rva, length: number): string | undefined {
  let start = at;
  while (start > 0 && at - start < MAX_SHOWN && isLetter(bytes[start - 1])) start--;
  let end = at;
  while (end < bytes.length && end - at < MAX_SHOWN && isLetter(bytes[end])) end++;
  if (end < at + length || end - start < ASCII_RUN) return undefined;
  return Buffer.from(bytes.subarray(start, end)).toString('latin1');
}

/** `MSKKg.F.i.l.e.`: letters with zeros between them right behind the bytes, or right in front. */
function wideRun(bytes: Uint8Array, at: Rva, length: number): string | undefined {
  for (const from of [at + length, at + length - 1]) {
    let end = from;
    while (end + 1 < bytes.length && end - from < MAX_SHOWN && isLetter(bytes[end]) && bytes[end + 1] === 0)
      end += 2;
    if (end - from >= WIDE_RUN * 2) return dotted(bytes.subarray(at, end));
  }
  for (const to of [at, at + 1]) {
    let start = to;
    while (start >= 2 && to - start < MAX_SHOWN && isLetter(bytes[start - 2]) && bytes[start - 1] === 0)
      start -= 2;
    if (to - start >= WIDE_RUN * 2) return dotted(bytes.subarray(start, at + length));
  }
  return undefined;
}

/** The characters column of `s` and `db`. */
function dotted(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (isLetter(byte) ? String.fromCharCode(byte) : '.')).join('');
}
