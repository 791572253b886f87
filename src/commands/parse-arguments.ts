import type { CommandArguments, ParameterSpec } from './arguments.ts';
import type { Command } from './command.ts';
import { CommandError } from './command-error.ts';
import { type ExpressionScope, evaluate } from './expression.ts';
import { splitWords } from './words.ts';

/** Parses what was typed after a command's name by the command's own description. Throws CommandError. */
export function parseArguments(
  command: Command,
  typed: string,
  raw: string,
  scope: ExpressionScope,
): CommandArguments {
  const words = splitWords(raw);
  const texts = new Map<string, string>();
  const numbers = new Map<string, number>();
  let at = 0;
  for (const parameter of command.parameters) {
    if (parameter.kind === 'rest') {
      const rest = restFrom(raw, at);
      if (rest !== '') texts.set(parameter.name, rest);
      at = words.length;
    } else if (at < words.length) {
      const word = words[at++];
      if (parameter.kind === 'word') texts.set(parameter.name, word);
      else numbers.set(parameter.name, evaluate(word, scope));
    }
    const given = texts.has(parameter.name) || numbers.has(parameter.name);
    if (!given && parameter.optional !== true) throw missing(command, parameter);
  }
  if (at < words.length)
    throw new CommandError(`Extra argument '${words[at]}'. Syntax: ${syntaxOf(command)}`);
  return {
    typed,
    raw,
    number: (name) => numbers.get(name),
    expression: (name) => evaluate(texts.get(name) ?? '', scope),
    text: (name) => texts.get(name),
  };
}

/** The raw text behind the first `count` words. */
function restFrom(raw: string, count: number): string {
  let rest = raw.trim();
  for (let i = 0; i < count; i++) rest = rest.replace(/^(?:"[^"]*"?|\S+)\s*/, '');
  return rest;
}

function missing(command: Command, parameter: ParameterSpec): CommandError {
  return new CommandError(
    `${command.name} needs ${parameter.name} (${parameter.meaning}). Syntax: ${syntaxOf(command)}`,
  );
}

/** `!poolfind Tag [PoolType]` */
export function syntaxOf(command: Command): string {
  const parts = command.parameters.map((one) => (one.optional ? `[${one.name}]` : one.name));
  return [command.name, ...parts].join(' ');
}
