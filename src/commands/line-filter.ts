import { CommandError } from './command-error.ts';
import { splitOutsideQuotes } from './words.ts';

/** Which lines are wanted: what stands behind `| find` or `| findstr`. */
export interface LineFilter {
  /** Some part of a line, or some cell of a row, is what is looked for. */
  hits(text: string): boolean;
  /** Lines without it are wanted (`/v`). */
  readonly inverted: boolean;
}

/** Filters of other shells that a person may try. */
const FOREIGN = /^\s*(grep|egrep|sls|select-string|more|less|head|tail|sort|wc)\b/i;

/**
 * Takes the filters off the end of a command line: `lm | find /i si`, `lm | findstr "nt hal"`. Bars in
 * quotes and those of expressions stay. Throws CommandError.
 */
export function splitFilters(line: string): {
  readonly text: string;
  readonly filters: readonly LineFilter[];
} {
  const parts = splitOutsideQuotes(line, '|');
  const filters: LineFilter[] = [];
  while (parts.length > 1) {
    const last = parts[parts.length - 1];
    const [, name, rest] = /^\s*(find|findstr)\s+(\S.*?)\s*$/is.exec(last) ?? [];
    const foreign = FOREIGN.exec(last)?.[1];
    if (foreign !== undefined)
      throw new CommandError(`No filter '${foreign}'; '| find TEXT' and '| findstr WORDS' keep lines.`);
    if (name === undefined) break;
    filters.unshift(parseFilter(name.toLowerCase(), rest));
    parts.pop();
  }
  return { text: parts.join('|'), filters };
}

function parseFilter(name: string, typed: string): LineFilter {
  const letters = new Set<string>();
  let rest = typed;
  let literal: string | undefined;
  for (let option = nextOption(rest); option !== undefined; option = nextOption(rest)) {
    rest = rest.slice(option.length).trimStart();
    const [, text] = /^\/c:(.*)$/is.exec(option) ?? [];
    if (text !== undefined) literal = unquoted(text);
    else if (/^\/[ivl]$/i.test(option)) letters.add(option[1].toLowerCase());
    else throw new CommandError(`${name}: option '${option}' is not known; /i and /v are.`);
  }
  const wanted = literal ?? unquoted(rest);
  if (wanted === '') throw new CommandError(`${name} needs a text to look for.`);
  const anyCase = letters.has('i');
  const isPattern = name === 'findstr' && literal === undefined;
  const hits = isPattern ? wordsTest(wanted, anyCase, letters.has('l')) : textTest(wanted, anyCase);
  return { hits, inverted: letters.has('v') };
}

/** `/i`, `/c:"two words"` at the start of what is left; undefined when no option stands there. */
function nextOption(text: string): string | undefined {
  return /^\/(?:c:(?:"[^"]*"|\S+)|[a-z]+(?=\s))/i.exec(text)?.[0];
}

function unquoted(text: string): string {
  return /^"([^"]*)"?$/.exec(text)?.[1] ?? text;
}

function textTest(text: string, anyCase: boolean): (line: string) => boolean {
  if (!anyCase) return (line) => line.includes(text);
  const folded = text.toLowerCase();
  return (line) => line.toLowerCase().includes(folded);
}

/** findstr takes words apart at blanks; each is a pattern with `. * ^ $ [class] \< \>`, any may fit. */
function wordsTest(text: string, anyCase: boolean, isLiteral: boolean): (line: string) => boolean {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const sources = words.map((word) =>
    isLiteral
      ? word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      : word.replace(/[+?(){}|]/g, '\\$&').replace(/\\[<>]/g, '\\b'),
  );
  try {
    const pattern = new RegExp(sources.join('|'), anyCase ? 'i' : '');
    return (line) => pattern.test(line);
  } catch {
    throw new CommandError(`findstr: '${text}' is no pattern; /l takes it as it stands.`);
  }
}

/** Whether a line passes every filter. */
export function passes(filters: readonly LineFilter[], texts: readonly string[]): boolean {
  return filters.every(({ hits, inverted }) => texts.some(hits) !== inverted);
}
