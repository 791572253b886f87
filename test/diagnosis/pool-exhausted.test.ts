import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { dominantTagRule } from '../../src/diagnosis/dominant-tag.rule.ts';
import { poolExhausted } from '../../src/diagnosis/pool-exhausted.rule.ts';
import { systemPtes } from '../../src/diagnosis/system-ptes.rule.ts';
import { present } from '../../src/units/value.ts';
import { environment1, environment2, MISSING, made, quietMemory, tagRow, tagTable } from './made-analysis.ts';

function memory(changes: Partial<Analysis['memory']>): Analysis {
  return made({ memory: { ...quietMemory(), ...changes } });
}

const findings = (outcome: ReturnType<typeof poolExhausted.judge>) =>
  outcome.answer === 'yes' ? outcome.findings : [];
const keys = (outcome: ReturnType<typeof poolExhausted.judge>) =>
  findings(outcome).flatMap(({ evidence }) => evidence.map(({ says }) => says.key));

describe('pool-exhausted', () => {
  // PagedPool Usage: 428544, Maximum: 523264 (81.9 %), 34553 pool allocations have failed,
  // Free System PTEs: 2680, NonPagedPool Usage: 11089: 439633 pages of 524288 system pages
  it('finds the paged pool of environment 1 short though it is not full, for want of address space', () => {
    const outcome = poolExhausted.judge(environment1());
    expect(findings(outcome)).toMatchObject([
      {
        id: 'paged-pool-exhausted',
        culprit: null,
        summary: { values: { failures: 34_553, used: 1_755_316_224 } },
      },
    ]);
    expect(keys(outcome)).toEqual(
      expect.arrayContaining(['pool-exhausted.reason-space', 'pool-exhausted.reason-ptes']),
    );
    expect(keys(outcome)).not.toContain('pool-exhausted.reason-commit');
  });

  // NonPagedPool Usage: 384704, NonPagedPool Max: 385022 (99.9 %)
  it('finds the nonpaged pool of environment 2 full to its maximum', () => {
    const outcome = poolExhausted.judge(environment2());
    expect(findings(outcome)).toMatchObject([{ id: 'nonpaged-pool-exhausted', verdict: 'certain' }]);
    expect(keys(outcome)).toContain('pool-exhausted.reason-maximum');
  });

  it('believes the reasons that the kernel kept more than percentages', () => {
    const failures = {
      count: present(5, 'symbol'),
      reasons: [{ reason: 'NonPagedNoCommit' as const, count: 5 }],
    };
    const outcome = poolExhausted.judge(memory({ failures }));
    expect(findings(outcome)).toMatchObject([{ id: 'nonpaged-pool-exhausted', verdict: 'certain' }]);
  });

  it('names no pool when allocations failed long ago and both pools are small', () => {
    const outcome = poolExhausted.judge(memory({ failures: { count: present(7, 'symbol') } }));
    expect(findings(outcome)).toMatchObject([{ id: 'pool-failures', role: 'remark', verdict: 'suspected' }]);
  });

  it('says no when nothing failed and nothing is full', () => {
    expect(poolExhausted.judge(made()).answer).toBe('no');
  });

  it('cannot tell when failures or the usage are unread', () => {
    expect(poolExhausted.judge(memory({ failures: { count: MISSING } })).answer).toBe('cannot-tell');
    const unread = memory({ pagedUsage: MISSING, pagedPools: [MISSING] });
    expect(poolExhausted.judge(unread).answer).toBe('cannot-tell');
  });

  it('tells commit and memory as reasons when they ran out too', () => {
    const outcome = poolExhausted.judge({
      ...environment2(),
      memory: {
        ...environment2().memory,
        committed: present(1_040_000, 'kdbg'),
        available: present(2000, 'kdbg'),
      },
    });
    expect(keys(outcome)).toEqual(
      expect.arrayContaining(['pool-exhausted.reason-commit', 'pool-exhausted.reason-memory']),
    );
  });
});

describe('dominant-tag', () => {
  const judge = dominantTagRule.judge;
  const of = (analysis: Analysis) => {
    const outcome = judge(analysis);
    return outcome.answer === 'yes' ? outcome.findings : [];
  };

  it('says which tag fills which pool, of what the pool uses', () => {
    // 1701670912 / (428544 * 4096) = 0.9694
    const [paged] = of(environment1());
    expect(paged).toMatchObject({
      verdict: 'certain',
      culprit: null,
      subject: { pool: 'paged', tag: 'MSKK' },
    });
    expect((paged.title.values as { share: number }).share).toBeCloseTo(0.9694, 4);
    // 1419794592 / (384704 * 4096) = 0.9010
    const [nonpaged] = of(environment2());
    expect(nonpaged).toMatchObject({ subject: { pool: 'nonpaged', tag: 'Thre' }, culprit: null });
    expect((nonpaged.title.values as { share: number }).share).toBeCloseTo(0.901, 4);
  });

  it('says no when no tag holds half, and does not report a large tag of a pool that is at rest', () => {
    expect(judge(made()).answer).toBe('no');
    const tags = tagTable([
      tagRow('Acme', 'paged', { blocks: 1000, bytes: 120_000_000 }),
      tagRow('Pool', 'nonpaged', { blocks: 5, bytes: 1_156_680 }),
    ]);
    expect(judge(made({ tags })).answer).toBe('no');
  });

  it('cannot tell when neither the counters nor the pool can be read', () => {
    const unread = memory({ pagedUsage: MISSING, nonPagedUsage: MISSING });
    expect(judge({ ...unread, tags: tagTable([], false) }).answer).toBe('cannot-tell');
  });
});

describe('system-ptes', () => {
  it('is yes at 2,680, no at 23,357, and cannot tell without symbols', () => {
    expect(systemPtes.judge(environment1())).toMatchObject({ answer: 'yes' });
    expect(systemPtes.judge(memory({ freeSystemPtes: present(23_357, 'symbol') })).answer).toBe('no');
    expect(systemPtes.judge(memory({ freeSystemPtes: MISSING })).answer).toBe('cannot-tell');
  });
});
