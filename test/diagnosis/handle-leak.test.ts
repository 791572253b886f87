import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Holder } from '../../src/analysis/object-facts.ts';
import { deadObjects } from '../../src/diagnosis/dead-objects.rule.ts';
import type { Finding } from '../../src/diagnosis/finding.ts';
import { handleLeak } from '../../src/diagnosis/handle-leak.rule.ts';
import { handleTables } from '../../src/diagnosis/handle-tables.rule.ts';
import { kernelHandles } from '../../src/diagnosis/kernel-handles.rule.ts';
import type { Rule } from '../../src/diagnosis/rule.ts';
import { present } from '../../src/units/value.ts';
import {
  environment1,
  environment2,
  holderOf,
  type MadeType,
  MISSING,
  made,
  objectType,
  processOf,
  quietMemory,
  tagRow,
  tagTable,
} from './made-analysis.ts';

function findings(rule: Rule, analysis: Analysis): readonly Finding[] {
  const outcome = rule.judge(analysis);
  return outcome.answer === 'yes' ? outcome.findings : [];
}

/** A full nonpaged pool in which objects of one type take `share`. */
function fullPool(
  type: string,
  holders: readonly Holder[],
  changes: MadeType & { share?: number } = {},
): Analysis {
  const facts = objectType(type, { objects: 20_500, holders, ...changes });
  const bytes = 384_704 * 4096 * (changes.share ?? 0.6);
  const row = tagRow(facts.tag, 'nonpaged', { blocks: 20_500, bytes: Math.round(bytes) });
  return environment2({
    tags: tagTable([row]),
    types: [facts],
    processes: [processOf('System', 4), ...holders.map((one) => processOf(one.name, one.pid))],
  });
}

