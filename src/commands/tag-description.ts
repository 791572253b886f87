import type { TagName, TagNames } from '../pool/tag-names/tag-names.ts';
import { printable } from '../units/printable.ts';
import { type PoolTag, tagName } from '../units/tag.ts';

/** The four characters of a tag as they are: what a table of names is asked with. */
export function rawTagText(tag: PoolTag): string {
  const bare = tagName(tag);
  return String.fromCharCode(bare & 0xff, (bare >>> 8) & 0xff, (bare >>> 16) & 0xff, bare >>> 24);
}

export function nameOfTag(names: TagNames, tag: PoolTag): TagName | undefined {
  return names.lookup(rawTagText(tag));
}

/** As `!poolused` ends a row. */
export function usedDescription(tag: string, name: TagName | undefined): string {
  if (name === undefined) return `UNKNOWN pooltag '${tag}', please update pooltag.txt`;
  const binary = name.binary === undefined ? '' : ` , Binary: ${printable(name.binary)}`;
  return printable(name.description) + binary;
}

/** As `!pool` says whose a tag is. */
export function ownerLine(tag: string, name: TagName | undefined): string {
  if (name === undefined) return '\t\tOwning component : Unknown (update pooltag.txt)';
  const binary = name.binary === undefined ? '' : `, Binary : ${printable(name.binary)}`;
  return `\t\tPooltag ${tag} : ${printable(name.description)}${binary}`;
}
