import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Finding } from '../../src/diagnosis/finding.ts';
import { handleLeak } from '../../src/diagnosis/handle-leak.rule.ts';
import { handleTables } from '../../src/diagnosis/handle-tables.rule.ts';
import { kernelHandles } from '../../src/diagnosis/kernel-handles.rule.ts';
import { kernelReference } from '../../src/diagnosis/kernel-reference.rule.ts';
import { manyHandles } from '../../src/diagnosis/many-handles.rule.ts';
import { normalGrowth } from '../../src/diagnosis/normal-growth.rule.ts';
import { poolCorruption } from '../../src/diagnosis/pool-corruption.rule.ts';
import { processExplosion } from '../../src/diagnosis/process-explosion.rule.ts';
import type { Rule } from '../../src/diagnosis/rule.ts';
import { sessionPool } from '../../src/diagnosis/session-pool.rule.ts';
import { threadExplosion } from '../../src/diagnosis/thread-explosion.rule.ts';
import { tokenLeak } from '../../src/diagnosis/token-leak.rule.ts';
import { unexplainedUse } from '../../src/diagnosis/unexplained-use.rule.ts';
import { present } from '../../src/units/value.ts';
import {
  environment2,
  holderOf,
  MISSING,
  made,
  objectType,
  processOf,
  sessionOf,
  tagRow,
  tagTable,
} from './made-analysis.ts';

function findings(rule: Rule, analysis: Analysis): readonly Finding[] {
  const outcome = rule.judge(analysis);
  return outcome.answer === 'yes' ? outcome.findings : [];
}

describe('kernel-reference', () => {
  const tags = tagTable([tagRow('File', 'nonpaged', { blocks: 12_000, bytes: 1_000_000_000 })]);

  it('finds objects that only pointers keep, names the tag and nobody', () => {
    const types = [objectType('File', { objects: 12_100, pointersOnly: 12_000 })];
    expect(findings(kernelReference, environment2({ tags, types }))).toMatchObject([
      { verdict: 'probable', culprit: null, subject: { tag: 'File', type: 'File' } },
    ]);
  });

  it('counts only ended threads: living ones need no handle', () => {
    const living = [objectType('Thread', { objects: 5000, pointersOnly: 5000, dead: 0 })];
    expect(kernelReference.judge(environment2({ types: living })).answer).toBe('no');
    const ended = [
      objectType('Thread', { objects: 5000, pointersOnly: 5000, dead: 4900, deadPointersOnly: 4900 }),
    ];
    expect(findings(kernelReference, environment2({ types: ended }))).toMatchObject([{ culprit: null }]);
  });

  it('does not take the tokens of processes for leaked ones', () => {
    const token = objectType('Token', { objects: 3100, pointersOnly: 3000, pool: 'paged' });
    const types = [token, objectType('Process', { objects: 3000, dead: 2990 })];
    expect(kernelReference.judge(environment2({ types })).answer).toBe('no');
  });

  it('never takes unread handle tables for missing handles', () => {
    // Headers count handles, whoever holds them.
    const types = [objectType('File', { objects: 12_100, pointersOnly: 0, complete: false })];
    expect(kernelReference.judge(environment2({ tags, types })).answer).toBe('no');
  });

  it('says no for a system at rest, and cannot tell without objects', () => {
    expect(kernelReference.judge(made()).answer).toBe('no');
    expect(kernelReference.judge(made({ types: [] })).answer).toBe('cannot-tell');
  });
});

describe('thread-explosion', () => {
  const many = (name: string, pid: number) => {
    const thread = objectType('Thread', { objects: 20_100 });
    const processes = [processOf(name, pid, { threads: present(20_000, 'walk') })];
    return environment2({ types: [thread], processes });
  };

  it('names the process that runs nearly all threads of a full pool', () => {
    expect(findings(threadExplosion, many('app.exe', 0x700))).toMatchObject([
      { verdict: 'probable', culprit: { name: 'app.exe' }, subject: { tag: 'Thre' } },
    ]);
  });

  it('accuses nobody for threads of the System process', () => {
    expect(findings(threadExplosion, many('System', 4))).toMatchObject([
      { verdict: 'suspected', culprit: null },
    ]);
  });

  it('says no for a few threads and cannot tell when they cannot be counted', () => {
    expect(threadExplosion.judge(made()).answer).toBe('no');
    const processes = [processOf('app.exe', 0x700, { threads: MISSING })];
    expect(threadExplosion.judge(made({ processes })).answer).toBe('cannot-tell');
  });
});

