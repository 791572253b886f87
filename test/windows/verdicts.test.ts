import { describe, expect, test } from 'vitest';
import { analysisOf } from '../../src/analysis/analysis-of.ts';
import { SymbolSource } from '../../src/analysis/symbol-source.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { concludedBy } from '../../src/report/conclusion.ts';
import { runTask } from '../../src/units/task.ts';
import { buildDump, type LeakScenarioName, symbolStore, type WindowsVersion } from '../builder/build.ts';
import { LEAK_SCENARIOS } from '../builder/leaks/scenarios.ts';
import { accused, culpritName } from '../diagnosis/accused.ts';
import { ask, sessionOf } from '../fakes/session.ts';
import { withFolder } from '../fakes/symbol-folder.ts';

/** What each scenario comes to where blocks can be walked, and on a segment heap, where they cannot. */
const CONCLUSIONS: readonly (readonly [LeakScenarioName, walked: string, heap: string])[] = [
  ['driver-push', 'driver-tag probable acmeflt.sys', 'driver-tag probable acmeflt.sys'],
  ['event-handles', 'handle-leak probable svchost.exe', 'handle-leak probable svchost.exe'],
  ['exited-processes', 'handle-leak certain svchost.exe', 'unexplained-use cannot-tell -'],
  ['busy-server', 'nothing-wrong probable -', 'nothing-wrong probable -'],
  ['busy-lsass', 'nothing-wrong probable -', 'nothing-wrong probable -'],
  ['early-event-handles', 'nothing-wrong probable -', 'nothing-wrong probable -'],
];

const WALKED: readonly WindowsVersion[] = ['xp-sp3', '2003-sp2', 'vista-sp2', '8.1', '10-17763'];
const HEAP: readonly WindowsVersion[] = ['10-18362', '10-19041'];

function concluded(name: LeakScenarioName, windows: WindowsVersion): string {
  const { bytes, truth } = buildDump({ ...LEAK_SCENARIOS[name], windows });
  const session = withFolder(symbolStore(truth), (path) => {
    const opened = sessionOf(bytes, { symbols: new SymbolSource({ path }) });
    ask(opened, '!sym');
    return opened;
  });
  const findings = diagnose(runTask(analysisOf(session)));
  for (const one of accused(findings)) expect(one).toBe(culpritName(truth));
  const main = concludedBy(findings)!;
  return `${main.id} ${main.verdict} ${main.culprit?.name ?? '-'}`;
}

describe.each(CONCLUSIONS)('%s', (name, walked, heap) => {
  test.each(WALKED)('%s', (windows) => expect(concluded(name, windows)).toBe(walked));
  test.each(HEAP)('%s', (windows) => expect(concluded(name, windows)).toBe(heap));
});
