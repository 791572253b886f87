import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runFrameProgram } from '../../src/objects/stack/frame-program.ts';

const REGISTERS: Record<string, number> = { $eip: 0x401000, $esp: 0x1000, $ebp: 0x1020 };
const CONSTANTS: Record<string, number> = { '.raSearch': 0x1010, '.cbLocals': 12, '.cbSavedRegs': 4 };

/** Every word is its own address with 0xabc in front, so that one sees which was read. */
function run(program: string, unread: readonly number[] = []) {
  const outcome = runFrameProgram(program, {
    register: (name) => REGISTERS[name],
    constant: (name) => CONSTANTS[name],
    word: (va) => (unread.includes(va) ? undefined : va + 0xabc00000),
  });
  return 'failed' in outcome ? outcome.failed : Object.fromEntries(outcome.values);
}

describe('programs that compilers write', () => {
  test.each([
    [
      'with a frame pointer',
      '$T0 $ebp = $eip $T0 4 + ^ = $ebp $T0 ^ = $esp $T0 8 + =',
      { $T0: 0x1020, $eip: 0xabc01024, $ebp: 0xabc01020, $esp: 0x1028 },
    ],
    [
      'without one, and a register saved below the return address',
      '$T0 .raSearch = $eip $T0 ^ = $esp $T0 4 + = $ebx $T0 4 - ^ =',
      { $T0: 0x1010, $eip: 0xabc01010, $esp: 0x1014, $ebx: 0xabc0100c },
    ],
    [
      'with a frame that is rounded down',
      '$T1 .raSearch = $T0 $T1 4 - 8 @ = $ebp $T1 4 - ^ = $eip $T1 ^ = $esp $T1 4 + =',
      { $T1: 0x1010, $T0: 0x1008, $ebp: 0xabc0100c, $eip: 0xabc01010, $esp: 0x1014 },
    ],
    ['sizes of the frame', '$L $ebp .cbSavedRegs - .cbLocals - =', { $L: 0x1010 }],
  ])('%s', (_, program, values) => {
    expect(run(program)).toEqual(values);
  });
});

describe('arithmetic on unsigned words', () => {
  test.each([
    ['2 3 -', 0xffffffff],
    ['4294967295 2 +', 1],
    ['4294967295 4294967295 *', 1],
    ['4294967295 2 /', 0x7fffffff],
    ['17 5 %', 2],
    ['4294967295 4096 @', 0xfffff000],
    ['-4', 0xfffffffc],
  ])('%s is %d', (text, value) => {
    expect(run(`$T0 ${text} =`)).toEqual({ $T0: value });
  });

  test('a name keeps its first value until it is assigned', () => {
    expect(run('$T0 $esp = $esp 5 = $T1 $esp =')).toEqual({ $T0: 0x1000, $esp: 5, $T1: 5 });
  });
});

describe('what cannot be followed says why', () => {
  test.each([
    ['', 'there is no program'],
    ['$T0 $esi =', 'the program needs $esi, which is not known'],
    ['$T0 .cbFuture =', 'the program holds the unknown token .cbFuture'],
    ['$T0 toString =', 'the program holds the unknown token toString'],
    ['$T0 .constructor =', 'the program holds the unknown token .constructor'],
    ['$T0 constructor =', 'the program holds the unknown token constructor'],
    ['$T0 0x10 =', 'the program holds the unknown token 0x10'],
    ['$T0 12345678901 =', 'the program holds the unknown token 12345678901'],
    ['$ $esp =', 'the program holds the unknown token $'],
    ['$T0 4 0 / =', 'the program divides by 0'],
    ['$T0 4 0 @ =', 'the program divides by 0'],
    ['=', 'an operator of the program lacks a value'],
    ['4 +', 'an operator of the program lacks a value'],
    ['4 5 =', 'the program assigns to a number'],
    ['$T0 4 = 5', 'the program leaves values over'],
    ['$T0 ', 'the program leaves values over'],
    ['$T0 8192 ^ =', 'the program needs the word at 00002000'],
  ])('%j: %s', (program, reason) => {
    expect(run(program, [0x2000])).toBe(reason);
  });

  test('long, deep and endless programs', () => {
    expect(run('1 '.repeat(3000))).toBe('the program is longer than 4096 characters');
    expect(run('$T0 1 = '.repeat(200))).toBe('the program has more than 512 tokens');
    expect(run('1 '.repeat(33))).toBe('the program stacks too many values');
  });

  test('an unknown token is cut', () => {
    expect(run('x'.repeat(4000))).toBe(`the program holds the unknown token ${'x'.repeat(24)}`);
  });
});

test('any program ends in words or a reason', () => {
  const token = fc.oneof(
    fc.constantFrom('$T0', '$T1', '$eip', '$esp', '$ebp', '.raSearch', '.cbLocals', '=', '^', '@'),
    fc.constantFrom('+', '-', '*', '/', '%', '0', '4', '-1', '4294967295', '9999999999', '$', '.', '\0', ''),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 40 }), (tokens) => {
      const outcome = run(tokens.join(' '));
      if (typeof outcome === 'string') return outcome.length > 0 && outcome.length < 80;
      return Object.values(outcome).every((value) => value === value >>> 0);
    }),
    { numRuns: 2000, seed: 5 },
  );
});