describe('process-explosion', () => {
  const all = (exited: boolean) =>
    Array.from({ length: 1500 }, (_, i) => processOf('worker.exe', 8 + i * 4, { exited, parentPid: 4 }));

  it('tells the image and the parent, and accuses nobody', () => {
    const [finding] = findings(processExplosion, made({ processes: all(false) }));
    expect(finding).toMatchObject({ verdict: 'suspected', culprit: null });
    expect(finding.summary.values).toMatchObject({ name: 'worker.exe', count: 1500 });
  });

  it('says no for few, and for exited ones, which others keep', () => {
    expect(processExplosion.judge(made()).answer).toBe('no');
    expect(processExplosion.judge(made({ processes: all(true) })).answer).toBe('no');
  });
});

describe('with a broken process list', () => {
  it('what is read accuses as ever, and what is not seen is not denied', () => {
    const rest = made({ processesComplete: false });
    for (const rule of [processExplosion, threadExplosion, kernelHandles, handleLeak]) {
      expect(rule.judge(made()).answer).toBe('no');
      expect(rule.judge(rest).answer).toBe('cannot-tell');
    }
    expect(manyHandles.judge(rest, []).answer).toBe('cannot-tell');
    expect(handleLeak.judge(environment2({ processesComplete: false })).answer).toBe('yes');
  });
});

describe('token-leak', () => {
  const tags = tagTable([tagRow('Toke', 'paged', { blocks: 30_000, bytes: 60_000_000 })]);

  it('suspects nobody when many processes hold many tokens', () => {
    const holders = [1, 2, 3, 4].map((n) => holderOf(`svc${n}.exe`, n * 0x100, 5000));
    const types = [objectType('Token', { objects: 30_000, pool: 'paged', holders })];
    expect(findings(tokenLeak, made({ tags, types }))).toMatchObject([
      { verdict: 'suspected', culprit: null },
    ]);
  });

  it('leaves one holder to handle-leak and no holder to kernel-reference', () => {
    const one = [
      objectType('Token', { objects: 30_000, pool: 'paged', holders: [holderOf('a.exe', 8, 29_500)] }),
    ];
    expect(tokenLeak.judge(made({ tags, types: one })).answer).toBe('no');
    const none = [objectType('Token', { objects: 30_000, pool: 'paged', pointersOnly: 29_000 })];
    expect(tokenLeak.judge(made({ tags, types: none })).answer).toBe('no');
  });

  it('says no for few tokens and cannot tell without the type', () => {
    expect(tokenLeak.judge(made()).answer).toBe('no');
    expect(tokenLeak.judge(made({ types: [] })).answer).toBe('cannot-tell');
  });
});

describe('session-pool', () => {
  const eaten = [
    { text: 'Gh05', blocks: 40_000, bytes: 60_000_000 },
    { text: 'Ttfd', blocks: 100, bytes: 3_300_000 },
  ];
  const full = sessionOf(1, { pagedPool: present(16_000, 'layout'), tags: eaten });

  it('names the session in which one tag holds nearly everything', () => {
    expect(findings(sessionPool, made({ sessions: [sessionOf(0), full] }))).toMatchObject([
      { id: 'session-pool', verdict: 'probable', culprit: { kind: 'session', name: 'Session 1', id: 1 } },
    ]);
    const failing = { ...full, failures: present(12, 'layout' as const) };
    expect(findings(sessionPool, made({ sessions: [failing] }))).toMatchObject([{ verdict: 'certain' }]);
  });

  it('suspects a session in which one tag is far ahead without holding half', () => {
    const tags = (first: number) => [
      { text: 'Gh05', blocks: 20_000, bytes: first },
      { text: 'Ttfd', blocks: 100, bytes: 3_300_000 },
      { text: 'Gpbm', blocks: 100, bytes: 3_200_000 },
    ];
    const judge = (first: number) =>
      findings(
        sessionPool,
        made({ sessions: [sessionOf(1, { pagedPool: present(6000, 'layout'), tags: tags(first) })] }),
      );
    expect(judge(11_000_000)).toMatchObject([
      { verdict: 'suspected', culprit: null, subject: { tag: 'Gh05' } },
    ]);
    expect(judge(8_000_000)).toEqual([]);
  });

  it('suspects a session whose allocations failed without one large tag', () => {
    const failing = sessionOf(1, { failures: present(12, 'layout') });
    expect(findings(sessionPool, made({ sessions: [failing] }))).toMatchObject([
      { verdict: 'suspected', culprit: null },
    ]);
  });

  it('says no for sessions at rest and small ones, cannot tell when they are unread', () => {
    expect(sessionPool.judge(made({ sessions: [sessionOf(0), sessionOf(1)] })).answer).toBe('no');
    const small = sessionOf(0, {
      pagedPool: present(9, 'layout'),
      tags: [{ text: 'Gh05', blocks: 3, bytes: 30_000 }],
    });
    expect(sessionPool.judge(made({ sessions: [small] })).answer).toBe('no');
    expect(sessionPool.judge(made()).answer).toBe('cannot-tell');
    expect(sessionPool.judge(made({ sessions: [sessionOf(0, { tags: [] })] })).answer).toBe('cannot-tell');
  });
});

