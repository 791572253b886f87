import type { Machine } from './machine.ts';
import type { Population } from './population.ts';
import type { Leak } from './scenario.ts';
import type { CallSite, Culprit } from './truth.ts';

/** Who is to blame, and whether the dump proves it. */

export function culprit(
  machine: Machine,
  population: Population,
  sites: readonly CallSite[],
): Culprit | null {
  const { name, leaks } = machine.scenario;
  if (name === 'driver-paged-pool') {
    return { kind: 'driver', module: 'SIoctl.sys', tag: 'MSKK', pool: 'paged', site: 0x9196b323 };
  }
  if (name === 'process-thread-handles') {
    const process = { kind: 'process', process: 'TestApp.exe', pid: population.testApp!.role.pid };
    return { ...process, tag: 'Thre', object: 'Thread', pool: 'nonpaged', handles: population.leak!.count };
  }
  return leaks?.[0] ? leakCulprit(leaks[0], population, sites) : null;
}

const SYSTEM = 4;
const OBJECTS: Partial<Record<Leak['kind'], string>> = {
  'exited-processes': 'Process',
  'live-processes': 'Process',
  'live-threads': 'Thread',
  'ended-threads': 'Thread',
};

function leakCulprit(leak: Leak, population: Population, sites: readonly CallSite[]): Culprit | null {
  if (leak.kind === 'load') return null;
  if (leak.kind === 'blocks') {
    const allocating = sites.filter((s) => s.tag === leak.tag);
    const [site] = allocating;
    const pool = leak.paged ? 'paged' : 'nonpaged';
    if (leak.isLoad) return null;
    if (allocating.length !== 1) return { kind: 'tag', tag: leak.tag, pool, provable: false };
    return { kind: 'driver', module: site.module, tag: leak.tag, pool, site: site.va };
  }
  if (leak.kind === 'session-blocks') return { kind: 'session', tag: leak.tag, session: leak.session };
  const object = OBJECTS[leak.kind] ?? (leak as { type: string }).type;
  const { tag, side } = population.objects.types.get(object)!;
  const pool = side === 'np' ? 'nonpaged' : 'paged';
  if (leak.kind === 'references') return { kind: 'reference', tag, object, pool, provable: false };
  // Handles of the System process are drivers', and who starts processes is another question.
  if (leak.pid === SYSTEM || leak.kind === 'live-processes')
    return { kind: 'unknown', tag, object, pool, provable: false };
  const process = population.processes.all.find((p) => p.role.pid === leak.pid)!.role.name;
  const handles = leak.kind.startsWith('live') ? 0 : leak.count;
  return { kind: 'process', process, pid: leak.pid, tag, object, pool, handles };
}
