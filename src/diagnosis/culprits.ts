import type { Analysis, ModuleFacts } from '../analysis/analysis.ts';
import type { Holder } from '../analysis/object-facts.ts';
import type { OwnerCandidate } from '../analysis/owner-facts.ts';
import type { DriverCulprit, ProcessCulprit } from './finding.ts';

/** What a vendor needs to know which file it is. */
export function driverCulprit(analysis: Analysis, candidate: OwnerCandidate): DriverCulprit {
  const facts = analysis.modules.find((module) => module.base === candidate.base);
  return { kind: 'driver', ...culpritFields(candidate, facts) };
}

function culpritFields(candidate: OwnerCandidate, facts: ModuleFacts | undefined) {
  return {
    name: candidate.fileName || candidate.module,
    path: facts?.path,
    base: candidate.base,
    size: facts?.size ?? 0,
    version: facts?.version,
    company: facts?.company,
    timeDateStamp: facts?.timeDateStamp ?? 0,
    checkSum: facts?.checkSum ?? 0,
    pdb: facts?.pdb,
  };
}

export function processCulprit(
  analysis: Analysis,
  { process, pid, name }: Pick<Holder, 'process' | 'pid' | 'name'>,
): ProcessCulprit {
  const facts = analysis.processes.find((one) => one.address === process);
  return { kind: 'process', name, pid, address: process, image: facts?.image, session: facts?.session };
}
