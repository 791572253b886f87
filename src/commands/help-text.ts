import { hex } from '../units/address.ts';
import type { Command } from './command.ts';
import { syntaxOf } from './parse-arguments.ts';

const WIDTH = 79;
const LABEL_WIDTH = 12;

/** Everything about one command on one screen. */
export function* commandHelp(command: Command): Iterable<string> {
  const { aliases = [], parameters, flags = [], example, differs } = command;
  yield syntaxOf(command);
  if (aliases.length > 0) yield `Also: ${aliases.join(', ')}`;
  yield '';
  yield* wrapped('  ', `${command.summary}.`);
  if (parameters.length > 0) yield '';
  for (const { name, meaning } of parameters) yield* labelled(name, meaning);
  if (flags.length > 0) yield '';
  for (const { bit, meaning } of flags) yield* labelled(bit === 0 ? '0' : `0x${hex(bit)}`, meaning);
  yield '';
  yield `Example:  ${example}`;
  if (differs !== undefined) yield* wrapped('', `Unlike WinDbg:  ${differs}`);
}

function labelled(label: string, text: string): string[] {
  const head = `  ${label.padEnd(LABEL_WIDTH)}`;
  const [first, ...more] = wrapText(text, WIDTH - head.length);
  return [`${head} ${first}`, ...more.map((line) => `${' '.repeat(head.length)} ${line}`)];
}

function wrapped(indent: string, text: string): string[] {
  return wrapText(text, WIDTH - indent.length).map((line) => indent + line);
}

/** Lines of at most `width` characters; a longer word stands alone. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
