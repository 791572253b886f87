import type { ParameterSpec } from './arguments.ts';
import type { Command } from './command.ts';

/** Where the words that completion offers come from; each is asked only when it is needed. */
export interface CompletionWords {
  commands(): readonly Command[];
  find(name: string): Command | undefined;
  tags(): Iterable<string>;
  modules(): Iterable<string>;
  /** Names of a module's symbols that start like this, whatever their case. */
  symbols(module: string, start: string): Iterable<string>;
  processes(): Iterable<{ readonly name: string; readonly address: string }>;
}

/** What a word may go on to. */
export interface Completion {
  /** The part of the line that is completed. */
  readonly word: string;
  /** What it may become, sorted, each once. */
  readonly candidates: readonly string[];
  /** The candidates are to be shown, not typed: they explain what there is to choose from. */
  readonly isChoice?: boolean;
}

/** More than this is no help to anybody. */
const MAX_CANDIDATES = 400;
/** Characters that can be typed, and shown without harm. */
const TYPEABLE = /^[\x21-\x7e]+$/;

/** What the end of a line may go on to. */
export function completeLine(line: string, words: CompletionWords): Completion {
  const command = lastCommand(line);
  const [, name, rest] = /^(\S+)\s+(.*)$/s.exec(command) ?? [];
  if (name === undefined || rest === undefined) return candidates(command, commandNames(words), true);
  const filter = /\|\s*(\w*)$/.exec(rest);
  if (filter !== null) return candidates(filter[1], ['find', 'findstr'], true);
  const parameter = parameterAt(words.find(name), rest);
  return parameter === undefined ? { word: '', candidates: [] } : completeParameter(parameter, rest, words);
}

/** What stands behind the last semicolon outside quotes. */
function lastCommand(line: string): string {
  let start = 0;
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"') quoted = !quoted;
    if (line[i] === ';' && !quoted) start = i + 1;
  }
  return line.slice(start).trimStart();
}

function commandNames(words: CompletionWords): string[] {
  return words.commands().flatMap(({ name, aliases = [] }) => [name, ...aliases]);
}

/** The parameter that the last word of `rest` is for; the last one takes all that follow. */
function parameterAt(command: Command | undefined, rest: string): ParameterSpec | undefined {
  const before = rest.split(/\s+/).length - 1;
  const { parameters } = command ?? { parameters: [] };
  const last = parameters.at(-1);
  return parameters[before] ?? (last?.kind === 'rest' ? last : undefined);
}

function completeParameter(parameter: ParameterSpec, rest: string, words: CompletionWords): Completion {
  const word = /\S*$/.exec(rest)?.[0] ?? '';
  const isText = parameter.kind === 'word' || parameter.kind === 'rest';
  switch (parameter.completes ?? (isText ? undefined : 'symbol')) {
    case 'command':
      return candidates(word, commandNames(words), true);
    case 'tag':
      return candidates(word, words.tags(), false);
    case 'module':
      return candidates(word, words.modules(), true);
    case 'process':
      return completeProcess(word, parameter, words);
    case 'symbol':
      return completeSymbol(rest, words);
    default:
      return { word, candidates: [] };
  }
}

/** Where an address is wanted, a name that only one process has becomes its address. */
function completeProcess(word: string, { kind }: ParameterSpec, words: CompletionWords): Completion {
  const start = word.toLowerCase();
  const all = [...words.processes()].filter(({ name }) => TYPEABLE.test(name));
  const named = all.filter(({ name }) => word !== '' && name.toLowerCase().startsWith(start));
  if (kind === 'word') return candidates(word, new Set(named.map(({ name }) => name)), true);
  if (named.length === 1) return { word, candidates: [named[0].address] };
  if (named.length > 1) return { word, candidates: labelled(named), isChoice: true };
  const addressed = all.filter(({ address }) => address.startsWith(start));
  return addressed.length === 1
    ? { word, candidates: [addressed[0].address] }
    : { word, candidates: labelled(addressed), isChoice: true };
}

/** Processes that share a name are told apart by their addresses. */
function labelled(processes: readonly { name: string; address: string }[]): string[] {
  return processes.slice(0, MAX_CANDIDATES).map(({ name, address }) => `${address} (${name})`);
}

/** The name at the end of an expression: a module, or a symbol of one. */
function completeSymbol(rest: string, words: CompletionWords): Completion {
  const name = /[\w$@?.:~]*(?:!\S*)?$/.exec(rest)?.[0] ?? '';
  const [, module, start] = /^([^!]+)!(.*)$/.exec(name) ?? [];
  if (module === undefined || start === undefined) {
    return name === '' ? { word: '', candidates: [] } : candidates(name, modulePrefixes(words), true);
  }
  const symbols = limited(words.symbols(module, start), MAX_CANDIDATES);
  return candidates(
    name,
    symbols.map((symbol) => `${module}!${symbol}`),
    true,
  );
}

function* modulePrefixes(words: CompletionWords): Iterable<string> {
  for (const module of words.modules()) yield `${module}!`;
}

function candidates(word: string, all: Iterable<string>, anyCase: boolean): Completion {
  const fold = (text: string) => (anyCase ? text.toLowerCase() : text);
  const start = fold(word);
  const fitting = new Set<string>();
  for (const one of all) {
    if (!TYPEABLE.test(one) || !fold(one).startsWith(start)) continue;
    fitting.add(one);
    if (fitting.size >= MAX_CANDIDATES) break;
  }
  return { word, candidates: [...fitting].sort() };
}

function limited<T>(items: Iterable<T>, most: number): T[] {
  const kept: T[] = [];
  for (const one of items) {
    kept.push(one);
    if (kept.length >= most) break;
  }
  return kept;
}
