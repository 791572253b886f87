import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineSink, safeLine } from '../../src/cli/line-sink.ts';

describe('the last guard', () => {
  test('lets nothing through that drives a terminal, whatever a line holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written: string[] = [];
        const sink = new LineSink((chunk) => written.push(chunk));
        sink.line(text);
        sink.flush();
        const [line] = written;
        expect(line.endsWith('\n')).toBe(true);
        expect(line.slice(0, -1)).not.toMatch(
          /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
        );
      }),
    );
  });

  test.each([
    ['plain\ttext', 'plain\ttext'],
    ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
    ['a\u009b31mb', 'a\\x9b31mb'],
    ['one\ntwo\r', 'one\\x0atwo\\x0d'],
    ['file\u202etxt.exe', 'file\\u202etxt.exe'],
    ['ブログ', 'ブログ'],
  ])('%j', (text, safe) => {
    expect(safeLine(text)).toBe(safe);
  });
});

describe('LineSink', () => {
  test('gathers lines and hands them on in order', () => {
    const written: string[] = [];
    const sink = new LineSink((chunk) => written.push(chunk));
    for (let i = 0; i < 20_000; i++) sink.line(`line ${i}`);
    expect(written.length).toBeGreaterThan(0);
    sink.flush();
    expect(written.join('')).toBe(Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join(''));
  });

  // One odd line among many, wherever it falls on the words that are looked at together.
  test.each(['\u001b[2J', 'a\nb', '\u007f', 'é', '\u011b', 'ブログ\u202e'])(
    'finds %j among plain lines',
    (odd) => {
      for (let width = 1; width <= 9; width++) {
        const written: string[] = [];
        const sink = new LineSink((chunk) => written.push(chunk));
        const plain = 'x'.repeat(width);
        for (const line of [plain, odd, plain]) sink.line(line);
        sink.flush();
        expect(written.join('')).toBe(`${plain}\n${safeLine(odd)}\n${plain}\n`);
      }
    },
  );

  test('a line longer than any chunk is no exception', () => {
    const written: string[] = [];
    const sink = new LineSink((chunk) => written.push(chunk));
    sink.line(`${'x'.repeat(300_000)}\u0007`);
    sink.flush();
    expect(written.join('')).toBe(`${'x'.repeat(300_000)}\\x07\n`);
  });

  test('a copy gets what is written while it is wanted', () => {
    const copied: string[] = [];
    const sink = new LineSink(() => undefined);
    sink.line('before');
    sink.copyTo((text) => copied.push(text));
    sink.line('while');
    sink.copyTo(undefined);
    sink.line('after');
    sink.flush();
    expect(copied.join('')).toBe('while\n');
  });
});
