import type { Scenario } from './scenario.ts';
import { OBJECT_TYPES } from './windows7.ts';

/** Which pool the first leak of a scenario eats. */
export function leakingSide({ name, leaks }: Scenario): 'np' | 'pg' {
  if (name === 'driver-paged-pool') return 'pg';
  const leak = leaks?.[0];
  if (!leak) return 'np';
  if (leak.kind === 'blocks') return leak.paged ? 'pg' : 'np';
  if (leak.kind === 'session-blocks') return 'pg';
  if (!('type' in leak)) return 'np';
  return OBJECT_TYPES.find(([type]) => type === leak.type)?.[2] ?? 'np';
}
