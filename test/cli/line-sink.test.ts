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
