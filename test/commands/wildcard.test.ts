import { expect, test } from 'vitest';
import { wildcard } from '../../src/commands/wildcard.ts';

test.each([
  ['nt', 'NT', true],
  ['nt', 'ntfs', false],
  ['ExAllocate*Tag', 'ExAllocatePoolWithTag', true],
  ['ExAllocate*Tag', 'ExAllocatePoolWithTagPriority', false],
  ['*pool*', 'ExpPoolTrackTable', true],
  ['**', '', true],
  ['?', '', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['ExPool[FT]*', 'ExPoolFailures', true],
  ['ExPool[FT]*', 'ExPoolState', false],
  ['Mi[a-f]x', 'MiCx', true],
  ['Mi[a-f]x', 'MiGx', false],
  ['a[b', 'a[b', true],
  ['a.c', 'abc', false],
  ['(a|b)+$', '(A|B)+$', true],
  ['*', 'two\nlines', true],
])('%j and %j: %j', (pattern, text, fits) => {
  expect(wildcard(pattern).test(text)).toBe(fits);
});

test('many stars over a long name come to an end', () => {
  // A name in a symbol file may have 65,000 characters.
  expect(wildcard(`${'*a'.repeat(100)}b`).test('a'.repeat(65_000))).toBe(false);
});
