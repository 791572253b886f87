import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableLines } from '../../src/report/text/table-text.ts';
import { cut, hanging, padLeft, padRight, textWidth, wrap } from '../../src/report/text/width.ts';

describe('width', () => {
  it('counts what a terminal shows', () => {
    expect(textWidth('abc')).toBe(3);
    expect(textWidth('枯渇')).toBe(4);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('ﾊﾝｶｸ')).toBe(4);
  });

  it('pads and cuts by columns', () => {
    expect(padRight('枯', 4)).toBe('枯  ');
    expect(padLeft('枯', 4)).toBe('  枯');
    expect(cut('枯渇しています', 7)).toBe('枯渇し~');
    expect(cut('short', 7)).toBe('short');
  });
});

describe('wrap', () => {
  it('breaks between words, and keeps a unit with its number', () => {
    expect(wrap('the pool is full at 99.9 % now', 24)).toEqual(['the pool is full at', '99.9 % now']);
  });

  it('breaks between wide characters, but starts no line with what closes', () => {
    expect(wrap('枯渇しています。', 14)).toEqual(['枯渇していま', 'す。']);
  });

  it('ends no line with what opens, and starts none with a small kana', () => {
    expect(wrap('確実です (すべて', 10)).toEqual(['確実です', '(すべて']);
    expect(wrap('文字列「MSKK」', 8)).toEqual(['文字列', '「MSKK」']);
    expect(wrap('ブロックヘッダー', 10)).toEqual(['ブロック', 'ヘッダー']);
  });

  it('cuts a word that is longer than a line', () => {
    expect(wrap('0123456789', 4)).toEqual(['0123', '4567', '89']);
  });

  it('gives up an indent that leaves no room for the word behind it', () => {
    expect(wrap(' aaaa。%a', 8)).toEqual(['aaaa。%a']);
    expect(wrap('  0123456789', 8)).toEqual(['01234567', '89']);
  });

  it('keeps every line within its width and every visible character', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'bc', ' ', '枯', '。', '%', '('), maxLength: 120 });
    fc.assert(
      fc.property(text, fc.integer({ min: 6, max: 40 }), (input, width) => {
        const lines = wrap(input, width);
        // What closes may hang over by its own columns.
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(input.replaceAll(' ', ''));
      }),
    );
  });

  it('hangs lines under their first', () => {
    expect(hanging('- ', 'one two three', 9)).toEqual(['- one two', '  three']);
  });
});

describe('a table', () => {
  it('keeps to 80 columns whatever its cells hold', () => {
    const columns = [{ title: 'Tag' }, { title: 'Bytes', right: true }, { title: 'Description', fill: true }];
    const lines = [
      ...tableLines(columns, [
        ['MSKK', '1,701,670,912', 'x'.repeat(200)],
        ['枯渇', '1', '説明'.repeat(60)],
      ]),
    ];
    expect(lines[0]).toBe('  Tag           Bytes  Description');
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(80);
    expect(lines[1].endsWith('x~')).toBe(true);
  });
});
