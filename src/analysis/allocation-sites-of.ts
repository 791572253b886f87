import type { AllocationSites } from '../code/allocation-site.ts';
import { findAllocationSites, type SiteOptions } from '../code/call-sites.ts';
import type { CodeModule } from '../code/module-code.ts';
import { type PoolTag, tagName } from '../units/tag.ts';
import type { Task } from '../units/task.ts';
import type { Session } from './session.ts';

/** Every loaded module as code to be read. */
export function codeModulesOf(session: Session): readonly CodeModule[] {
  const { kernel, names } = session;
  return session.once('code-modules', () =>
    kernel.modules.map((module) => ({
      name: module.name,
      base: module.base,
      size: module.size,
      memory: names.memoryOf(module),
      image: names.image(module),
      symbols: names.symbolFile(module)?.table,
    })),
  );
}

/** Every call of an allocator in all modules with the tag it passes, found once. */
export function* allocationSitesOf(session: Session): Task<AllocationSites> {
  return yield* sitesOf(session, 'allocation-sites');
}

/** The calls that pass one tag: most code need not be followed for them. */
export function* sitesOfTagIn(session: Session, tag: PoolTag): Task<AllocationSites> {
  return yield* sitesOf(session, `allocation-sites of ${tagName(tag)}`, { tag });
}

function* sitesOf(session: Session, key: string, options?: SiteOptions): Task<AllocationSites> {
  return yield* session.onceTask(
    key,
    () => findAllocationSites(codeModulesOf(session), session.kernel.memory, options),
    (sites) => sites.complete,
  );
}
