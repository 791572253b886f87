import { type PoolTag, tagFromText, tagText } from '../units/tag.ts';

const TAG_LENGTH = 4;

/** Tags looked for: a tag of four characters, with `?` for one and `*` for the rest, or a value. */
export interface TagPattern {
  /** As a person reads it. */
  readonly text: string;
  /** Bits that are compared; bit 31, the protected bit, never is. */
  readonly mask: number;
  /** What the compared bits are. */
  readonly value: number;
}

/**
 * Pattern of a tag as `!poolfind` takes it: case matters, a short tag is filled up with blanks,
 * `0x` begins a value. Undefined when it is longer than a tag.
 */
export function parseTagPattern(typed: string): TagPattern | undefined {
  if (/^0x[0-9a-f]{1,8}$/i.test(typed)) return exactTag(Number.parseInt(typed.slice(2), 16));
  const star = typed.indexOf('*');
  if (star >= 0 && star !== typed.length - 1) return undefined;
  const text = star < 0 ? typed.padEnd(TAG_LENGTH, ' ') : typed.slice(0, star).padEnd(TAG_LENGTH, '?');
  if (text.length !== TAG_LENGTH) return undefined;
  let mask = 0x7fffffff;
  for (let i = 0; i < TAG_LENGTH; i++) if (text[i] === '?') mask &= ~(0xff << (8 * i));
  return { text: typed.trimEnd() === '' ? text : typed, mask, value: tagFromText(text) & mask };
}

/**
 * The tag that a pattern means when its question marks stand for blanks, which is how a tag with
 * blanks is typed where quotes are a burden (`Irp?`); undefined when it has none.
 */
export function blankFilled(typed: string): TagPattern | undefined {
  if (!typed.includes('?') || typed.includes('*') || typed.length > TAG_LENGTH) return undefined;
  return exactTag(tagFromText(typed.replaceAll('?', ' ')));
}

/** The pattern that one tag alone matches. */
export function exactTag(tag: PoolTag): TagPattern {
  return { text: tagText(tag), mask: 0x7fffffff, value: tag & 0x7fffffff };
}

export function matchesTag(pattern: TagPattern, tag: PoolTag): boolean {
  return ((tag ^ pattern.value) & pattern.mask) === 0;
}
