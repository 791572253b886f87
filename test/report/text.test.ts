import { describe, expect, it } from 'vitest';
import type { TypeFacts } from '../../src/analysis/object-facts.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { catalogueOf } from '../../src/report/text/catalogues.ts';
import { typeLines } from '../../src/report/text/object-text.ts';
import { textWidth } from '../../src/report/text/width.ts';
import { reportText } from '../../src/report/text.ts';
import {
  candidateOf,
  environment1,
  environment2,
  MISSING,
  made,
  moduleOf,
  objectType,
  ownerOf,
  processOf,
} from '../diagnosis/made-analysis.ts';

const lines = (analysis = environment1(), options = {}) => [
  ...reportText(analysis, diagnose(analysis), options),
];

describe('the text report', () => {
  it('begins with the verdict, in one paragraph', () => {
    expect(lines().slice(0, 8)).toEqual([
      'VERDICT: certain',
      '  Allocations failed 34,553 times, and the paged pool is the fuller one with',
      '  1.63 GB in use (81.9 % of its maximum). SIoctl.sys allocates pool under the',
      '  tag MSKK, which holds 1.58 GB in 415,447 blocks: 96.9 % of what the paged pool',
      '  uses. This is certain: every step was read in the dump. Give this to the',
      '  vendor of SIoctl.sys: tag MSKK is allocated at 9196b323 and not freed. Ask for',
      '  an update.',
      '',
    ]);
  });

  it('proves it, with the source of each number', () => {
    const text = lines().join('\n');
    expect(text).toContain(
      '1. SIoctl.sys fills the paged pool (MSKK, 1.58 GB)                     [certain]',
    );
    expect(text).toContain(
      '   - tag MSKK: 415,447 blocks, 1,701,670,912 bytes of paged pool (96.9 %), 4,096',
    );
    expect(text).toContain('   - code at 9196b323 (SIoctl+0x4323) hands the tag to ExAllocatePoolWithTag,');
    expect(text).toContain('     Linked (UTC): Mon Apr 12 09:37:08 2010 (4BC2E9C4)');
    expect(text).toContain('     kd> !for_each_module s -a @#Base @#End "MSKK"');
    expect(text).toContain('  MSKK  415,447  1,701,670,912  96.9 %');
  });

  it('is no wider than 80 columns in any language', () => {
    for (const analysis of [environment1(), environment2(), made()]) {
      for (const language of ['en', 'ja'] as const) {
        for (const line of lines(analysis, { language })) expect(textWidth(line)).toBeLessThanOrEqual(80);
      }
    }
  });

  it('begins in Japanese with the verdict too', () => {
    expect(lines(environment2(), { language: 'ja' }).slice(0, 2)).toEqual([
      '結論: 確実',
      '  NonPaged Pool が枯渇しています。上限 1.47 GB のうち 1.47 GB (99.9 %) が使用中',
    ]);
  });

  it('has colours only when asked', () => {
    expect(lines().join('')).not.toContain('\u001b');
    expect(lines(environment1(), { colour: true })[0]).toBe(
      '\u001b[1m\u001b[4mVERDICT\u001b[24m\u001b[22m: \u001b[1m\u001b[31mcertain\u001b[39m\u001b[22m',
    );
  });

  it('says ???????? for what was not read, with the reason', () => {
    const analysis = made();
    const failures = { count: { absent: 'no-symbol', at: 'nt!ExPoolFailures' } as const };
    const text = lines({ ...analysis, memory: { ...analysis.memory, failures } }).join('\n');
    expect(text).toMatch(/Pool allocations failed +\?{8} +needs symbols/);
  });

  it('lets no name drive the terminal', () => {
    const hostile = '\u001b]0;x\u0007\u202e<b>.sys';
    const analysis = environment1({
      modules: [
        moduleOf(hostile, 0x91967000, { version: hostile, path: hostile, company: hostile, pdb: hostile }),
      ],
      processes: [processOf(hostile, 4, { image: hostile })],
      owners: [ownerOf('MSKK', 'paged', [candidateOf(hostile, 0x91967000)])],
      notes: [hostile],
      unread: [{ kind: 'tag-table', name: hostile, why: hostile }],
    });
    for (const line of lines(analysis)) {
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(textWidth(line), line).toBeLessThanOrEqual(80);
    }
  });
});

describe('the table of objects', () => {
  const row = (changes: Partial<TypeFacts>) => {
    const type = { ...objectType('Thread', { objects: 300, dead: 2, pointersOnly: 1 }), ...changes };
    const [, line] = [...typeLines(made({ types: [type] }), catalogueOf('en'))];
    return line.trim().split(/ {2,}/);
  };

  it('shows counts over the objects that were found as what they are', () => {
    expect(row({})).toEqual(['Thread', '300', '0', '2', '1']);
    expect(row({ found: 40 })).toEqual(['Thread', '300', '0', '2+', '1+']);
    expect(row({ found: 0, dead: 0, pointersOnly: 0 })).toEqual([
      'Thread',
      '300',
      '0',
      '????????',
      '????????',
    ]);
    expect(row({ handles: MISSING })).toEqual(['Thread', '300', '????????', '2', '1']);
  });
});
