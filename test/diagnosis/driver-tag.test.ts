import { describe, expect, it } from 'vitest';
import type { OwnerCandidate, OwnerSite, TagOwner } from '../../src/analysis/owner-facts.ts';
import { driverTag } from '../../src/diagnosis/driver-tag.rule.ts';
import type { Finding } from '../../src/diagnosis/finding.ts';
import { sharedTag } from '../../src/diagnosis/shared-tag.rule.ts';
import { present } from '../../src/units/value.ts';
import {
  candidateOf,
  environment1,
  environment2,
  MISSING,
  made,
  ownerOf,
  quietMemory,
  siteOf,
  tagRow,
  tagTable,
} from './made-analysis.ts';

const SIOCTL = candidateOf('SIoctl.sys', 0x91967000);

function withOwner(candidates: readonly OwnerCandidate[], changes: Partial<TagOwner> = {}) {
  return environment1({ owners: [ownerOf('MSKK', 'paged', candidates, changes)] });
}

function withSite(changes: Partial<OwnerSite>) {
  return withOwner([candidateOf('SIoctl.sys', 0x91967000, [siteOf(changes)])]);
}

function findingsOf(outcome: ReturnType<typeof driverTag.judge>): readonly Finding[] {
  return outcome.answer === 'yes' ? outcome.findings : [];
}

function verdictOf(analysis: ReturnType<typeof made>) {
  return findingsOf(driverTag.judge(analysis))[0]?.verdict;
}

/** A small use of the other pool. */
const NONPAGED = tagRow('Irp ', 'nonpaged', { blocks: 40, bytes: 20_000 });

describe('driver-tag', () => {
  // MSKK 0 0 415447 1701670912, push 4B4B534Dh at 9196b323, SIoctl.sys 4BC2E9C4 000106CF
  it('names the driver of environment 1 with its numbers and its call site', () => {
    const [finding, ...more] = findingsOf(driverTag.judge(environment1()));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      id: 'driver-tag',
      verdict: 'certain',
      culprit: {
        kind: 'driver',
        name: 'SIoctl.sys',
        base: 0x91967000,
        timeDateStamp: 0x4bc2e9c4,
        checkSum: 0x106cf,
      },
      subject: { pool: 'paged', tag: 'MSKK' },
      title: { values: { driver: 'SIoctl.sys', tag: 'MSKK', bytes: 1_701_670_912 } },
    });
    const says = new Map(finding.evidence.map((one) => [one.says.key, one.says.values]));
    expect(says.get('dominant-tag.use')).toMatchObject({
      blocks: 415_447,
      bytes: 1_701_670_912,
      average: 4096,
    });
    expect(says.get('driver-tag.site')).toMatchObject({ site: 0x9196b323, call: 0x9196b32f });
    expect(says.get('driver-tag.size-agrees')).toEqual({ size: 4096, average: 4096 });
    expect(says.has('driver-tag.loop')).toBe(true);
    expect(finding.byHand).toEqual([
      '!vm 5',
      '!poolused 4',
      '!for_each_module s -a @#Base @#End "MSKK"',
      'u 9196b323',
      'ln poi(91969010)',
      'lmvm SIoctl',
    ]);
  });

  it.each([
    ['the path of the tag has a gap', { confidence: 'probable' } as const],
    ['the size asked for is another', { sizeAgrees: false }],
  ])('is only probable when %s', (_, site) => {
    expect(verdictOf(withSite(site))).toBe('probable');
  });

  it('is a suspicion when the code asks for the other pool', () => {
    expect(verdictOf(withSite({ poolAgrees: false, poolType: 0 }))).toBe('suspected');
  });

  it.each([
    [0, {}, 'certain'],
    [30, {}, 'certain'],
    [80, {}, 'probable'],
    [5, { sizeAgrees: undefined }, 'probable'],
    [30, { sizeAgrees: undefined }, 'suspected'],
  ] as const)('with %i of 100 code pages missing and %o it is %s', (missingCodePages, site, verdict) => {
    const candidates = [candidateOf('SIoctl.sys', 0x91967000, [siteOf(site)])];
    expect(verdictOf(withOwner(candidates, { missingCodePages }))).toBe(verdict);
  });

  it('is a suspicion when the tag is known for another component whose code is not all there', () => {
    const row = (binary: string) => ({
      ...tagRow('MSKK', 'paged', { blocks: 415_447, bytes: 1_701_670_912 }, 'packets of the kernel'),
      binary,
    });
    const judge = (binary: string, missingCodePages: number) =>
      findingsOf(
        driverTag.judge({
          ...withOwner([candidateOf('SIoctl.sys', 0x91967000)], { missingCodePages }),
          tags: tagTable([row(binary)]),
        }),
      )[0];
    expect(judge('nt!io', 5)).toMatchObject({ verdict: 'suspected' });
    expect(judge('nt!io', 5).against.map(({ key }) => key)).toContain('driver-tag.known-elsewhere');
    expect(judge('nt!io', 0).verdict).toBe('certain');
    expect(judge('sioctl.sys', 5).verdict).toBe('certain');
  });

  it('is only probable when the tag stands in code elsewhere that nobody could follow', () => {
    expect(verdictOf(withOwner([SIOCTL], { doubtful: 1 }))).toBe('probable');
  });

  it('accuses nobody when two drivers use the tag, or when only the kernel does, or nobody', () => {
    const other = candidateOf('other.sys', 0x8b000000);
    const kernel = candidateOf('ntoskrnl.exe', 0x82e17000, [siteOf()], true);
    for (const candidates of [[SIOCTL, other], [kernel], [SIOCTL, kernel], []]) {
      expect(driverTag.judge(withOwner(candidates)).answer).toBe('no');
    }
  });

  it('does not count a place that may not even be code', () => {
    expect(driverTag.judge(withSite({ confidence: 'possible' })).answer).toBe('no');
  });

  it('leaves object tags to the rules about holders', () => {
    expect(driverTag.judge(environment2())).toMatchObject({
      answer: 'no',
      why: { key: 'driver-tag.object-tag', values: { tag: 'Thre', type: 'Thread' } },
    });
  });

  it('cannot tell when the code was not searched', () => {
    expect(driverTag.judge(environment1({ owners: [] })).answer).toBe('cannot-tell');
  });

  it('says no when no tag fills a pool', () => {
    expect(driverTag.judge(made()).answer).toBe('no');
  });

  it('is a suspicion, no more, in a pool that is not short', () => {
    const tags = tagTable([tagRow('MSKK', 'paged', { blocks: 40_000, bytes: 150_000_000 })]);
    const analysis = made({ tags, owners: [ownerOf('MSKK', 'paged', [SIOCTL])] });
    expect(verdictOf(analysis)).toBe('suspected');
  });

  it('does not let an unread failure counter accuse a driver of filling an empty pool', () => {
    const tags = tagTable([tagRow('MSKK', 'paged', { blocks: 40_000, bytes: 150_000_000 })]);
    const memory = { ...quietMemory(), failures: { count: MISSING } };
    const analysis = made({ memory, tags, owners: [ownerOf('MSKK', 'paged', [SIOCTL])] });
    expect(verdictOf(analysis)).toBe('suspected');
  });

  it('is only probable when the counters are gone and the blocks had to be counted', () => {
    const row = tagRow('MSKK', 'paged', { blocks: 415_447, bytes: 1_701_670_912, source: 'walk' });
    expect(verdictOf(environment1({ tags: tagTable([row], false) }))).toBe('probable');
  });

  it('takes shares of what the descriptors count, so that unread tags cannot make a small one large', () => {
    // The row of MSKK is unread: CM31 is now 93 % of what is left, but 1.4 % of the pool.
    const tags = tagTable([tagRow('CM31', 'paged', { blocks: 5555, bytes: 24_899_584 }), NONPAGED], false);
    expect(driverTag.judge(environment1({ tags })).answer).toBe('cannot-tell');
  });

  it('cannot tell while the use of a pool by tag is unread', () => {
    const tags = tagTable([NONPAGED], false);
    expect(driverTag.judge(environment1({ tags })).answer).toBe('cannot-tell');
    expect(sharedTag.judge(environment1({ tags })).answer).toBe('cannot-tell');
  });
});

