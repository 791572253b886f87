/**
 * One parameter of a command. Words are split at blanks unless quoted.
 * `flags`/`number`/`address`: an expression, hexadecimal by default; `word`: taken as typed;
 * `rest`: everything that is left, as typed.
 */
export interface ParameterSpec {
  readonly name: string;
  readonly kind: 'flags' | 'number' | 'address' | 'word' | 'rest';
  readonly optional?: boolean;
  /** What it means, for help. */
  readonly meaning: string;
  /** What completion offers here. */
  readonly completes?: 'command' | 'tag' | 'module' | 'symbol' | 'process';
}

/** Parsed arguments by parameter name. */
export interface CommandArguments {
  /** Value of an expression parameter; undefined when it was left out. */
  number(name: string): number | undefined;
  /** A word or rest parameter taken as an expression after all; throws CommandError. */
  expression(name: string): number;
  /** Text of a word or rest parameter; undefined when it was left out. */
  text(name: string): string | undefined;
  /** The command's name as it was typed, in lower case: tells aliases (`db`, `dd`) apart. */
  readonly typed: string;
  /** Everything after the command's name, as typed. */
  readonly raw: string;
}
