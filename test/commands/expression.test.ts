import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ExpressionScope, evaluate } from '../../src/commands/expression.ts';
import { parseRange } from '../../src/commands/range.ts';
import { SparseReader } from '../fakes/sparse-reader.ts';

const memory = new SparseReader().words(0x91969010, 0x82f37bab).words(0x1000, 0x12345678);
const NAMES: Readonly<Record<string, number>> = {
  'nt!ExAllocatePoolWithTag': 0x82f37bab,
  SIoctl: 0x91967000,
  nt: 0x82e17000,
  '@eip': 0x82e5d62e,
  '@$proc': 0x8947ea58,
};
const scope: ExpressionScope = {
  lookup: (name) => (Object.hasOwn(NAMES, name) ? NAMES[name] : undefined),
  u32: (va) => memory.u32(va),
  u16: (va) => memory.u16(va),
  u8: (va) => memory.u8(va),
};

/** The debuggers' rules for numbers, one row each. */
describe('numbers and expressions', () => {
  test.each([
    // Hexadecimal unless something else is said.
    ['10', 0x10],
    ['0n10', 10],
    ['0x10', 0x10],
    ['0t17', 15],
    ['0y101', 5],
    ['4B4B534Dh', 0x4b4b534d],
    ['4b4b534d', 0x4b4b534d],
    ['face', 0xface],
    ['0', 0],
    // 64-bit spellings of a 32-bit address.
    ['00000000`8ab94030', 0x8ab94030],
    ['ffffffff`8ab94030', 0x8ab94030],
    ['ffffffff8ab94030', 0x8ab94030],
    ['poi 91969010', 0x82f37bab],
    ['poi(poi 1000 - 12345678 + 1000)', 0x12345678],
    ['wo 1000 + 1', 0x5679],
    ['hi(12345678)', 0x1234],
    ['low 12345678', 0x5678],
    // Operators, as in the article and in the debuggers' documentation.
    ['8ab94030 - 8ab94000', 0x30],
    ['82943d18+30', 0x82943d48],
    ['83184218-1', 0x83184217],
    ['2 + 3 * 4', 14],
    ['(2 + 3) * 4', 20],
    ['-1', 0xffffffff],
    ['~0', 0xffffffff],
    ['f0 | f', 0xff],
    ['ff & 3c', 0x3c],
    ['ff ^ f', 0xf0],
    ['1 << 4', 0x10],
    ['80000000 >> 1f', 1],
    ['1 << 20', 0],
    ['17 / 5', 4],
    ['17 % 5', 3],
    ['ffffffff + 2', 1],
    ['ffff * ffffffff', 0xffff0001],
    // Relations are 1 or 0, bind looser than arithmetic and tighter than &, and know no signs.
    ['a==b', 0],
    ['a == 0n10', 1],
    ['a = a', 1],
    ['nt!ExAllocatePoolWithTag!=SIoctl', 1],
    ['SIoctl!=SIoctl', 0],
    ['1 + 1 == 2 & 1', 1],
    ['1 < 2 << 1', 1],
    ['ffffffff > 1', 1],
    ['2 <= 2', 1],
    ['2 >= 3', 0],
    ['80000000 >>> 4', 0xf8000000],
    ['70000000 >>> 4', 0x7000000],
    ['0n17 mod 5', 2],
    ['6 and 3', 2],
    ['6 or 1', 7],
    ['6 XOR 3', 5],
    ['not 0', 1],
    ['not (5 == 5)', 0],
    // Memory and names.
    ['poi(91969010)', 0x82f37bab],
    ['POI(91969000+10)', 0x82f37bab],
    ['dwo(1000)', 0x12345678],
    ['wo(1000)', 0x5678],
    ['by(1000)', 0x78],
    ['nt!ExAllocatePoolWithTag', 0x82f37bab],
    ['SIoctl+2010', 0x91969010],
    ['poi(SIoctl+0x2010) + 1', 0x82f37bac],
    ['@eip', 0x82e5d62e],
    ['@$proc+0n4', 0x8947ea5c],
  ])('%s', (text, value) => {
    expect(evaluate(text, scope)).toBe(value);
  });

  test.each([
    ['', /expression missing/],
    ['nt!Nothing', /Couldn't resolve error at 'nt!Nothing'/],
    ['poi(0)', /Memory access error at 'poi\(00000000\)'/],
    ['poi 0', /Memory access error at 'poi\(00000000\)'/],
    ['poi', /Couldn't resolve error at 'poi'/],
    ['constructor', /Couldn't resolve error at 'constructor'/],
    ['toString 1', /Couldn't resolve error at 'toString'/],
    ['1 2', /Extra characters/],
    ['(1', /Missing \)/],
    ['1 +', /expression missing/],
    ['5 / 0', /Divide by zero/],
    ['5 ==', /expression missing/],
    ['5 ! 5', /Syntax error/],
    ['123456789', /Overflow error/],
    ['#', /Syntax error/],
    [`${'('.repeat(500)}1`, /nested too deeply/],
    [`${'-'.repeat(500)}1`, /nested too deeply/],
    ['1+'.repeat(5000), /too long/],
  ])('%s is refused', (text, message) => {
    expect(() => evaluate(text, scope)).toThrow(message);
  });

  test('sums agree with arithmetic modulo 2^32', () => {
    const word = fc.nat(0xffffffff);
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        const text = `${a.toString(16)} + 0n${b} - 0x${c.toString(16)}`;
        expect(evaluate(text, scope)).toBe(Number((BigInt(a) + BigInt(b) - BigInt(c)) & 0xffffffffn));
      }),
    );
  });
});

describe('ranges', () => {
  const defaults = { itemSize: 4, count: 0x20 };

  test.each([
    ['1000', 0x1000, 0x20],
    ['1000 L4', 0x1000, 4],
    ['1000 l0n10', 0x1000, 10],
    ['1000 L?400000', 0x1000, 0x400000],
    ['1000 L-4', 0xff0, 4],
    ['1000 100f', 0x1000, 4],
    ['1000 1010', 0x1000, 5],
    ['SIoctl + 10 SIoctl+1f', 0x91967010, 4],
    ['poi(91969000 + 10) L8', 0x82f37bab, 8],
    ['1000 - 10', 0xff0, 0x20],
  ])('%s', (text, start, count) => {
    expect(parseRange(text, scope, defaults)).toMatchObject({ start, count });
  });

  test('L? is told apart', () => {
    expect(parseRange('1000 L?10', scope, defaults).isUnlimited).toBe(true);
    expect(parseRange('1000 L10', scope, defaults).isUnlimited).toBe(false);
  });

  test('an end before the start is refused', () => {
    expect(() => parseRange('2000 1000', scope, defaults)).toThrow(/Range error/);
  });
});
