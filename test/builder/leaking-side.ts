import type { Scenario } from './scenario.ts';
import { sideOfType } from './windows/object-types.ts';

/** Which pool the first leak of a scenario eats. */
export function leakingSide({ name, leaks }: Scenario): 'np' | 'pg' {
  if (name === 'driver-paged-pool') return 'pg';
  const leak = leaks?.[0];
  if (!leak) return 'np';
  if (leak.kind === 'blocks') return leak.paged ? 'pg' : 'np';
  if (leak.kind === 'session-blocks') return 'pg';
  if (!('type' in leak)) return 'np';
  return sideOfType(leak.type) ?? 'np';
}
