import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankFilled, matchesTag, parseTagPattern } from '../../src/pool/tag-pattern.ts';
import { tagWord } from './pool-page.ts';

function matches(typed: string, tag: string, isProtected = false): boolean {
  const pattern = parseTagPattern(typed);
  return pattern !== undefined && matchesTag(pattern, tagWord(tag, isProtected));
}

describe('a tag pattern', () => {
  it.each([
    ['Thre', 'Thre', true],
    ['Thre', 'thre', false],
    ['Mm', 'Mm  ', true],
    ['Mm', 'MmCa', false],
    ['Mm*', 'MmCa', true],
    ['Mm*', 'Mm  ', true],
    ['*', 'abcd', true],
    ['CM??', 'CM31', true],
    ['CM??', 'Cm31', false],
    ['?r??', 'Irp ', true],
    ['0x65726854', 'Thre', true],
    ['0xe5726854', 'Thre', true],
    ['0xE5726854', 'Thre', true],
    ['0X65726854', 'Thre', true],
  ])('%s against %s: %s', (typed, tag, wanted) => {
    expect(matches(typed, tag)).toBe(wanted);
    expect(matches(typed, tag, true)).toBe(wanted);
  });

  it.each(['Thread', 'A*B', '0x123456789', '?????'])('%s is none', (typed) => {
    expect(parseTagPattern(typed)).toBeUndefined();
  });

  it('of four plain characters matches that tag alone', () => {
    const tag = fc.array(fc.integer({ min: 0x30, max: 0x7a }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(tag, tag, (a, b) => {
        const [one, other] = [a, b].map((codes) => String.fromCharCode(...codes).replaceAll('?', 'Q'));
        expect(matches(one, other)).toBe(one === other);
      }),
    );
  });

  it('with question marks may mean the tag with blanks', () => {
    expect(blankFilled('Mm??')).toMatchObject({ text: 'Mm  ', value: tagWord('Mm  ') });
    expect(blankFilled('Irp?')?.value).toBe(tagWord('Irp '));
    expect(blankFilled('Thre')).toBeUndefined();
    expect(blankFilled('M?*')).toBeUndefined();
  });
});