describe('handle-leak', () => {
  // HandleCount: 1907884. 1907864 Thread handles, Cid 12ce80, Thre 1908328 1419794592
  it('names the process of environment 2', () => {
    const [finding, ...more] = findings(handleLeak, environment2());
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      verdict: 'certain',
      culprit: { kind: 'process', name: 'TestApp.exe', pid: 0x12ce80 },
      subject: { pool: 'nonpaged', tag: 'Thre', type: 'Thread' },
      title: { values: { handles: 1_907_864 } },
    });
    const says = new Map(finding.evidence.map((one) => [one.says.key, one.says.values]));
    expect(says.get('handle-leak.handles')).toMatchObject({ handles: 1_907_864, total: 1_907_884 });
    expect(says.get('handle-leak.objects')).toMatchObject({ objects: 1_907_864, total: 1_908_328 });
    expect(says.get('handle-leak.blocks')).toMatchObject({ bytes: 1_419_794_592 });
    expect(finding.next[0].key).toBe('handle-leak.next-thread');
    expect(finding.byHand).toContain('!thread f850bd48');
  });

  it('names who keeps the threads, not who ran them', () => {
    const monitor = holderOf('monitor.exe', 0x700, 20_000, 20_000);
    const worker = { process: 0x80009000, pid: 0x900, name: 'worker.exe', objects: 20_000, dead: 20_000 };
    const [finding] = findings(
      handleLeak,
      fullPool('Thread', [monitor], { dead: 20_000, belongsTo: [worker] }),
    );
    expect(finding).toMatchObject({ verdict: 'certain', culprit: { name: 'monitor.exe' } });
    expect(finding.evidence.map(({ says }) => says.key)).toContain('handle-leak.belongs-elsewhere');
  });

  it('is only probable for live objects: load cannot be told from a leak', () => {
    const [finding] = findings(handleLeak, fullPool('Event', [holderOf('app.exe', 0x700, 20_000)]));
    expect(finding).toMatchObject({ verdict: 'probable', culprit: { name: 'app.exe' } });
    expect(finding.against.map(({ key }) => key)).toContain('handle-leak.alive');
  });

  it('is a suspicion when no pool is short', () => {
    const types = [objectType('Event', { objects: 20_500, holders: [holderOf('app.exe', 0x700, 20_000)] })];
    const processes = [processOf('app.exe', 0x700)];
    expect(findings(handleLeak, made({ types, processes }))).toMatchObject([{ verdict: 'suspected' }]);
  });

  it('is a suspicion when another tag fills the pool', () => {
    const holder = holderOf('app.exe', 0x700, 3000);
    const analysis = fullPool('Event', [holder], { objects: 3100, share: 0.01 });
    const rows = [...analysis.tags.rows, tagRow('MSKK', 'nonpaged', { blocks: 9, bytes: 1_400_000_000 })];
    expect(findings(handleLeak, { ...analysis, tags: tagTable(rows) })).toMatchObject([
      { verdict: 'suspected' },
    ]);
  });

  it('is a suspicion when the objects are one of many things in a full pool', () => {
    const server = holderOf('server.exe', 0x700, 20_000);
    const analysis = fullPool('File', [server], { share: 0.3 });
    const rows = [...analysis.tags.rows, tagRow('Even', 'nonpaged', { blocks: 9, bytes: 350_000_000 })];
    const byType = (events: number) => [
      { type: 'File', handles: 20_000 },
      { type: 'Event', handles: events },
    ];
    const verdictWith = (events: number) => {
      const processes = [processOf('server.exe', 0x700, { byType: byType(events) })];
      return findings(handleLeak, { ...analysis, tags: tagTable(rows), processes })[0].verdict;
    };
    expect(verdictWith(30_000)).toBe('suspected');
    // Alone in the table they are all that the process does.
    expect(verdictWith(20)).toBe('probable');
  });

  it('measures ended objects against ended ones: many live threads of others excuse nothing', () => {
    const holder = holderOf('app.exe', 0x700, 20_000, 20_000);
    const analysis = fullPool('Thread', [holder], { objects: 60_000, dead: 20_000 });
    expect(findings(handleLeak, analysis)).toMatchObject([
      { verdict: 'probable', culprit: { name: 'app.exe' } },
    ]);
  });

  it('names nobody when two processes hold the same objects', () => {
    const holders = [holderOf('a.exe', 0x700, 20_000, 20_000), holderOf('b.exe', 0x800, 19_900, 19_900)];
    const [finding] = findings(handleLeak, fullPool('Thread', holders, { dead: 20_000 }));
    expect(finding).toMatchObject({ verdict: 'suspected', culprit: null });
  });

  it('sets csrss aside, which keeps every thread while it lives, unless it is the only one', () => {
    const app = holderOf('app.exe', 0x700, 20_000, 20_000);
    const csrss = holderOf('csrss.exe', 0x600, 20_100, 20_000);
    const [finding] = findings(handleLeak, fullPool('Thread', [csrss, app], { dead: 20_000 }));
    expect(finding).toMatchObject({ verdict: 'certain', culprit: { name: 'app.exe' } });
    const [alone] = findings(handleLeak, fullPool('Thread', [csrss], { dead: 20_000 }));
    expect(alone).toMatchObject({ culprit: { name: 'csrss.exe' } });
  });

  it('lets known heavy users have more before it looks at them', () => {
    const types = (count: number) => [
      objectType('Token', {
        objects: count + 200,
        pool: 'paged',
        holders: [holderOf('lsass.exe', 0x1f4, count)],
      }),
    ];
    expect(findings(handleLeak, made({ types: types(20_000) }))).toEqual([]);
    expect(findings(handleLeak, made({ types: types(40_000) }))).toMatchObject([{ verdict: 'suspected' }]);
  });

  it('asks for a majority where a table could not be read whole, and says so', () => {
    const analysis = fullPool('Thread', [holderOf('app.exe', 0x700, 14_000, 14_000)], { dead: 20_000 });
    const processes = [processOf('app.exe', 0x700, { tableRead: false })];
    const [finding] = findings(handleLeak, { ...analysis, processes });
    expect(finding).toMatchObject({ verdict: 'probable', culprit: { name: 'app.exe' } });
    expect(finding.unread).toHaveLength(1);
    // Read whole, the same numbers still are nearly all objects that any handle leads to.
    const whole = [processOf('app.exe', 0x700)];
    expect(handleLeak.judge({ ...analysis, processes: whole }).answer).toBe('yes');
    const fewer = fullPool('Thread', [holderOf('app.exe', 0x700, 9000, 9000)], { dead: 20_000 });
    expect(handleLeak.judge({ ...fewer, processes }).answer).toBe('no');
  });

  it('says no for a system at rest and cannot tell without a single readable table', () => {
    expect(handleLeak.judge(made()).answer).toBe('no');
    expect(handleLeak.judge(environment1()).answer).toBe('no');
    const processes = [processOf('app.exe', 0x700, { tableRead: false })];
    expect(handleLeak.judge(made({ processes })).answer).toBe('cannot-tell');
  });
});

