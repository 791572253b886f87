import type { Command as Program } from 'commander';

/** One option of the command line, as help, man page and shell completion need it. */
export interface OptionDescription {
  /** `-y`, `--symbols`: in the order in which they are shown. */
  readonly names: readonly string[];
  /** `path` when it takes a value. */
  readonly value?: string;
  /** The values it takes, when they are few. */
  readonly choices?: readonly string[];
  readonly meaning: string;
}

/** The options that are shown to users, with `--help`. */
export function optionList(program: Program): OptionDescription[] {
  const own = program.options
    .filter((option) => !option.hidden)
    .map((option) => ({
      names: [option.short, option.long].filter((name): name is string => name !== undefined),
      value: /<(.+)>/.exec(option.flags)?.[1],
      choices: option.argChoices,
      meaning: option.description,
    }));
  return [...own, { names: ['-h', '--help'], meaning: 'show the options' }];
}
