import { assemble } from './assemble.ts';
import { isfOf } from './isf.ts';
import type { Scenario } from './scenario.ts';
import type { Truth } from './truth.ts';

/** The builder's face: a scenario in, a dump and its truth out. */

export type { LeakScenarioName } from './leaks/scenarios.ts';
export type { Damage, Leak, Scenario, ScenarioName } from './scenario.ts';
export { symbolStore } from './symbol-store.ts';
export type { Truth } from './truth.ts';
export { VERSIONS, type WindowsVersion } from './windows/versions.ts';

export interface BuiltDump {
  bytes: Uint8Array;
  truth: Truth;
  /** Volatility ISF of the kernel with the variables that the dump places. */
  isf: object;
}

/** Builds a dump in memory; for small scales. */
export function buildDump(scenario: Scenario): BuiltDump {
  const { layout, truth, symbols } = assemble(scenario);
  return { bytes: layout.toBytes(), truth, isf: isfOf(truth, symbols) };
}

/** Builds a dump straight into a (sparse) file; for any scale. */
export function writeDump(path: string, scenario: Scenario): { truth: Truth; isf: object } {
  const { layout, truth, symbols } = assemble(scenario);
  layout.toFile(path);
  return { truth, isf: isfOf(truth, symbols) };
}
