import type { TagOwners } from '../code/tag-owner.ts';
import type { ModuleDetails } from './module-details.ts';
import { columnsOf, type Table } from './table.ts';

export interface TagOwnerReport {
  readonly owners: TagOwners;
  /** Of each candidate, in the same order. */
  readonly details: readonly (ModuleDetails | undefined)[];
}

/** One row a place in code: those that allocate under the tag, then those that do not count. */
export function tagOwnerTable({ owners, details }: TagOwnerReport): Table {
  return {
    columns: columnsOf(
      'module base:hex path confidence address:hex call:hex function allocator size:number poolType:number inLoop:boolean why',
    ),
    *rows() {
      for (const [i, { module, moduleBase, confidence, sites }] of owners.candidates.entries()) {
        const path = details[i]?.module.path ?? null;
        for (const { site } of sites) {
          const {
            tagAt,
            callAt,
            functionName = null,
            allocator,
            size = null,
            poolType = null,
            loop,
            why,
          } = site;
          const asked = [functionName, allocator, size, poolType, loop !== undefined];
          yield [module, moduleBase, path, confidence, tagAt, callAt, ...asked, why];
        }
      }
      for (const { va, module, kind, reason } of owners.decoys) {
        const unknown = [null, null, null, null, null, null];
        yield [module, null, null, 'none', va, ...unknown, `${kind}: ${reason}`];
      }
    },
  };
}
