import { bigPagesOf, tagUsageOf } from '../analysis/pool-of.ts';
import type { Session } from '../analysis/session.ts';
import type { Pool } from '../pool/pool.ts';
import { PoolKind } from '../pool/pool-columns.ts';
import { matchesTag, type TagPattern } from '../pool/tag-pattern.ts';
import { pagedRows } from '../pool/tally-pool.ts';
import { type PoolTag, tagText } from '../units/tag.ts';

/** The number that `!poolfind` takes for each pool, and its name. */
const POOL_TYPES: readonly (readonly [kind: PoolKind, type: number, name: string])[] = [
  [PoolKind.nonpaged, 0, 'nonpaged'],
  [PoolKind.paged, 1, 'paged'],
  [PoolKind.session, 4, 'session'],
];
/** Tags named at most. */
const MOST_TAGS = 5;

/** Tags that the kernel counts and that differ from a pattern only in their case. */
export function tagsOfOtherCase(session: Session, pattern: TagPattern): string[] {
  const { tags, count } = tagUsageOf(session);
  const found = new Set<string>();
  for (let i = 0; i < count && found.size < MOST_TAGS; i++) {
    if (!matchesTag(pattern, tags[i]) && fitsAnyCase(pattern, tags[i])) found.add(tagText(tags[i]));
  }
  return [...found].sort();
}

/** Compares the bytes that the pattern names, letters in any case. */
function fitsAnyCase({ mask, value }: TagPattern, tag: PoolTag): boolean {
  for (let shift = 0; shift < 32; shift += 8) {
    const bits = (mask >>> shift) & 0x7f;
    if (bits !== 0 && folded((value >>> shift) & bits) !== folded((tag >>> shift) & bits)) return false;
  }
  return true;
}

function folded(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
}

/** Where else to look for a tag that one pool does not have, one line each; nothing when nothing is known. */
export function elsewhereLines(session: Session, pool: Pool, pattern: TagPattern, kind: PoolKind): string[] {
  const text = quoted(pattern.text);
  const lines = POOL_TYPES.filter(([other]) => other !== kind && isIn(session, pool, pattern, other)).map(
    ([, type, name]) => `The ${name} pool has ${pattern.text}: !poolfind ${text} ${type}`,
  );
  if (lines.length > 0) return lines;
  const others = tagsOfOtherCase(session, pattern);
  return others.length === 0 ? [] : [otherCaseLine(pattern, others)];
}

/** Case matters in tags: says which ones were perhaps meant. */
export function otherCaseLine(pattern: TagPattern, others: readonly string[]): string {
  return `No tag fits ${pattern.text}; upper and lower case differ, and the kernel counts ${others.map(quoted).join(', ')}.`;
}

function isIn(session: Session, pool: Pool, pattern: TagPattern, kind: PoolKind): boolean {
  if (!isEmpty(pool.matches(pattern, kind))) return true;
  if (kind === PoolKind.session) return false;
  const table = bigPagesOf(session);
  const isPaged = pagedRows(table, pool.walk.regions);
  for (let row = 0; row < table.count; row++) {
    if (matchesTag(pattern, table.tag[row]) && isPaged(row) === (kind === PoolKind.paged)) return true;
  }
  return false;
}

/** Nothing comes; at most one item is asked for. */
export function isEmpty(items: Iterable<unknown>): boolean {
  for (const _one of items) return false;
  return true;
}

/** A tag with blanks as it can be typed again. */
function quoted(tag: string): string {
  return tag.includes(' ') ? `"${tag}"` : tag;
}
