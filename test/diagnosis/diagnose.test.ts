import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { diagnose, examine } from '../../src/diagnosis/diagnose.ts';
import { VERDICTS } from '../../src/diagnosis/finding.ts';
import { THRESHOLDS } from '../../src/diagnosis/thresholds.ts';
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

/** Names that certain and probable findings accuse. */
function accused(analysis: Analysis): string[] {
  return diagnose(analysis)
    .filter(({ verdict }) => verdict === 'certain' || verdict === 'probable')
    .flatMap(({ culprit }) => (culprit === null ? [] : [culprit.name]));
}

describe('diagnose', () => {
  it('concludes both environments as the article does, and accuses nobody else', () => {
    expect(accused(environment1())).toEqual(['SIoctl.sys']);
    expect(accused(environment2())).toEqual(['TestApp.exe']);
  });

  it('concludes environment 1 without what only symbols give', () => {
    const { memory } = environment1();
    const failures = { count: MISSING };
    const bare = environment1({ memory: { ...memory, failures, freeSystemPtes: MISSING } });
    expect(accused(bare)).toEqual(['SIoctl.sys']);
  });

  it('says of a system at rest that nothing stands out, and accuses nobody', () => {
    const findings = diagnose(made());
    expect(findings).toMatchObject([{ id: 'nothing-wrong', culprit: null }]);
    // Without sessions one of the checks cannot be decided.
    expect(findings[0].verdict).toBe('probable');
  });

  it('does not call a dump healthy whose pools it could not read', () => {
    const memory = {
      ...quietMemory(),
      nonPagedUsage: MISSING,
      pagedUsage: MISSING,
      failures: { count: MISSING },
    };
    const [finding] = diagnose(made({ memory, tags: tagTable([], false) }));
    expect(finding).toMatchObject({
      id: 'nothing-wrong',
      verdict: 'cannot-tell',
      title: { key: 'nothing-wrong.title-partly' },
    });
  });

  it('admits when a pool is short and nothing explains it', () => {
    const memory = { ...quietMemory(), pagedUsage: present(520_000, 'kdbg' as const) };
    const findings = diagnose(made({ memory }));
    expect(findings.map(({ id }) => id)).toEqual(['paged-pool-exhausted', 'unexplained-use']);
    expect(findings.every(({ culprit }) => culprit === null)).toBe(true);
  });

  it('names a tag that only data holds, and nobody', () => {
    const [last] = diagnose(environment1({ owners: [ownerOf('MSKK', 'paged', [])] })).slice(-1);
    expect(last).toMatchObject({
      id: 'unexplained-use',
      verdict: 'cannot-tell',
      culprit: null,
      subject: { tag: 'MSKK' },
    });
  });

  it('names a tag of the kernel, and nobody', () => {
    const kernel = candidateOf('ntoskrnl.exe', 0x82e17000, [siteOf()], true);
    const analysis = environment1({ owners: [ownerOf('MSKK', 'paged', [kernel])] });
    expect(accused(analysis)).toEqual([]);
    const found = diagnose(analysis).find(({ id }) => id === 'unexplained-use');
    expect(found?.evidence.map(({ says }) => says.key)).toContain('unexplained-use.kernel');
  });

  it('puts the strongest first, and who did it before what happened', () => {
    const verdicts = diagnose(environment2()).map(({ verdict }) => VERDICTS.indexOf(verdict));
    expect(verdicts).toEqual([...verdicts].sort((a, b) => a - b));
    expect(diagnose(environment2())[0].id).toBe('handle-leak');
  });

  it('does not leave a tag of a shared kind unexplained twice', () => {
    const tags = tagTable([tagRow('Ddk ', 'paged', { blocks: 400_000, bytes: 1_700_000_000 })]);
    const ids = diagnose(environment1({ tags, owners: [] })).map(({ id }) => id);
    expect(ids).toContain('shared-tag');
    expect(ids).not.toContain('unexplained-use');
  });

  it('asks every rule there is a file for', () => {
    const folder = path.resolve(import.meta.dirname, '../../src/diagnosis');
    const files = readdirSync(folder).filter((name) => name.endsWith('.rule.ts'));
    expect(
      examine(made())
        .map(({ rule }) => `${rule}.rule.ts`)
        .sort(),
    ).toEqual(files.sort());
  });

  it('publishes where every limit was taken from', () => {
    for (const { value, origin } of Object.values(THRESHOLDS)) {
      expect(value).toBeGreaterThan(0);
      expect(origin.length).toBeGreaterThan(3);
    }
  });
});
