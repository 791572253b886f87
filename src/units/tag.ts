/** Pool tags: four bytes, first character in the lowest byte. */
export type PoolTag = number & { readonly unit?: 'pool tag' };

/** Bit 31: the block must be freed with its own tag; never part of the name. */
export const PROTECTED_POOL = 0x80000000;

/** The tag without its protected bit. */
export function tagName(tag: PoolTag): PoolTag {
  return tag & 0x7fffffff;
}

export function isProtected(tag: PoolTag): boolean {
  return (tag & PROTECTED_POOL) !== 0;
}

/** Four characters as WinDbg prints them: protected bit dropped, unprintable bytes as '.'. */
export function tagText(tag: PoolTag): string {
  let text = '';
  for (let shift = 0; shift < 32; shift += 8) {
    const byte = (tag >>> shift) & (shift === 24 ? 0x7f : 0xff);
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  }
  return text;
}

/** Number of a four-character tag; shorter text is padded with blanks as `!poolfind Mm` means 'Mm  '. */
export function tagFromText(text: string): PoolTag {
  const padded = text.padEnd(4, ' ');
  let tag = 0;
  for (let i = 0; i < 4; i++) tag |= (padded.charCodeAt(i) & 0xff) << (8 * i);
  return tag >>> 0;
}

/** Every byte of the tag is a printable ASCII character (the protected bit ignored). */
export function isPrintableTag(tag: PoolTag): boolean {
  for (let shift = 0; shift < 32; shift += 8) {
    const byte = (tag >>> shift) & (shift === 24 ? 0x7f : 0xff);
    if (byte < 0x20 || byte > 0x7e) return false;
  }
  return true;
}
