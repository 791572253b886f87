import { describe, expect, test } from 'vitest';
import { analysisOf } from '../../src/analysis/analysis-of.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Finding } from '../../src/diagnosis/finding.ts';
import { concludedBy, conclusion } from '../../src/report/conclusion.ts';
import { catalogueOf } from '../../src/report/text/catalogues.ts';
import { reportText } from '../../src/report/text.ts';
import { runTask } from '../../src/units/task.ts';
import { buildDump, type LeakScenarioName, type Truth } from '../builder/build.ts';
import { LEAK_SCENARIOS } from '../builder/leaks/scenarios.ts';
import { sessionOf } from '../fakes/session.ts';
import { accused, culpritName } from './accused.ts';

/**
 * Built dumps of all the ways in which pool is lost, held against what the builder knows: a wrong name
 * is never given, whatever is damaged, and the right one where the dump proves it.
 */

/** The finding that the verdict rests on: rule, verdict, who (`-`: nobody is named). */
const CONCLUSIONS: Readonly<Record<string, readonly LeakScenarioName[]>> = {
  'driver-tag probable acmeflt.sys': [
    'driver-push',
    'driver-register',
    'driver-stack-slots',
    'driver-tag-wrapper',
    'driver-global-tag',
    'driver-thunk',
    'driver-register-tag',
    'driver-library',
    'driver-paged-small',
    'driver-nonpaged-big',
    'driver-and-friends',
    'driver-beside-server',
    'driver-beside-files',
    'driver-broken-pool-chain',
    'driver-lost-tracker',
    'driver-lost-big-pages',
    'driver-lying-tables',
    'driver-cyclic-modules',
    'driver-classic',
    'driver-above-4g',
    'driver-complete',
    'driver-usual-size',
  ],
  // The size is the caller's and much code is missing; the tag is Windows' own; the pool is not short.
  'driver-tag suspected acmeflt.sys': ['driver-wrapper', 'borrowed-tag', 'early-driver'],
  'handle-leak probable svchost.exe': [
    'event-handles',
    'semaphore-handles',
    'key-handles',
    'events-broken-process-list',
    'events-lost-handle-page',
    'events-lying-counts',
    'events-classic',
    'events-above-4g',
    'events-complete',
    'events-usual-size',
  ],
  'handle-leak probable explorer.exe': ['file-handles', 'mutant-handles', 'section-handles'],
  'handle-leak probable lsass.exe': ['token-handles'],
  'handle-leak certain svchost.exe': [
    'exited-processes',
    'monitor-threads',
    'processes-broken-list',
    'threads-lying-counts',
  ],
  'handle-leak suspected explorer.exe': ['events-beside-server'],
  'thread-explosion probable explorer.exe': ['live-threads', 'live-threads-held'],
  'process-explosion suspected -': ['live-processes'],
  'kernel-reference probable -': [
    'file-references',
    'token-references',
    'thread-references',
    'process-references',
  ],
  'kernel-handles suspected -': ['system-event-handles', 'system-key-handles'],
  'session-pool probable Session 1': ['session-gdi'],
  'session-pool probable Session 0': ['session-user'],
  'session-pool suspected -': ['session-failures'],
  'shared-tag suspected -': ['shared-tag', 'shared-tag-two-sizes', 'shared-unknown-tag', 'default-tag'],
  'unexplained-use cannot-tell -': [
    'tag-as-data',
    'tag-nowhere',
    'tag-freed-only',
    'irp-tag',
    'section-tag',
    'registry-tag',
    'one-object',
    'driver-lost-code',
    'driver-lost-code-friends',
    'driver-lost-books',
  ],
  'nothing-wrong probable -': ['busy-server', 'busy-lsass', 'early-event-handles'],
};

const EXPECTED = Object.entries(CONCLUSIONS).flatMap(([says, names]) =>
  names.map((name): [LeakScenarioName, string] => [name, says]),
);

/** Where nothing but a tag can be named, these must not stand in the first paragraph. */
const NOBODY = /acmeflt|borealis|cobaltfs|dunlin|svchost|explorer|sqlservr/;

function says(finding: Finding): string {
  return `${finding.id} ${finding.verdict} ${finding.culprit?.name ?? '-'}`;
}

test('every scenario is expected to come to something', () => {
  expect(EXPECTED.map(([name]) => name).sort()).toEqual(Object.keys(LEAK_SCENARIOS).sort());
});

describe.each(EXPECTED)('%s', (name, expected) => {
  test(expected, () => {
    const { bytes, truth } = buildDump(LEAK_SCENARIOS[name]);
    const analysis = runTask(analysisOf(sessionOf(bytes)));
    const findings = diagnose(analysis);
    const main = concludedBy(findings)!;
    expect(says(main)).toBe(expected);
    for (const one of accused(findings)) expect(one).toBe(culpritName(truth));
    if (truth.culprit?.provable === false)
      expect(JSON.stringify(findings)).toContain(truth.culprit.tag.trim());

    const paragraph = conclusion(findings, analysis, catalogueOf());
    if (main.culprit === null && main.id !== 'shared-tag') expect(paragraph).not.toMatch(NOBODY);
    checkText(paragraph, [...reportText(analysis, findings, {})], truth);
  });
});

/** What a person reads: lines fit, nothing is a program's slip, a leak's numbers are those of the builder. */
function checkText(paragraph: string, lines: readonly string[], truth: Truth): void {
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
  expect(lines.join('\n')).not.toMatch(/undefined|NaN|\bnull\b|Infinity|\[object [A-Z]/);
  const handles = truth.culprit?.handles;
  if (!handles || !/holds ([\d,]+) handles/.test(paragraph)) return;
  const told = Number(/holds ([\d,]+) handles/.exec(paragraph)![1].replaceAll(',', ''));
  // A few of the same type are held anyway; a page of the table may be missing.
  expect(told).toBeGreaterThan(handles - 512);
  expect(told).toBeLessThan(handles + 32);
}
