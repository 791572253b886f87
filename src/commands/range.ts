import type { VirtualAddress } from '../units/address.ts';
import { CommandError } from './command-error.ts';
import { type ExpressionScope, evaluate } from './expression.ts';

/** Where a command looks: `ADDRESS`, `ADDRESS END`, `ADDRESS Lcount`. */
export interface AddressRange {
  readonly start: VirtualAddress;
  /** Items, as the command counts them. */
  readonly count: number;
  /** The count was given as `L?`, which lifts the limit on size. */
  readonly isUnlimited: boolean;
}

export interface RangeDefaults {
  /** Bytes of one item. */
  readonly itemSize: number;
  /** Items when no end and no count is given. */
  readonly count: number;
}

/** `L` and a count behind a blank: `L20`, `L?0n100`, `L-8`. */
const LENGTH = /(?:^|\s)l(\?)?\s*(-)?(?=[0-9a-f(@$])([^\s].*)$/i;

/**
 * Parses a range. With an end address the item that holds it is the last one; `L-count` ends in front
 * of the address. Throws CommandError.
 */
export function parseRange(text: string, scope: ExpressionScope, defaults: RangeDefaults): AddressRange {
  const length = LENGTH.exec(text);
  if (length !== null) {
    const start = evaluate(text.slice(0, length.index), scope);
    const count = evaluate(length[3], scope);
    const isUnlimited = length[1] !== undefined;
    if (length[2] === undefined) return { start, count, isUnlimited };
    return { start: (start - count * defaults.itemSize) >>> 0, count, isUnlimited };
  }
  const [first, second] = splitExpressions(text);
  const start = evaluate(first, scope);
  if (second === undefined) return { start, count: defaults.count, isUnlimited: false };
  const end = evaluate(second, scope);
  if (end < start) throw new CommandError(`Range error in '${text.trim()}': its end lies before its start`);
  return { start, count: Math.floor((end - start) / defaults.itemSize) + 1, isUnlimited: false };
}

/** Two expressions apart at the last blank outside parentheses that stands between two operands. */
function splitExpressions(text: string): [string, string?] {
  const trimmed = text.trim();
  let depth = 0;
  for (let i = trimmed.length - 1; i > 0; i--) {
    const character = trimmed[i];
    if (character === ')') depth++;
    if (character === '(') depth--;
    if (depth !== 0 || !/\s/.test(character)) continue;
    const left = trimmed.slice(0, i).trimEnd();
    const right = trimmed.slice(i).trimStart();
    if (/(?:[-+*/%&|^~<>=(,]|\b(?:and|or|xor|mod|not))$/i.test(left)) continue;
    if (/^(?:[-+*/%&|^<>=)]|!=|(?:and|or|xor|mod)\b)/i.test(right)) continue;
    return [left, right];
  }
  return [trimmed];
}
