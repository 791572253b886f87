import type { AllocationSites, UntracedCall } from '../code/allocation-site.ts';
import type { Agreement, PoolEvidence } from '../code/pool-agreement.ts';
import { findTagHits, type TagHit } from '../code/tag-hits.ts';
import { type RatedSite, rankTagOwners, type TagCandidate } from '../code/tag-owner.ts';
import type { Task } from '../units/task.ts';
import { known } from '../units/value.ts';
import { allocationSitesOf, codeModulesOf } from './allocation-sites-of.ts';
import type { TypeFacts } from './object-facts.ts';
import type { Decoy, OwnerCandidate, OwnerSite, TagOwner } from './owner-facts.ts';
import type { PoolName } from './pool-name.ts';
import type { Session } from './session.ts';
import type { TagFacts, TagTable } from './tag-facts.ts';

/** Tags of each pool whose owner is looked for. */
const TAGS_IN_POOL = 3;
/** Smaller tags explain nothing. */
const LEAST_SHARE = 0.25;
const DECOYS_KEPT = 64;

/**
 * Who allocates the largest tags of both pools. Tags of objects are left out: the kernel allocates
 * them all, and who holds the objects is what matters.
 */
export function* ownerFacts(session: Session, tags: TagTable, types: readonly TypeFacts[]): Task<TagOwner[]> {
  const objectTags = new Set(types.map(({ tag }) => tag));
  const wanted = [...largest(tags, 'nonpaged'), ...largest(tags, 'paged')].filter(
    ({ row }) => !objectTags.has(row.text),
  );
  const owners: TagOwner[] = [];
  if (wanted.length === 0) return owners;
  const sites = yield* allocationSitesOf(session);
  for (const { row, pool } of wanted) owners.push(yield* ownerOf(session, row, pool, sites));
  return owners;
}

function largest({ rows, bytes }: TagTable, pool: PoolName): { row: TagFacts; pool: PoolName }[] {
  const held = (row: TagFacts) => known(row.uses[pool].bytes) ?? 0;
  return rows
    .filter((row) => held(row) > 0 && held(row) >= bytes[pool] * LEAST_SHARE)
    .sort((a, b) => held(b) - held(a))
    .slice(0, TAGS_IN_POOL)
    .map((row) => ({ row, pool }));
}

function* ownerOf(session: Session, row: TagFacts, pool: PoolName, sites: AllocationSites): Task<TagOwner> {
  const found = yield* findTagHits(codeModulesOf(session), row.tag, sites);
  const ranked = rankTagOwners(row.tag, sites, found.hits, evidenceOf(row, pool));
  const decoys = ranked.decoys.map(decoy).filter((one): one is Decoy => one !== undefined);
  const drivers = sites.coverage.filter(({ base }) => !belongsToSystem(session, base));
  const own = new Set(ranked.candidates.map(({ moduleBase }) => moduleBase));
  return {
    tag: row.tag,
    text: row.text,
    pool,
    candidates: ranked.candidates.map((one) => candidate(session, one)),
    decoys: decoys.slice(0, DECOYS_KEPT),
    codePages: sum(drivers.map((one) => one.codePages)),
    missingCodePages: sum(drivers.map((one) => one.missingCodePages)),
    doubtful: countDoubtful(ranked.decoys, sites.untraced, own),
    commands: ranked.commands,
    complete: found.complete && sites.complete,
  };
}

/** The kernel, the HAL and session space: their tags are known, what they hide is no other driver. */
function belongsToSystem(session: Session, base: number): boolean {
  const { kernel } = session;
  const code = codeModulesOf(session).find((module) => module.base === base);
  if (code === undefined) return false;
  return base === kernel.base || code.name.toLowerCase() === 'hal' || code.memory !== kernel.memory;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function evidenceOf({ tag, uses }: TagFacts, pool: PoolName): PoolEvidence {
  const blocks = known(uses[pool].blocks);
  const bytes = known(uses[pool].bytes);
  return { tag, kind: pool, averageBytes: blocks && bytes ? bytes / blocks : undefined };
}

function decoy({ kind, va, module, reason }: TagHit): Decoy | undefined {
  return kind === 'allocates' ? undefined : { address: va, module, kind, why: reason };
}

/** Bytes of the tag in modules that also call allocators with a tag nobody could follow, and code at torn edges. */
function countDoubtful(
  hits: readonly TagHit[],
  untraced: readonly UntracedCall[],
  own: ReadonlySet<number>,
): number {
  const callers = new Set(untraced.map(({ moduleBase }) => moduleBase));
  return hits.filter(({ kind, moduleBase }) => {
    if (own.has(moduleBase)) return false;
    return kind === 'unreadable' || (kind !== 'text' && callers.has(moduleBase));
  }).length;
}

function candidate({ kernel, names }: Session, { module, moduleBase, sites }: TagCandidate): OwnerCandidate {
  const symbol = (va: number) => names.resolve(va)?.text ?? '';
  return {
    module,
    fileName: kernel.modules.find(({ base }) => base === moduleBase)?.fileName ?? module,
    base: moduleBase,
    isKernel: moduleBase === kernel.base,
    sites: sites.map((rated) => site(rated, symbol)),
  };
}

function site({ site: one, size, kind }: RatedSite, symbol: (va: number) => string): OwnerSite {
  return {
    address: one.tagAt,
    call: one.callAt,
    symbol: symbol(one.tagAt),
    allocator: one.allocator,
    slot: one.slot,
    size: one.size,
    poolType: one.poolType,
    sizeAgrees: agreed(size),
    poolAgrees: agreed(kind),
    inLoop: one.loop !== undefined,
    confidence: one.confidence,
    why: one.why,
  };
}

function agreed(agreement: Agreement): boolean | undefined {
  return agreement === 'unknown' ? undefined : agreement === 'agrees';
}
