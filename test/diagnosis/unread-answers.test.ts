import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { analysisOf } from '../../src/analysis/analysis-of.ts';
import { diagnose, examine } from '../../src/diagnosis/diagnose.ts';
import { dominantTagRule } from '../../src/diagnosis/dominant-tag.rule.ts';
import { driverTag } from '../../src/diagnosis/driver-tag.rule.ts';
import { handleLeak } from '../../src/diagnosis/handle-leak.rule.ts';
import { conclusion } from '../../src/report/conclusion.ts';
import { catalogueOf } from '../../src/report/text/catalogues.ts';
import { runTask } from '../../src/units/task.ts';
import { present } from '../../src/units/value.ts';
import { sessionOf } from '../fakes/session.ts';
import {
  environment1,
  environment2,
  made,
  objectType,
  ownerOf,
  processOf,
  tagRow,
  tagTable,
} from './made-analysis.ts';

/** "No" is an answer too: it may not rest on what nobody read. */

const DUMPS = path.resolve(import.meta.dirname, '../../dumps');

describe('tags that were counted in part', () => {
  const small = [tagRow('CM31', 'paged', { blocks: 5555, bytes: 24_899_584 })];

  it('may leave out the one that fills the pool', () => {
    // 24,899,584 of 1,755,316,224 bytes are counted: 98.6 % of the pool may be one tag.
    const outcome = dominantTagRule.judge(environment1({ tags: tagTable(small, false) }));
    expect(outcome.answer).toBe('cannot-tell');
  });

  it('are enough when what is left is less than half', () => {
    const rows = [
      ...['AAAA', 'BBBB', 'CCCC'].map((tag) => tagRow(tag, 'paged', { blocks: 1, bytes: 500_000_000 })),
      ...['NNNN', 'MMMM', 'OOOO'].map((tag) => tagRow(tag, 'nonpaged', { blocks: 1, bytes: 13_000_000 })),
    ];
    expect(dominantTagRule.judge(environment1({ tags: tagTable(rows, false) })).answer).toBe('no');
  });
});

describe('a tag that no code was found for', () => {
  const judge = (changes: Parameters<typeof ownerOf>[3]) =>
    driverTag.judge(environment1({ owners: [ownerOf('MSKK', 'paged', [], changes)] })).answer;

  it('may be allocated by code that is missing, not understood or not looked at', () => {
    expect(judge({ missingCodePages: 3 })).toBe('cannot-tell');
    expect(judge({ doubtful: 1 })).toBe('cannot-tell');
    expect(judge({ complete: false })).toBe('cannot-tell');
    expect(judge({ codePages: 0 })).toBe('cannot-tell');
  });

  it('is allocated by no driver when all code was read', () => {
    expect(judge({})).toBe('no');
  });

  it('fills nothing while its pool is far from full', () => {
    const tags = tagTable([
      tagRow('Obtb', 'paged', { blocks: 1000, bytes: 100_000_000 }),
      tagRow('NNNN', 'nonpaged', { blocks: 1, bytes: 13_000_000 }),
    ]);
    const owners = [ownerOf('Obtb', 'paged', [], { missingCodePages: 3 })];
    expect(driverTag.judge(made({ tags, owners })).answer).toBe('no');
  });
});

describe('handles that were counted and not followed', () => {
  const judge = (stated: number, followed: number) =>
    handleLeak.judge(
      environment2({
        types: [objectType('Thread')],
        processes: [
          processOf('TestApp.exe', 0x12ce80, {
            handles: present(stated, 'layout'),
            byType: [{ type: 'Event', handles: followed }],
          }),
        ],
      }),
    );

  it('may be the leak', () => {
    expect(judge(19_098, 20)).toMatchObject({
      answer: 'cannot-tell',
      why: { key: 'unexplained-use.tables-unread', values: { processes: 'TestApp.exe', count: 1 } },
    });
  });

  it('are none when they are too few for one', () => {
    expect(judge(700, 20).answer).toBe('no');
  });
});

describe('work that was stopped', () => {
  const stopped = made({ complete: false });

  it('never answers no, and never says that all is well', () => {
    for (const { rule, outcome } of examine(stopped))
      if (rule !== 'nothing-wrong') expect([rule, outcome.answer]).toEqual([rule, 'cannot-tell']);
    expect(diagnose(stopped)).toMatchObject([{ id: 'nothing-wrong', verdict: 'cannot-tell' }]);
  });

  it('blames itself and not the dump', () => {
    const text = conclusion(diagnose(stopped), stopped, catalogueOf('en'));
    expect(text).toContain('The work was stopped before its end');
    expect(text).not.toContain('This dump cannot tell more');
  });

  it('is marked as such when only the search through code was cut short', () => {
    const session = sessionOf(new Uint8Array(readFileSync(path.join(DUMPS, 'driver-paged-pool.dmp'))));
    const stopAt = /call site|code|driver/i;
    const analysis = runTask(analysisOf(session), ({ what }) => stopAt.test(what));
    expect(analysis.complete).toBe(false);
  });
});

describe.each([
  ['driver-paged-pool', 'driver-tag'],
  ['process-thread-handles', 'handle-leak'],
])('%s', (name, rule) => {
  const bytes = new Uint8Array(readFileSync(path.join(DUMPS, `${name}.dmp`)));
  const answer = (analysis: Analysis) =>
    examine(analysis).find((judgement) => judgement.rule === rule)?.outcome.answer;

  it('answers yes, whole', () => {
    expect(answer(runTask(analysisOf(sessionOf(bytes))))).toBe('yes');
  });

  it.each([1, 100, 200, 380, 384, 390, 400, 405])('never answers no when stopped at step %i', (step) => {
    let steps = 0;
    const analysis = runTask(analysisOf(sessionOf(bytes)), () => ++steps >= step);
    expect(answer(analysis)).not.toBe('no');
  });

  it.each([0.95, 0.85, 0.8, 0.6, 0.5, 0.4])('never answers no when %d of the file is left', (share) => {
    const end = Math.floor((bytes.length * share) / 0x1000) * 0x1000;
    expect(answer(runTask(analysisOf(sessionOf(bytes.slice(0, end)))))).not.toBe('no');
  });
});
