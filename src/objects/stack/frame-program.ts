import { hex8, type VirtualAddress } from '../../units/address.ts';

/** Characters, tokens and values on the stack of a program; compilers write far less. */
const MAX_LENGTH = 4096;
const MAX_TOKENS = 512;
const MAX_DEPTH = 32;

/** What a program may ask for. Undefined: not known. */
export interface ProgramInput {
  /** Value of a register or variable at the start, such as `$ebp`. */
  register(name: string): number | undefined;
  /** Value of a constant of the frame, such as `.cbLocals`. */
  constant(name: string): number | undefined;
  /** The word at an address. */
  word(va: VirtualAddress): number | undefined;
}

/** Registers and variables after the program, by name; or why it could not be followed. */
export type ProgramOutcome = { readonly values: ReadonlyMap<string, number> } | { readonly failed: string };

/**
 * Runs the program of a FRAMEDATA row: postfix tokens separated by blanks. Names start with `$`, what
 * the frame gives with `.`; `^` reads the word at an address, `@` rounds down to a multiple, `=` puts a
 * value into a name. Arithmetic is that of unsigned 32-bit words.
 */
export function runFrameProgram(program: string, input: ProgramInput): ProgramOutcome {
  if (program.length > MAX_LENGTH) return { failed: `the program is longer than ${MAX_LENGTH} characters` };
  const tokens = program.split(' ').filter((token) => token !== '');
  if (tokens.length === 0) return { failed: 'there is no program' };
  if (tokens.length > MAX_TOKENS) return { failed: `the program has more than ${MAX_TOKENS} tokens` };
  const machine = new ProgramMachine(input);
  try {
    for (const token of tokens) machine.step(token);
    return { values: machine.finish() };
  } catch (error) {
    if (error instanceof ProgramError) return { failed: error.message };
    throw error;
  }
}

class ProgramError extends Error {}

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => (a + b) >>> 0,
  '-': (a, b) => (a - b) >>> 0,
  '*': (a, b) => Math.imul(a, b) >>> 0,
  '/': (a, b) => Math.floor(a / nonZero(b)),
  '%': (a, b) => a % nonZero(b),
  '@': (a, b) => a - (a % nonZero(b)),
};

function nonZero(value: number): number {
  if (value === 0) throw new ProgramError('the program divides by 0');
  return value;
}

/** The stack holds values and names; a name becomes its value when an operator takes it. */
class ProgramMachine {
  private readonly values = new Map<string, number>();
  private readonly stack: (string | number)[] = [];

  constructor(private readonly input: ProgramInput) {}

  step(token: string): void {
    if (token === '=') this.assign();
    else this.push(this.evaluated(token));
  }

  finish(): ReadonlyMap<string, number> {
    if (this.stack.length > 0) throw new ProgramError('the program leaves values over');
    return this.values;
  }

  private evaluated(token: string): string | number {
    if (token === '^') return this.wordAt(this.popValue());
    if (Object.hasOwn(OPERATORS, token)) {
      const right = this.popValue();
      return OPERATORS[token](this.popValue(), right);
    }
    if (/^\$[A-Za-z][A-Za-z0-9]{0,7}$/.test(token)) return token;
    return token.startsWith('.') ? this.constant(token) : literal(token);
  }

  private push(item: string | number): void {
    if (this.stack.length >= MAX_DEPTH) throw new ProgramError('the program stacks too many values');
    this.stack.push(item);
  }

  private pop(): string | number {
    const item = this.stack.pop();
    if (item === undefined) throw new ProgramError('an operator of the program lacks a value');
    return item;
  }

  private popValue(): number {
    const item = this.pop();
    if (typeof item === 'number') return item;
    const value = this.values.get(item) ?? this.input.register(item);
    if (value === undefined) throw new ProgramError(`the program needs ${item}, which is not known`);
    return value;
  }

  private assign(): void {
    const value = this.popValue();
    const name = this.pop();
    if (typeof name === 'number') throw new ProgramError('the program assigns to a number');
    this.values.set(name, value);
  }

  private wordAt(va: VirtualAddress): number {
    const word = this.input.word(va);
    if (word === undefined) throw new ProgramError(`the program needs the word at ${hex8(va)}`);
    return word;
  }

  private constant(name: string): number {
    const value = this.input.constant(name);
    if (value === undefined) throw unknownToken(name);
    return value;
  }
}

function literal(token: string): number {
  if (!/^-?[0-9]{1,10}$/.test(token)) throw unknownToken(token);
  return Number(token) >>> 0;
}

function unknownToken(token: string): ProgramError {
  return new ProgramError(`the program holds the unknown token ${token.slice(0, 24)}`);
}