describe('normal-growth', () => {
  it('calls a large registry and much file bookkeeping load, not a leak', () => {
    const rows = [
      tagRow('CM31', 'paged', { blocks: 50_000, bytes: 160_000_000 }),
      tagRow('MmSt', 'paged', { blocks: 90_000, bytes: 140_000_000 }),
    ];
    const analysis = made({ tags: tagTable(rows) });
    expect(findings(normalGrowth, analysis).map(({ id, role, culprit }) => [id, role, culprit])).toEqual([
      ['registry-growth', 'remark', null],
      ['file-cache-growth', 'remark', null],
    ]);
  });

  it('says no for tens of megabytes', () => {
    expect(normalGrowth.judge(made()).answer).toBe('no');
  });
});

describe('without the use of paged pool by tag', () => {
  const blind = made({ tags: tagTable([], false) });

  it('neither tables of handles nor normal growth are denied', () => {
    expect(handleTables.judge(made()).answer).toBe('no');
    expect(handleTables.judge(blind).answer).toBe('cannot-tell');
    expect(normalGrowth.judge(made()).answer).toBe('no');
    expect(normalGrowth.judge(blind).answer).toBe('cannot-tell');
  });
});

describe('unexplained-use', () => {
  it('cannot tell while nobody knows how full a pool is', () => {
    const memory = { ...made().memory, pagedUsage: MISSING };
    expect(unexplainedUse.judge(made({ memory, tags: tagTable([], false) }), []).answer).toBe('cannot-tell');
    expect(unexplainedUse.judge(made(), []).answer).toBe('no');
  });
});

describe('pool-corruption', () => {
  const walk = made().walk;

  it('tells the pages and the tag before the break', () => {
    const broken = [{ page: 0x8ab94000, offset: 0x2e8, why: 'previous size', previousTag: 'Acme' }];
    const [finding] = findings(poolCorruption, made({ walk: { ...walk, brokenPages: 1, broken } }));
    expect(finding).toMatchObject({ culprit: null, byHand: ['!pool 8ab94000', '!analyze -v'] });
    expect(finding.evidence[0].says.values).toMatchObject({ page: 0x8ab94000, tag: 'Acme' });
  });

  it('says no when all chains agree and cannot tell when none was walked', () => {
    expect(poolCorruption.judge(made()).answer).toBe('no');
    const refused = { ...walk, walked: false, why: 'segment heap' };
    expect(poolCorruption.judge(made({ walk: refused })).answer).toBe('cannot-tell');
  });
});

describe('many-handles', () => {
  const holding = (name: string, count: number) =>
    processOf(name, 0x700, { byType: [{ type: 'Event', handles: count }] });
  const judge = (name: string, count: number) =>
    manyHandles.judge(made({ processes: [holding(name, count)] }), []);

  it('remarks on a process with more than ten thousand handles, and accuses nobody', () => {
    expect(judge('app.exe', 12_000)).toMatchObject({
      answer: 'yes',
      findings: [{ role: 'remark', verdict: 'suspected', summary: { values: { handles: 12_000 } } }],
    });
    expect(judge('app.exe', 9000).answer).toBe('no');
  });

  it('lets processes that are known for it have thirty thousand', () => {
    expect(judge('sqlservr.exe', 28_000).answer).toBe('no');
    expect(judge('sqlservr.exe', 31_000).answer).toBe('yes');
  });

  it('is silent about a process that another rule names', () => {
    const analysis = environment2({ processes: [holding('app.exe', 20_000)] });
    const named = { kind: 'process', name: 'app.exe', pid: 0x700, address: 0 } as const;
    const finding = { ...describedBy(analysis), culprit: named };
    const earlier = [{ rule: 'handle-leak', outcome: { answer: 'yes', findings: [finding] } as const }];
    expect(manyHandles.judge(analysis, earlier)).toMatchObject({
      answer: 'no',
      why: { key: 'many-handles.told' },
    });
  });
});

function describedBy(analysis: Analysis): Finding {
  const outcome = manyHandles.judge(analysis, []);
  if (outcome.answer !== 'yes') throw new Error('no finding');
  return outcome.findings[0];
}
