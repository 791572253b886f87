import type { Command } from '../../commands/command.ts';
import { syntaxOf } from '../../commands/parse-arguments.ts';
import { hex } from '../../units/address.ts';
import { EXIT_MEANINGS } from '../exit-codes.ts';
import type { OptionDescription } from './option-list.ts';

export interface ManPageInput {
  readonly version: string;
  readonly description: string;
  readonly options: readonly OptionDescription[];
  readonly commands: readonly Command[];
}

/** The manual page in roff, for man(1). */
export function manPage({ version, description, options, commands }: ManPageInput): string {
  const lines = [
    `.TH ANALYZE-DUMP 1 "" "analyze-dump ${text(version)}" "User Commands"`,
    '.SH NAME',
    'analyze\\-dump \\- pool analysis of 32\\-bit Windows memory dumps',
    '.SH SYNOPSIS',
    '.B analyze\\-dump',
    '.I MEMORY.DMP',
    '.RI [ options ]',
    '.SH DESCRIPTION',
    text(description),
    'Without \\fB\\-c\\fR, \\fB\\-cf\\fR or \\fB\\-i\\fR a report is printed: the verdict first, then the evidence.',
    '.SH OPTIONS',
    ...options.flatMap(optionLines),
    '.SH COMMANDS',
    "The debuggers' own, for \\fB\\-c\\fR, \\fB\\-cf\\fR and the prompt of \\fB\\-i\\fR. Numbers are hexadecimal unless 0n stands before them.",
    text(
      'Behind a command | find TEXT keeps the lines that hold the text, | findstr WORDS those with any of the words; /i takes any case, /v the other lines.',
    ),
    ...commands.flatMap(commandLines),
    '.SH EXIT STATUS',
    ...EXIT_MEANINGS.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, text(meaning)]),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, meaning]) => ['.TP', `.B ${name}`, text(meaning)]),
    '.SH FILES',
    '.TP',
    '.I ~/.local/state/analyze\\-dump/history',
    'What was typed at the prompt.',
    '.TP',
    '.I ~/.cache/analyze\\-dump',
    'Symbols that were read before.',
  ];
  return `${lines.join('\n')}\n`;
}

const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  ['_NT_SYMBOL_PATH, _NT_ALT_SYMBOL_PATH', 'Symbol path when -y is not given.'],
  ['XDG_STATE_HOME', 'Where the history lies instead of ~/.local/state.'],
  ['XDG_CACHE_HOME', 'Where read symbols lie instead of ~/.cache.'],
  ['NO_COLOR', 'When set the report has no colours.'],
];

function optionLines({ names, value, choices, meaning }: OptionDescription): string[] {
  const shown = names.map((name) => `\\fB${text(name)}\\fR`).join(', ');
  const values = choices === undefined ? '' : ` (${choices.join(', ')})`;
  return [
    '.TP',
    value === undefined ? shown : `${shown} \\fI${text(value)}\\fR`,
    text(`${meaning}${values}`),
  ];
}

function commandLines(command: Command): string[] {
  const { name, aliases = [], parameters, flags = [], summary, example, differs } = command;
  const also = aliases.length === 0 ? '' : ` Also: ${aliases.join(', ')}.`;
  const details = [
    ...parameters.map((one) => `${one.name}: ${one.meaning}`),
    ...flags.map((flag) => `flag ${hex(flag.bit)}: ${flag.meaning}`),
  ];
  return [
    '.TP',
    `\\fB${text(name)}\\fR${text(syntaxOf(command).slice(name.length))}`,
    text(`${summary}.${also}`),
    ...details.flatMap((line) => ['.br', text(line)]),
    '.br',
    text(`Example: ${example}`),
    ...(differs === undefined ? [] : ['.br', text(`Unlike WinDbg: ${differs}`)]),
  ];
}

/** Plain text in roff: backslashes and hyphens escaped, no line taken for a request. */
function text(plain: string): string {
  const escaped = plain.replaceAll('\\', '\\e').replaceAll('-', '\\-');
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}
