import { CommandError } from './command-error.ts';
import { type Wildcard, wildcard } from './wildcard.ts';
import { splitWords } from './words.ts';

/** What stands behind a module's name: WinDbg shows one of these at a time, n and f with t. */
export interface ListColumns {
  readonly imageName: boolean;
  readonly path: boolean;
  readonly time: boolean;
  readonly checkSum: boolean;
  /** The symbol type stays unless n, f or t take its place. */
  readonly symbolType: boolean;
}

export interface ListOptions {
  readonly verbose: boolean;
  /** `1m`: nothing but names. */
  readonly namesOnly: boolean;
  /** `sm`: by name instead of by address. */
  readonly sortedByName: boolean;
  /** `o`: no unloaded modules. */
  readonly loadedOnly: boolean;
  /** `u` without `k`: kernel modules are not wanted. */
  readonly userOnly: boolean;
  /** `l` those with symbols of any kind, `e` those without a symbol file that matches. */
  readonly symbols?: 'found' | 'problem';
  readonly columns: ListColumns;
  /** What the name of a module has to fit; * and ? are allowed. */
  readonly name?: string;
  readonly pathPattern?: Wildcard;
  /** An expression. */
  readonly address?: string;
}

/** Letters that stand alone, in WinDbg's meaning. D, which makes links in a debugger's window, does nothing. */
const LETTERS = 'kuolecvfnitdD';
const REFUSED: Readonly<Record<string, string>> = {
  p: 'a dump does not tell which file an image was mapped from; n and f show its name and path',
};

/**
 * Reads `lmvm nt`, `lm a 9196b324`, `lmtn`, `lm o m SI*`: options stand glued to the name or apart.
 * Throws CommandError for a letter that has no meaning here.
 */
export function parseListOptions(typed: string, raw: string): ListOptions {
  const letters = new Set<string>();
  const operands: { m?: string; M?: string; a?: string } = {};
  const words = [typed.slice(2), ...splitWords(raw)];
  while (words.length > 0) {
    let word = words.shift() as string;
    while (word !== '') {
      const [letter] = word;
      if (/^(?:sm|1m)/.test(word)) word = take(letters, word, 2);
      else if (LETTERS.includes(letter)) word = take(letters, word, 1);
      else if (letter === 'm' || letter === 'M' || letter === 'a') {
        operands[letter] = operand(letter, word, words);
        word = '';
      } else throw new CommandError(refusal(letter, word));
    }
  }
  return optionsOf(letters, operands);
}

function take(letters: Set<string>, word: string, length: number): string {
  letters.add(word.slice(0, length));
  return word.slice(length);
}

/** What follows an option that takes one: the rest of its word or the next word; an address takes all. */
function operand(option: string, word: string, words: string[]): string {
  const value = word.length > 1 ? word.slice(1) : words.shift();
  if (value === undefined)
    throw new CommandError(`lm ${option} needs ${option === 'a' ? 'an address' : 'a pattern'}`);
  return option === 'a' ? [value, ...words.splice(0)].join(' ') : value;
}

function refusal(letter: string, word: string): string {
  const why = REFUSED[letter.toLowerCase()];
  return why === undefined
    ? `lm: unknown option '${word}'; help lm lists them`
    : `lm ${letter} is not supported: ${why}.`;
}

function optionsOf(
  letters: ReadonlySet<string>,
  { m, M, a }: { m?: string; M?: string; a?: string },
): ListOptions {
  const has = (letter: string) => letters.has(letter);
  if (has('l') && has('e')) throw new CommandError('lm l and lm e exclude each other.');
  return {
    verbose: has('v'),
    namesOnly: has('1m'),
    sortedByName: has('sm'),
    loadedOnly: has('o'),
    userOnly: has('u') && !has('k'),
    symbols: has('l') ? 'found' : has('e') ? 'problem' : undefined,
    columns: {
      imageName: has('n') || has('i'),
      path: has('f'),
      time: has('t'),
      checkSum: has('c'),
      symbolType: !has('n') && !has('f') && !has('t'),
    },
    name: m,
    pathPattern: M === undefined ? undefined : wildcard(M),
    address: a,
  };
}
