import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { THRESHOLDS } from '../../src/diagnosis/thresholds.ts';
import { catalogueOf } from '../../src/report/text/catalogues.ts';
import { jaRemarks } from '../../src/report/text/ja-remarks.ts';
import { remarkIn } from '../../src/report/text/remark.ts';

const SOURCE = resolve(import.meta.dirname, '../../src');
/** Rooms whose reasons and notes reach the report. */
const ROOMS = ['dump', 'kernel', 'memory', 'vm', 'pool', 'code', 'analysis'];
/** Where a line for a person is made: pushed as a note, given as a reason, or chosen as one. */
const MADE =
  /(?:\bnotes\.push\(|\bproblems\.push\(|\bdoubts\.push\(|\bwhy:|\bwhy \?\?=|\bwhy =|\breason:|\bdoubt:|\babsent\(\s*'(?:unreadable|no-symbol|not-in-dump)',|case '[a-z-]+':\s*return)\s*(`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*')/g;
/** Lines that only commands show. */
const ELSEWHERE = [
  /^the registers of processor/,
  /^the owning process$/,
  /^the image has no readable debug record/,
  /^no thread objects were found$/,
  /^the function is too long/,
  /^headers cannot be read/,
  /^not read: the images before it/,
  /^the flow runs into/,
  // Cut short, as it holds a literal within a literal.
  /\$\{/,
  // Only names and numbers.
  /^nt!MmPagingFile\[/,
  /^8a1: 8a1$/,
];

function sources(): string[] {
  return ROOMS.flatMap((room) =>
    readdirSync(join(SOURCE, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(SOURCE, room, name), 'utf8')),
  );
}

/** The lines as they would read with values in them. */
function linesMade(): string[] {
  const lines = sources().flatMap((text) =>
    Array.from(text.matchAll(MADE), ([, literal]) =>
      literal
        .slice(1, -1)
        .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '8a1')
        .replaceAll("\\'", "'"),
    ),
  );
  return [...new Set(lines)].filter(
    (line) => line.includes(' ') && !ELSEWHERE.some((pattern) => pattern.test(line)),
  );
}

const { remark } = catalogueOf('ja');
const JAPANESE = /[\u3041-\u30ff\u4e00-\u9fff]/;

describe('reasons and notes in Japanese', () => {
  it('are looked for where they are made', () => {
    expect(linesMade().length).toBeGreaterThan(50);
  });

  it.each(linesMade())('%s', (line) => {
    expect(remark(line)).toMatch(JAPANESE);
  });

  it.each(Object.values(THRESHOLDS).map(({ origin }) => origin))('origin of a limit: %s', (origin) => {
    expect(remark(origin)).toMatch(JAPANESE);
  });

  it('have no form that nothing makes any more', () => {
    const all = sources().join('\n').replaceAll("\\'", "'");
    const gone = jaRemarks.filter(([form]) => {
      const parts = form.split(/\{\w+\}/).map((part) => part.replace(/^[\s:]+|\s+$/g, ''));
      return form !== '[left out]' && !parts.every((part) => all.includes(part));
    });
    expect(gone).toEqual([]);
  });

  it('use the values of their form, each once', () => {
    for (const [form, words] of jaRemarks) {
      const names = (text: string) => Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name);
      for (const name of names(words)) expect(names(form)).toContain(name);
      expect(new Set(names(words)).size).toBe(names(words).length);
    }
  });

  it('say a note that is made of several pieces', () => {
    expect(
      remark(
        'Build 2600 with service pack 1 has no built-in layouts of its own; ' +
          'XP SP2 x86 is used, which nothing in the dump confirms.',
      ),
    ).toBe(
      'ビルド 2600 (Service Pack 1) の構造体定義は内蔵されていません。XP SP2 x86 を使用しました (ダンプからは確認できない)。',
    );
  });

  it('say a reason within a note', () => {
    expect(remark('Loaded module list: the list loops: 8a1 links back to 8a2.')).toBe(
      '読み込まれたモジュールの一覧: リストが循環しています (8a1 が 8a2 に戻っています)。',
    );
    expect(
      remark(
        "the push at 9196b323 makes 'MSKK' the tag of ExAllocatePoolWithTag, called directly at 9196b32f; " +
          'but the start of the function is not known; on other ways to the call another tag is passed',
      ),
    ).toBe(
      "9196b323 の push により 'MSKK' が ExAllocatePoolWithTag の Tag になる (9196b32f で直接呼び出し)。" +
        'ただし 関数の先頭が分からない、別の経路では別の Tag が渡される',
    );
  });
});

describe('forms', () => {
  const say = remarkIn([
    ['{a} of {b} bytes', '<{b}|{a}>'],
    ['nothing at all', 'gone'],
    ['[{x}]', '({x})'],
  ]);

  it.each([
    ['1 of 2 bytes', '<2|1>'],
    ['1 of 2 of 3 bytes', '<2 of 3|1>'],
    ['nothing at all of [nothing at all] bytes', '<(gone)|gone>'],
    ['nothing at all.', 'nothing at all.'],
    [' bytes', ' bytes'],
    [' of  bytes', '<|>'],
    ['', ''],
  ])('%j becomes %j', (line, words) => {
    expect(say(line)).toBe(words);
  });

  it('do not nest without end, nor take long over long lines', () => {
    const deep = `${'['.repeat(1000)}x${']'.repeat(1000)}`;
    expect(say(deep).replace(/[^(]/g, '')).toHaveLength(4);
    const long = `${'a of '.repeat(100_000)}b`;
    expect(say(long)).toBe(long);
  });
});
