import { describe, expect, it } from 'vitest';
import type { UnreadKind } from '../../src/analysis/unread-facts.ts';
import { examine } from '../../src/diagnosis/diagnose.ts';
import type { Messages } from '../../src/diagnosis/message.ts';
import { message } from '../../src/diagnosis/message.ts';
import { THRESHOLDS } from '../../src/diagnosis/thresholds.ts';
import { grouped, PLACEHOLDER, percent, sentence, size } from '../../src/report/sentence.ts';
import { catalogueOf } from '../../src/report/text/catalogues.ts';
import type { Terms } from '../../src/report/text/terms.ts';
import { made } from '../diagnosis/made-analysis.ts';

const en = catalogueOf('en');
const ja = catalogueOf('ja');
const keys = Object.keys(en.messages) as (keyof Messages)[];

function placeholders(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name, format]) => `${name}:${format ?? ''}`).sort();
}

describe('text catalogues', () => {
  it('have the same keys', () => {
    expect(Object.keys(ja.messages).sort()).toEqual(Object.keys(en.messages).sort());
    expect(Object.keys(ja.labels).sort()).toEqual(Object.keys(en.labels).sort());
    for (const group of ['pools', 'verdicts', 'sureness', 'answers', 'sources', 'absences'] as const) {
      expect(Object.keys(ja[group]).sort()).toEqual(Object.keys(en[group]).sort());
    }
    for (const group of Object.keys(en.terms) as (keyof Terms)[])
      expect(Object.keys(ja.terms[group]).sort()).toEqual(Object.keys(en.terms[group]).sort());
  });

  it('name every rule and every limit', () => {
    const rules = examine(made()).map(({ rule }) => rule);
    expect(Object.keys(en.terms.checks)).toEqual(rules);
    expect(Object.keys(en.terms.thresholds)).toEqual(Object.keys(THRESHOLDS));
  });

  it('say what could not be read with the same values', () => {
    for (const group of ['unreadWhat', 'unreadWhy'] as const) {
      for (const kind of Object.keys(en.terms[group]) as UnreadKind[])
        expect(placeholders(ja.terms[group][kind])).toEqual(placeholders(en.terms[group][kind]));
    }
  });

  it.each(keys)('%s asks for the same values in both languages', (key) => {
    const inJapanese = [...new Set(placeholders(ja.messages[key]))];
    expect(inJapanese).toEqual([...new Set(placeholders(en.messages[key]))]);
  });

  it('leave nothing empty, and nothing in Japanese untranslated', () => {
    for (const text of [...Object.values(en.messages), ...Object.values(ja.messages)])
      expect(text).not.toBe('');
    const same = keys.filter((key) => ja.messages[key] === en.messages[key]);
    expect(same).toEqual([]);
  });

  it('use only formats there are', () => {
    const amounts = ['', 'exact', 'bytes', 'percent', 'times', 'address', 'hex', 'pid'];
    const words = ['pool', 'absence', 'check', 'memory', 'damage', 'confidence', 'remark'];
    const formats = [...amounts, ...words];
    const { unreadWhat, unreadWhy } = en.terms;
    for (const text of [en.messages, unreadWhat, unreadWhy].flatMap((group) => Object.values(group))) {
      for (const [, , format] of text.matchAll(PLACEHOLDER)) expect(formats).toContain(format ?? '');
    }
  });
});

describe('sentence', () => {
  it('fills values in, each in its format', () => {
    const values = {
      tag: 'MSKK',
      pool: 'paged',
      bytes: 1_701_670_912,
      share: 0.96943,
      blocks: 415_447,
    } as const;
    expect(sentence(message('dominant-tag.summary', values), en)).toBe(
      'Tag MSKK holds 1.58 GB in 415,447 blocks: 96.9 % of what the paged pool uses.',
    );
    expect(sentence(message('dominant-tag.summary', values), ja)).toBe(
      'Tag MSKK が 415,447 ブロック、1.58 GB を使用し、Paged Pool の使用量の 96.9 % を占めています。',
    );
  });

  it('writes process ids in both bases, as task manager and debugger do', () => {
    const values = { process: 'TestApp.exe', pid: 0x12ce80, type: 'Thread', handles: 1_907_864 };
    expect(sentence(message('handle-leak.title', values), en)).toBe(
      'TestApp.exe (PID 1232512, 12ce80h) holds 1,907,864 handles to Thread objects',
    );
  });

  it('shows what would drive a terminal or turn the line around', () => {
    const driver = 'a\u001b[31m\u202eexe.sys';
    const values = { driver, tag: 'A\u0007bc', pool: 'paged', bytes: 1 } as const;
    expect(sentence(message('driver-tag.title', values), en)).toBe(
      'a\\x1b[31m\\u202eexe.sys fills the paged pool (A\\x07bc, 1 bytes)',
    );
  });

  it('keeps a long name from flooding the page', () => {
    const title = sentence(message('driver-tag.next-stop', { driver: 'x'.repeat(60_000) }), en);
    expect(title.length).toBeLessThan(600);
  });
});

describe('amounts', () => {
  it('round as a reader expects', () => {
    expect([0, 999, 1000, 1_907_864].map(grouped)).toEqual(['0', '999', '1,000', '1,907,864']);
    expect([0, 1023, 1024, 12_345_678, 1_701_670_912].map(size)).toEqual([
      '0 bytes',
      '1023 bytes',
      '1.00 KB',
      '11.8 MB',
      '1.58 GB',
    ]);
  });

  it('never call something all that is not all', () => {
    expect([0, 0.00049, 0.9999, 1].map(percent)).toEqual(['0.0 %', '0.0 %', '99.9 %', '100.0 %']);
  });
});
