/**
 * Reads pooltag.txt: one tag a line, `Tag  - binary - description`. The tag is the first four
 * characters, trailing blanks included. Lines that begin with `//` or `rem` are comments.
 */
import { type TagName, TagNames } from './tag-names.ts';

/** Characters of text accepted; the file that comes with WinDbg has about 260,000. */
export const MAX_POOL_TAG_TEXT = 16 * 1024 * 1024;
/** Tags kept; later lines are left out. */
const MAX_TAGS = 200_000;
/** Characters of a line looked at. */
const MAX_LINE = 512;

const ENTRY = /^([^\0]{4})[ \t]*-[ \t]*(.*)$/;
const COMMENT = /^(?:\/\/|rem(?:[ \t]|$))/i;
const SEPARATOR = /[ \t]-(?:[ \t]|$)/;

/** Thrown when a text is too large to be a list of pool tags. */
export class PoolTagTextError extends Error {
  constructor(length: number) {
    super(`pool tag list has ${length} characters; at most ${MAX_POOL_TAG_TEXT} are accepted`);
    this.name = 'PoolTagTextError';
  }
}

/** `nt!ps - Thread objects` -> binary and description; no binary when there is but one part. */
function readName(text: string): TagName {
  const separator = SEPARATOR.exec(text);
  if (separator === null) return { description: text.trim() };
  const binary = text.slice(0, separator.index).trim();
  const description = text.slice(separator.index + 2).trim();
  return binary === '' || binary === '<unknown>' ? { description } : { description, binary };
}

/**
 * Parses the text of a pooltag.txt, with any line ends. Lines of another form are skipped; of equal
 * tags the first counts. Throws PoolTagTextError above 16 Mi characters.
 */
export function parsePoolTags(text: string): TagNames {
  if (text.length > MAX_POOL_TAG_TEXT) throw new PoolTagTextError(text.length);
  const names = new TagNames();
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start < text.length && names.size < MAX_TAGS) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, Math.min(end, start + MAX_LINE)).replace(/\r$/, '');
    start = end + 1;
    const entry = COMMENT.test(line) ? null : ENTRY.exec(line);
    if (entry === null) continue;
    const name = readName(entry[2] ?? '');
    if (name.description !== '' && entry[1]?.trim() !== '') names.add(entry[1] ?? '', name);
  }
  return names;
}