describe('shared-tag', () => {
  it('names the tag and every module, and accuses nobody', () => {
    const other = candidateOf('other.sys', 0x8b000000, [siteOf({ address: 0x8b001005, size: 0x200 })]);
    const outcome = sharedTag.judge(withOwner([SIOCTL, other]));
    expect(findingsOf(outcome)).toMatchObject([
      {
        verdict: 'suspected',
        culprit: null,
        subject: { pool: 'paged', tag: 'MSKK' },
        summary: { values: { modules: 'SIoctl.sys, other.sys' } },
      },
    ]);
  });

  it.each(['Ddk ', 'None', 'Wdm '])('never takes the tag %s for a driver, however few use it', (text) => {
    const changes = {
      tags: tagTable([tagRow(text, 'paged', { blocks: 400_000, bytes: 1_700_000_000 }), NONPAGED]),
      owners: [ownerOf(text, 'paged', [SIOCTL])],
    };
    expect(driverTag.judge(environment1(changes)).answer).toBe('no');
    expect(findingsOf(sharedTag.judge(environment1(changes)))).toMatchObject([
      { culprit: null, summary: { key: 'shared-tag.summary-default' } },
    ]);
  });

  it('says no when one driver alone uses the tag, and when nothing fills a pool', () => {
    expect(sharedTag.judge(environment1()).answer).toBe('no');
    expect(sharedTag.judge(made()).answer).toBe('no');
    expect(sharedTag.judge(environment2()).answer).toBe('no');
  });

  it('still names a default tag when the code could not be searched', () => {
    const tags = tagTable([tagRow('Ddk ', 'nonpaged', { blocks: 400_000, bytes: 40_000_000 })]);
    const memory = { ...quietMemory(), failures: { count: present(3, 'symbol') } };
    expect(findingsOf(sharedTag.judge(made({ tags, memory })))).toMatchObject([{ subject: { tag: 'Ddk ' } }]);
  });
});
