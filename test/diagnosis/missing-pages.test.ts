import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analysisOf } from '../../src/analysis/analysis-of.ts';
import { Session } from '../../src/analysis/session.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Finding } from '../../src/diagnosis/finding.ts';
import { readCrashDump } from '../../src/dump/crash-dump.ts';
import { DumpError } from '../../src/dump/dump-error.ts';
import type { PageMap } from '../../src/dump/page-map.ts';
import { PhysicalMemory } from '../../src/dump/physical-memory.ts';
import { openSource } from '../../src/files/source.ts';
import { Kernel } from '../../src/kernel/kernel.ts';
import { runTask } from '../../src/units/task.ts';
import { buildDump, type LeakScenarioName } from '../builder/build.ts';
import { LEAK_SCENARIOS } from '../builder/leaks/scenarios.ts';
import { bytesSource } from '../fakes/physical.ts';
import { chance, tornSession } from '../fakes/torn.ts';
import { accused, culpritName } from './accused.ts';

const DUMPS = path.resolve(import.meta.dirname, '../../dumps');

/** The map without a random share of its pages. */
function without(map: PageMap, share: number, seed: number): PageMap {
  return {
    pageCount: map.pageCount,
    highestPfn: map.highestPfn,
    runs: () => map.runs(),
    locate: (pfn) => (chance(seed, pfn) < share ? -1 : map.locate(pfn)),
  };
}

/** Findings of a dump that lost pages; undefined when too much is gone to open it at all. */
function diagnoseWithout(file: string, share: number, seed: number): Finding[] | undefined {
  const source = openSource(file);
  try {
    const dump = readCrashDump(source);
    const physical = new PhysicalMemory(source, without(dump.physical.pages, share, seed));
    const session = new Session(new Kernel({ ...dump, physical }));
    return diagnose(runTask(analysisOf(session)));
  } catch (error) {
    if (error instanceof DumpError) return undefined;
    throw error;
  } finally {
    source.close();
  }
}

describe.each([
  ['driver-paged-pool.dmp', 'SIoctl.sys'],
  ['process-thread-handles.dmp', 'TestApp.exe'],
])('%s with pages missing', (name, culprit) => {
  const file = path.join(DUMPS, name);

  it('is concluded whole', () => {
    expect(accused(diagnoseWithout(file, 0, 0)!)).toEqual([culprit]);
  });

  it('accuses the same or nobody, and says so when it is less sure', () => {
    const whole = diagnoseWithout(file, 0, 0)!.find((one) => one.culprit?.name === culprit)!;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(0.01, 0.05, 0.2, 0.5), (seed, share) => {
        const findings = diagnoseWithout(file, share, seed);
        if (findings === undefined) return;
        expect(findings.length).toBeGreaterThan(0);
        for (const one of accused(findings)) expect(one).toBe(culprit);
        const found = findings.find((one) => one.culprit?.name === culprit);
        if (found === undefined || found.verdict === whole.verdict) return;
        const doubts = [...found.unread, ...found.against].map(({ key }) => key);
        expect(doubts.length).toBeGreaterThan(0);
      }),
      { numRuns: 25, seed: 7 },
    );
  });
});

describe('built leaks with pages missing', () => {
  const names = Object.keys(LEAK_SCENARIOS) as LeakScenarioName[];

  it.each(names)('%s accuses the right one or nobody', (name) => {
    const { bytes, truth } = buildDump(LEAK_SCENARIOS[name]);
    const source = bytesSource(bytes);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(0.03, 0.3, 0.7), (seed, share) => {
        const session = tornSession(source, (pfn) => chance(seed, pfn) < share);
        const findings = diagnose(runTask(analysisOf(session)));
        expect(findings.length).toBeGreaterThan(0);
        for (const one of accused(findings)) expect(one).toBe(culpritName(truth));
      }),
      { numRuns: 4 },
    );
  });
});
