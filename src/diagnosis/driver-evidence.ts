import type { Analysis } from '../analysis/analysis.ts';
import type { OwnerCandidate, OwnerSite, TagOwner } from '../analysis/owner-facts.ts';
import { hex8 } from '../units/address.ts';
import type { Dominance } from './dominance.ts';
import { againstDominance, dominanceEvidence, poolUsedFlag } from './dominance-evidence.ts';
import type { Evidence, Finding, Verdict } from './finding.ts';
import { followsLoad } from './known-tags.ts';
import { type Message, message } from './message.ts';
import { isHuge, pressureOf } from './pool-pressure.ts';
import { bestSite, isKnownElsewhere } from './tag-sites.ts';

/** Decoys told one by one. */
const DECOYS_TOLD = 4;

/** The numbers and the code that lead from a pool to a driver, in the order of the proof. */
export function driverEvidence(
  analysis: Analysis,
  dominance: Dominance,
  owner: TagOwner,
  site: OwnerSite,
): Evidence[] {
  const evidence = [...dominanceEvidence(dominance)];
  const code = (says: Message) => evidence.push({ says, source: 'code' });
  const { address, symbol, allocator, call } = site;
  code(message('driver-tag.site', { site: address, symbol, allocator, call }));
  if (site.sizeAgrees === true && site.size !== undefined) {
    code(message('driver-tag.size-agrees', { size: site.size, average: dominance.average }));
  }
  if (site.poolAgrees === true && site.poolType !== undefined) {
    code(message('driver-tag.type-agrees', { pool: dominance.pool, poolType: site.poolType }));
  }
  if (site.inLoop) code(message('driver-tag.loop', { site: address }));
  code(message('driver-tag.only-one', { modules: analysis.modules.length }));
  for (const { address, module, why } of owner.decoys.slice(0, DECOYS_TOLD)) {
    code(message('driver-tag.decoy', { address, module, why }));
  }
  return evidence;
}

/** What speaks against it, what was not read, what to do, how to repeat it. */
export function driverProofs(
  analysis: Analysis,
  dominance: Dominance,
  owner: TagOwner,
  candidate: OwnerCandidate,
  site: OwnerSite,
  verdict: Verdict,
): Pick<Finding, 'against' | 'unread' | 'next' | 'byHand'> {
  const driver = candidate.fileName || candidate.module;
  const values = { driver, tag: dominance.row.text, site: site.address };
  return {
    against: againstDriver(analysis, dominance, owner, candidate),
    unread: unreadCode(owner, dominance),
    next:
      verdict === 'suspected'
        ? [message('driver-tag.next-watch', values)]
        : [message('driver-tag.next-vendor', values), message('driver-tag.next-stop', { driver })],
    byHand: byHand(dominance, candidate, site),
  };
}

function againstDriver(
  analysis: Analysis,
  dominance: Dominance,
  owner: TagOwner,
  candidate: OwnerCandidate,
): Message[] {
  const site = bestSite(candidate);
  const against = againstDominance(dominance);
  const { pool, row, average } = dominance;
  if (site.sizeAgrees === false && site.size !== undefined) {
    against.push(message('driver-tag.size-differs', { size: site.size, average }));
  }
  if (site.poolAgrees === false && site.poolType !== undefined) {
    against.push(message('driver-tag.type-differs', { pool, poolType: site.poolType }));
  }
  if (site.confidence !== 'certain') {
    against.push(message('driver-tag.site-unsure', { confidence: site.confidence }));
  }
  const { isShort } = pressureOf(analysis, pool);
  if (isShort !== 'yes' && !isHuge(analysis, dominance.bytes)) {
    against.push(message(isShort === 'no' ? 'driver-tag.not-short' : 'driver-tag.maybe-short', { pool }));
  }
  if (isKnownElsewhere(dominance, owner, candidate)) {
    const values = { tag: row.text, description: row.description ?? '' };
    against.push(message('driver-tag.known-elsewhere', values));
  }
  if (followsLoad(row.text)) {
    against.push(message('driver-tag.normal-use', { tag: row.text, description: row.description ?? '' }));
  }
  against.push(message('dominant-tag.snapshot'));
  return against;
}

/** Code that was not read could hold another owner. */
export function unreadCode(owner: TagOwner, dominance: Dominance): Message[] {
  const unread: Message[] = [];
  if (owner.missingCodePages > 0 || owner.codePages === 0) {
    const { missingCodePages: missing, codePages: pages } = owner;
    unread.push(message('driver-tag.code-missing', { missing, pages }));
  }
  if (owner.doubtful > 0) unread.push(message('driver-tag.untraced', { calls: owner.doubtful }));
  if (!owner.complete) unread.push(message('driver-tag.search-stopped'));
  if (dominance.source === 'walk') unread.push(message('dominant-tag.by-walk', { tag: dominance.row.text }));
  return unread;
}

function byHand({ pool, row }: Dominance, { module }: OwnerCandidate, site: OwnerSite): string[] {
  const commands = [
    '!vm 5',
    `!poolused ${poolUsedFlag(pool)}`,
    `!for_each_module s -a @#Base @#End "${row.text}"`,
    `u ${hex8(site.address)}`,
  ];
  if (site.slot !== undefined) commands.push(`ln poi(${hex8(site.slot)})`);
  return [...commands, `lmvm ${module}`];
}