describe('kernel-handles', () => {
  it('accuses nobody for handles of the System process', () => {
    const analysis = fullPool('Event', [holderOf('System', 4, 20_000)]);
    expect(findings(kernelHandles, analysis)).toMatchObject([
      { verdict: 'suspected', culprit: null, subject: { tag: 'Even', type: 'Event' } },
    ]);
    expect(handleLeak.judge(analysis).answer).toBe('no');
  });

  it('says no when the System process holds few', () => {
    expect(kernelHandles.judge(environment2()).answer).toBe('no');
  });
});

describe('dead-objects', () => {
  it('counts ended threads and what keeps them', () => {
    expect(findings(deadObjects, environment2())).toMatchObject([
      { verdict: 'certain', culprit: null, summary: { values: { dead: 1_907_900, held: 1_907_900 } } },
    ]);
  });

  it('says no for a few, cannot tell when no object was found', () => {
    expect(deadObjects.judge(made()).answer).toBe('no');
    expect(deadObjects.judge(made({ types: [] })).answer).toBe('cannot-tell');
  });
});

describe('handle-tables', () => {
  const rows = [tagRow('Obtb', 'paged', { blocks: 30_000, bytes: 1_500_000_000 })];
  const memory = {
    ...quietMemory(),
    pagedUsage: present(480_000, 'kdbg' as const),
    failures: { count: present(9, 'symbol' as const) },
  };

  it('names the process that has nearly all handles', () => {
    const processes = [
      processOf('app.exe', 0x700, { handles: present(4_000_000, 'layout') }),
      processOf('b.exe', 8),
    ];
    expect(findings(handleTables, made({ tags: tagTable(rows), memory, processes }))).toMatchObject([
      { verdict: 'probable', culprit: { name: 'app.exe' }, subject: { tag: 'Obtb' } },
    ]);
  });

  it('names nobody when many share them, and says no otherwise', () => {
    const processes = [1, 2, 3].map((pid) =>
      processOf('app.exe', pid * 8, { handles: present(90_000, 'layout') }),
    );
    expect(findings(handleTables, made({ tags: tagTable(rows), memory, processes }))).toMatchObject([
      { verdict: 'suspected', culprit: null },
    ]);
    expect(handleTables.judge(environment2()).answer).toBe('no');
  });

  it('names nobody while a process is uncounted that could have more, and says which', () => {
    const app = processOf('app.exe', 0x700, { handles: present(4_000_000, 'layout') });
    const processes = [app, processOf('b.exe', 8, { handles: MISSING })];
    const [finding] = findings(handleTables, made({ tags: tagTable(rows), memory, processes }));
    expect(finding).toMatchObject({ verdict: 'suspected', culprit: null });
    expect(finding.unread).toMatchObject([{ values: { processes: 'b.exe', count: 1 } }]);
    const none = [processOf('b.exe', 8, { handles: MISSING })];
    expect(handleTables.judge(made({ tags: tagTable(rows), memory, processes: none })).answer).toBe(
      'cannot-tell',
    );
  });
});
