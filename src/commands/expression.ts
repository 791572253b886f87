import { CommandError } from './command-error.ts';

/** What an expression may ask of the dump. */
export interface ExpressionScope {
  /** Address of a symbol or module; undefined when there is none by that name. */
  lookup(name: string): number | undefined;
  /** 32-bit value at an address; undefined when it cannot be read. */
  u32(va: number): number | undefined;
  u16(va: number): number | undefined;
  u8(va: number): number | undefined;
}

type Token =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name' | 'operator'; readonly text: string };

const TOKEN =
  /\s*(?:(0n\d+|0x[0-9a-f`]+|0t[0-7]+|0y[01]+)|([0-9][0-9a-f`]*h?)(?![\w!$@])|([A-Za-z_@$?](?:[\w@$?:.~#`]|!(?!=))*)|(>>>|<<|>>|<=|>=|==|!=|[-+*/%&|^~()<>=]))/giy;

/** Nested parentheses and poi() beyond this are no expression a person types. */
const MAX_DEPTH = 64;
const MAX_LENGTH = 4096;

/**
 * Value of a WinDbg (MASM) expression as an unsigned 32-bit number: hexadecimal by default, `0n`
 * decimal, `0x`, trailing `h`; `+ - * / %`, `& | ^ ~`, `<< >> >>>`, `= == != < > <= >=` (1 when true, without
 * signs), the words `and or xor mod not`, parentheses, poi/dwo/wo/by, hi/low, symbols. Throws CommandError.
 */
export function evaluate(text: string, scope: ExpressionScope): number {
  const parser = new Parser(tokenize(text), text, scope);
  const value = parser.parse();
  return value >>> 0;
}

function tokenize(text: string): Token[] {
  if (text.length > MAX_LENGTH) throw new CommandError('The expression is too long.');
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new CommandError(`Syntax error at '${text.slice(at).trim()}'`);
    const [, prefixed, plain, name, operator] = match;
    if (prefixed !== undefined || plain !== undefined)
      tokens.push({ kind: 'number', value: parseNumber(prefixed ?? plain) });
    else if (name !== undefined) tokens.push(nameToken(name));
    else tokens.push({ kind: 'operator', text: operator });
  }
  return tokens;
}

/** `face` is a number unless a symbol has that name; WinDbg asks symbols first only with `!`. */
function nameToken(name: string): Token {
  if (/^[0-9a-f][0-9a-f`]*h?$/i.test(name)) return { kind: 'number', value: parseNumber(name) };
  const operator = WORDS.get(name.toLowerCase());
  if (operator !== undefined) return { kind: 'operator', text: operator };
  return { kind: 'name', text: name };
}

/** A number by WinDbg's rules; throws CommandError when it is none or takes more than 32 bits. */
export function parseNumber(text: string): number {
  const plain = text.toLowerCase().replaceAll('`', '');
  const value = plain.startsWith('0n')
    ? Number.parseInt(plain.slice(2), 10)
    : plain.startsWith('0t')
      ? Number.parseInt(plain.slice(2), 8)
      : plain.startsWith('0y')
        ? Number.parseInt(plain.slice(2), 2)
        : Number.parseInt(plain.replace(/^0x/, '').replace(/h$/, ''), 16);
  if (Number.isNaN(value)) throw new CommandError(`Numeric expression missing from '${text}'`);
  // Sign-extended addresses (ffffffff`8ab94030) mean their low half.
  if (value > 0xffffffff && !/^(0x)?f{8}[0-9a-f]{8}h?$/.test(plain))
    throw new CommandError(`Overflow error at '${text}'`);
  return value > 0xffffffff ? Number.parseInt(plain.replace(/h$/, '').slice(-8), 16) : value;
}

/** Operators spelt as words. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['and', '&'],
  ['or', '|'],
  ['xor', '^'],
  ['mod', '%'],
  ['not', 'not'],
]);

/** Words that take a part of a number. */
const PARTS: ReadonlyMap<string, (value: number) => number> = new Map([
  ['hi', (value: number) => value >>> 16],
  ['low', (value: number) => value & 0xffff],
]);

/** Words that read memory, by the width of what they read. */
const READS: ReadonlyMap<string, 'u32' | 'u16' | 'u8'> = new Map([
  ['poi', 'u32'],
  ['dwo', 'u32'],
  ['wo', 'u16'],
  ['by', 'u8'],
]);

/** Loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['|'],
  ['^'],
  ['&'],
  ['=', '==', '!=', '<', '>', '<=', '>='],
  ['<<', '>>', '>>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

class Parser {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly source: string,
    private readonly scope: ExpressionScope,
  ) {}

  parse(): number {
    if (this.tokens.length === 0) throw new CommandError('Numeric expression missing');
    const value = this.binary(0);
    if (this.at < this.tokens.length)
      throw new CommandError(`Extra characters in expression '${this.source.trim()}'`);
    return value;
  }

  private binary(level: number): number {
    if (level === LEVELS.length) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = this.takeOperator(LEVELS[level]);
      if (operator === undefined) return left;
      left = apply(operator, left, this.binary(level + 1));
    }
  }

  private unary(): number {
    const operator = this.takeOperator(['-', '+', '~', 'not']);
    if (operator === undefined) return this.primary();
    if (++this.depth > MAX_DEPTH) throw new CommandError('The expression is nested too deeply.');
    const value = this.unary();
    this.depth--;
    if (operator === '-') return -value >>> 0;
    if (operator === 'not') return Number(value === 0);
    return operator === '~' ? ~value >>> 0 : value;
  }

  private primary(): number {
    const token = this.tokens[this.at];
    if (token === undefined)
      throw new CommandError(`Numeric expression missing from '${this.source.trim()}'`);
    if (token.kind === 'number') {
      this.at++;
      return token.value;
    }
    if (token.kind === 'operator') {
      if (token.text === '(') return this.parenthesized();
      throw new CommandError(`Syntax error at '${token.text}' in '${this.source.trim()}'`);
    }
    this.at++;
    return this.named(token.text);
  }

  private named(name: string): number {
    const next = this.tokens[this.at];
    // `poi x` is `poi(x)`; in `poi + 4` it is a name.
    if (next !== undefined && (next.kind !== 'operator' || next.text === '(')) {
      const value = this.applied(name.toLowerCase());
      if (value !== undefined) return value;
    }
    const value = this.scope.lookup(name);
    if (value === undefined) throw new CommandError(`Couldn't resolve error at '${name}'`);
    return value;
  }

  /** What a word that works on an operand makes of the one that follows; undefined for any other word. */
  private applied(word: string): number | undefined {
    const part = PARTS.get(word);
    if (part !== undefined) return part(this.operand());
    const read = READS.get(word);
    if (read === undefined) return undefined;
    const address = this.operand();
    const value = this.scope[read](address);
    if (value === undefined)
      throw new CommandError(`Memory access error at '${word}(${address.toString(16).padStart(8, '0')})'`);
    return value;
  }

  private operand(): number {
    if (++this.depth > MAX_DEPTH) throw new CommandError('The expression is nested too deeply.');
    const value = this.primary();
    this.depth--;
    return value;
  }

  private parenthesized(): number {
    if (++this.depth > MAX_DEPTH) throw new CommandError('The expression is nested too deeply.');
    this.at++;
    const value = this.binary(0);
    if (this.takeOperator([')']) === undefined)
      throw new CommandError(`Missing ) in '${this.source.trim()}'`);
    this.depth--;
    return value;
  }

  private takeOperator(wanted: readonly string[]): string | undefined {
    const token = this.tokens[this.at];
    if (token?.kind !== 'operator' || !wanted.includes(token.text)) return undefined;
    this.at++;
    return token.text;
  }
}

function apply(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return (left + right) >>> 0;
    case '-':
      return (left - right) >>> 0;
    case '*':
      return Math.imul(left, right) >>> 0;
    case '/':
    case '%':
      if (right === 0) throw new CommandError('Divide by zero');
      return operator === '/' ? Math.floor(left / right) : left % right;
    case '<<':
      return right > 31 ? 0 : (left << right) >>> 0;
    case '>>':
      return right > 31 ? 0 : left >>> right;
    case '>>>':
      return (left >> Math.min(right, 31)) >>> 0;
    case '&':
      return (left & right) >>> 0;
    case '|':
      return (left | right) >>> 0;
    case '^':
      return (left ^ right) >>> 0;
    default:
      return Number(holds(operator, left, right));
  }
}

/** Values are compared as they are, without signs. */
function holds(relation: string, left: number, right: number): boolean {
  switch (relation) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    case '!=':
      return left !== right;
    default:
      return left === right;
  }
}
