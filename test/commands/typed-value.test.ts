import { expect, test } from 'vitest';
import { typedText } from '../../src/commands/typed-text.ts';
import { readRaw, readTyped, type Types } from '../../src/commands/typed-value.ts';
import type { FieldLayout } from '../../src/symbols/layouts.ts';
import { SparseReader } from '../fakes/sparse-reader.ts';

const AT = 0x82000000;
const types: Types = {
  struct: () => undefined,
  enum: (name) =>
    name === '_POOL_TYPE'
      ? {
          name,
          size: 4,
          constants: new Map([
            ['NonPagedPool', 0],
            ['PagedPool', 1],
            ['Odd', -1],
          ]),
        }
      : undefined,
};

/** What `dt` shows for a field of a type over these bytes. */
function shown(bytes: number[], field: Partial<FieldLayout>): string | undefined {
  const whole = { name: 'Field', offset: 0, ...field };
  const value = readTyped(new SparseReader().write(AT, bytes), AT, whole, types);
  return value && typedText(value, whole);
}

test.each([
  ['Uint4B', [0x78, 0x56, 0x34, 0x12], '0x12345678'],
  ['Uint2B', [0x34, 0x12], '0x1234'],
  ['Int4B', [0xfe, 0xff, 0xff, 0xff], '0n-2'],
  ['Int2B', [0xff, 0xff], '0n-1'],
  ['UChar', [0x41], "0x41 'A'"],
  ['UChar', [0x08], "0x8 ''"],
  ['Uint8B', [1, 0, 0, 0, 2, 0, 0, 0], '0x2`00000001'],
  ['Uint8B', [1, 0, 0, 0, 0, 0, 0, 0], '0x1'],
  ['_LARGE_INTEGER', [0x80, 0xaf, 0x9a, 0x7d, 0xac, 0xda, 0xca, 0x01], '_LARGE_INTEGER 0x1cadaac`7d9aaf80'],
  ['Ptr32 _KTHREAD', [0x30, 0x40, 0xb9, 0x8a], '0x8ab94030 _KTHREAD'],
  ['Ptr32 Void', [0, 0, 0, 0], '(null)'],
  ['_LIST_ENTRY', [1, 0, 0, 0x80, 2, 0, 0, 0x80], '_LIST_ENTRY [ 0x80000001 - 0x80000002 ]'],
  ['_POOL_TYPE', [1, 0, 0, 0], '1 ( PagedPool )'],
  ['_POOL_TYPE', [0xff, 0xff, 0xff, 0xff], '-1 ( Odd )'],
  ['_POOL_TYPE', [9, 0, 0, 0], '9 ( no matching name )'],
  ['[8] UChar', [...Buffer.from('smss.exe')], '[8]  "smss.exe"'],
  ['[8] UChar', [0x41, 0, 0x42, 0, 0, 0, 0, 0], '[8]  "A"'],
  ['Uint4B', [1, 2, 3], '????????'],
])('%s over %j', (type, bytes, text) => {
  expect(shown(bytes, { type })).toBe(text);
});

test('bits of units of two, four and eight bytes', () => {
  // 0x1234 = 0001 0010 0011 0100: the upper seven bits are 0001001.
  expect(shown([0x34, 0x12], { size: 2, bits: { start: 9, count: 7 } })).toBe('0y0001001 (0x9)');
  expect(shown([0, 0, 0, 0x80], { size: 4, bits: { start: 31, count: 1 } })).toBe('0y1 (0x1)');
  // Across the border of the two words: bits 30..33 of 0x3`40000000 are 1101.
  expect(shown([0, 0, 0, 0x40, 3, 0, 0, 0], { size: 8, bits: { start: 30, count: 4 } })).toBe('0y1101 (0xd)');
});

test('a unit of two bytes at the end of what can be read', () => {
  expect(shown([1, 0], { size: 2, bits: { start: 0, count: 1 } })).toBe('0y1 (0x1)');
  expect(shown([1], { size: 2, bits: { start: 0, count: 1 } })).toBe('????????');
});

test('bits that no unit has are not read', () => {
  expect(shown([1, 0, 0, 0], { bits: { start: 0, count: 1e9 } })).toBeUndefined();
  expect(shown([1, 0, 0, 0], { bits: { start: -1, count: 1 } })).toBeUndefined();
});

test('a counted string', () => {
  const memory = new SparseReader().words(AT, 0x00080006, 0x83000000).utf16(0x83000000, 'abc');
  const field = { name: 'Name', offset: 0, type: '_UNICODE_STRING' };
  const value = readTyped(memory, AT, field, types);
  expect(value && typedText(value, field)).toBe('_UNICODE_STRING "abc"');
});

test('structures and arrays of numbers have no value of their own', () => {
  expect(shown([1, 2, 3, 4], { type: '_KTIMER' })).toBeUndefined();
  expect(shown([1, 2, 3, 4], { type: '[2] Uint2B' })).toBeUndefined();
});

test('where the type is not known the bytes up to the next field show', () => {
  const memory = new SparseReader().write(AT, [0x4d, 0x53, 0x4b, 0x4b]);
  const raw = (extent: number) => typedText(readRaw(memory, AT, extent), { name: 'PoolTag', offset: 4 });
  expect([raw(8), raw(3), raw(1)]).toEqual(['0x4b4b534d (dword)', '0x534d (word)', '0x4d (byte)']);
});
