import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSink } from '../../src/cli/line-sink.ts';

function written(lines: readonly string[]): string {
  let text = '';
  const sink = new LineSink((piece) => {
    text += piece;
  });
  for (const line of lines) sink.line(line);
  sink.flush();
  return text;
}

describe('lines of output', () => {
  it('come out as they are when they are plain', () => {
    expect(written(['8ab94000 size:  2e8', '\tPooltag Thre'])).toBe('8ab94000 size:  2e8\n\tPooltag Thre\n');
  });

  it('show what would drive a terminal', () => {
    expect(written(['a\u001b[31mb', 'one\ntwo', 'x\u202ey'])).toBe('a\\x1b[31mb\none\\x0atwo\nx\\u202ey\n');
  });

  it('keep their number and never carry a control character, whatever they hold', () => {
    const line = fc.string({ unit: fc.constantFrom('a', '\n', '\0', '\r', '\u001b', '\t', '\u009b', '日') });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const text = written(lines);
        expect(text.split('\n').length - 1).toBe(lines.length);
        expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      }),
    );
  });

  it('mix with text in the order in which they came', () => {
    let text = '';
    const sink = new LineSink((piece) => {
      text += piece;
    });
    sink.line('one');
    sink.text('{"two":2}\n');
    sink.line('three');
    sink.flush();
    expect(text).toBe('one\n{"two":2}\nthree\n');
  });
});
