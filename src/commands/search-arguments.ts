import { numberPattern, type SearchKind, type SearchPattern, textPattern } from '../code/memory-search.ts';
import type { VirtualAddress } from '../units/address.ts';
import { CommandError } from './command-error.ts';
import { type ExpressionScope, evaluate, parseNumber } from './expression.ts';

/** What `s` is asked to find, and where. */
export interface SearchRequest {
  readonly kind: SearchKind;
  readonly start: VirtualAddress;
  /** First address not searched. */
  readonly end: number;
  readonly pattern: SearchPattern;
}

/** A larger range needs `L?`, so that a slip does not search all memory. */
const LARGEST_RANGE = 0x10000000;
const SYNTAX = 's [-b|-w|-d|-q|-a|-u] START END|Lcount PATTERN';
const ITEM_SIZES: Readonly<Record<SearchKind, number>> = { a: 1, b: 1, u: 2, w: 2, d: 4, q: 8 };

/** Parses what follows `s`. Throws CommandError. */
export function parseSearch(text: string, scope: ExpressionScope): SearchRequest {
  const [, kindText, rest] = /^\s*(?:-(\S+)\s+)?(.*)$/s.exec(text) ?? [];
  const kind = kindOf(kindText);
  const match = /^(\S+)\s+(l\??\s*\S+|\S+)\s+(.+)$/is.exec(rest ?? '');
  if (match === null) throw new CommandError(`s needs a range and a pattern: ${SYNTAX}`);
  const start = evaluate(match[1], scope);
  const end = endOf(match[2], start, ITEM_SIZES[kind], scope);
  return { kind, start, end, pattern: patternOf(kind, match[3].trim()) };
}

/** `-a`, `-d`, and also with flags in brackets (`-[w]d`), which make no difference in a dump. */
function kindOf(text: string | undefined): SearchKind {
  const kind = (text ?? 'b').replace(/\[[^\]]*\]/, '');
  if (kind in ITEM_SIZES) return kind as SearchKind;
  throw new CommandError(`s: unknown type '-${text}'. Syntax: ${SYNTAX}`);
}

function endOf(text: string, start: VirtualAddress, itemSize: number, scope: ExpressionScope): number {
  const length = /^l(\?)?\s*(\S+)$/i.exec(text);
  const isLength = length !== null && /^l[?\s0-9a-f(@]/i.test(text);
  const end = isLength ? start + evaluate(length[2], scope) * itemSize : evaluate(text, scope);
  if (end <= start) throw new CommandError(`Range error in '${text}': it ends before it starts`);
  if (end > 0x100000000) throw new CommandError(`Range error in '${text}': it ends behind ffffffff`);
  if (end - start > LARGEST_RANGE && !(isLength && length[1] === '?')) {
    throw new CommandError(`Range error in '${text}': more than 256 MB need L?`);
  }
  return end;
}

function patternOf(kind: SearchKind, text: string): SearchPattern {
  if (kind === 'a' || kind === 'u') {
    const quoted = /^"(.*)"$/s.exec(text);
    if (quoted?.[1] === '') throw new CommandError('s: there is nothing between the quotes to look for.');
    return textPattern(kind, quoted === null ? text : quoted[1]);
  }
  return numberPattern(
    kind,
    text.split(/\s+/).flatMap((word) => valuesOf(kind, word)),
  );
}

/** Bytes may be typed as text: `s -b RANGE "MSKK"`. */
function valuesOf(kind: 'b' | 'w' | 'd' | 'q', word: string): (number | bigint)[] {
  const quoted = /^(['"])(.*)\1$/s.exec(word);
  if (quoted !== null && kind === 'b') return [...Buffer.from(quoted[2], 'latin1')];
  if (kind !== 'q') {
    const value = parseNumber(word);
    if (value >= 2 ** (8 * ITEM_SIZES[kind])) throw new CommandError(`Overflow error at '${word}'`);
    return [value];
  }
  const digits = word.replaceAll('`', '').replace(/^0x/i, '');
  if (!/^[0-9a-f]{1,16}$/i.test(digits)) throw new CommandError(`Numeric expression missing from '${word}'`);
  return [BigInt(`0x${digits}`)];
}
