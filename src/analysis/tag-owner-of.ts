import type { PoolEvidence } from '../code/pool-agreement.ts';
import { findTagHits } from '../code/tag-hits.ts';
import { rankTagOwners, type TagOwners } from '../code/tag-owner.ts';
import { outstanding } from '../pool/tag-sums.ts';
import { type PoolTag, tagName } from '../units/tag.ts';
import type { Task } from '../units/task.ts';
import { codeModulesOf, sitesOfTagIn } from './allocation-sites-of.ts';
import { tagUsageOf } from './pool-of.ts';
import type { Session } from './session.ts';

/** Which modules allocate under a tag, with the call sites and what speaks for and against each. */
export function* tagOwnerOf(session: Session, tag: PoolTag): Task<TagOwners> {
  const sites = yield* sitesOfTagIn(session, tag);
  const found = yield* findTagHits(codeModulesOf(session), tag, sites);
  return rankTagOwners(tag, sites, found.hits, poolEvidence(session, tag));
}

/** What the pool holds under the tag: the pool with more bytes, and the size of its average block. */
function poolEvidence(session: Session, tag: PoolTag): PoolEvidence | undefined {
  const usage = tagUsageOf(session);
  const row = usage.tags.indexOf(tagName(tag));
  if (row < 0 || usage.known[row] === 0) return undefined;
  const paged = usage.pagedBytes[row] > usage.nonpagedBytes[row];
  const blocks = paged
    ? outstanding(usage.pagedAllocs[row], usage.pagedFrees[row])
    : outstanding(usage.nonpagedAllocs[row], usage.nonpagedFrees[row]);
  const bytes = paged ? usage.pagedBytes[row] : usage.nonpagedBytes[row];
  return { tag, kind: paged ? 'paged' : 'nonpaged', averageBytes: blocks > 0 ? bytes / blocks : undefined };
}
