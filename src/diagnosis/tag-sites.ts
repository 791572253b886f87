import type { Analysis } from '../analysis/analysis.ts';
import type { OwnerCandidate, OwnerSite, TagOwner } from '../analysis/owner-facts.ts';
import type { Dominance } from './dominance.ts';

/** Who allocates a tag, as far as the code was read. */
export function ownerOf(analysis: Analysis, { row, pool }: Dominance): TagOwner | undefined {
  return analysis.owners.find((one) => one.tag === row.tag && one.pool === pool);
}

/** Modules with a site that is code for sure. */
export function realCandidates(owner: TagOwner): OwnerCandidate[] {
  return owner.candidates.filter(({ sites }) => sites.some((site) => site.confidence !== 'possible'));
}

/** The site that fits what the pool holds, or else the surest. */
export function bestSite({ sites }: OwnerCandidate): OwnerSite {
  const rank = (site: OwnerSite) =>
    (site.poolAgrees === false ? 0 : 8) +
    (site.sizeAgrees === true ? 4 : 0) +
    (site.confidence === 'certain' ? 2 : site.confidence === 'probable' ? 1 : 0);
  return [...sites].sort((a, b) => rank(b) - rank(a))[0];
}

/** The tag is known for another component, whose own code may be among what could not be read. */
export function isKnownElsewhere(
  { row: { description, binary = '' } }: Dominance,
  { codePages, missingCodePages }: TagOwner,
  { module }: OwnerCandidate,
): boolean {
  const isRead = codePages > 0 && missingCodePages === 0;
  return !isRead && description !== undefined && !binary.toLowerCase().startsWith(module.toLowerCase());
}
