import { hex8, type VirtualAddress } from '../units/address.ts';
import { type PoolTag, tagText } from '../units/tag.ts';
import {
  type AllocationSite,
  type AllocationSites,
  type SiteConfidence,
  sitesOfTag,
} from './allocation-site.ts';
import {
  type Agreement,
  blockBytes,
  kindAgreement,
  kindOfPoolType,
  type PoolEvidence,
  sizeAgreement,
} from './pool-agreement.ts';
import type { TagHit } from './tag-hits.ts';
import { windbgLines } from './windbg-lines.ts';

/** A call site held against what the pool holds. */
export interface RatedSite {
  readonly site: AllocationSite;
  readonly size: Agreement;
  readonly kind: Agreement;
}

/** A module that may be the one that allocates under the tag. */
export interface TagCandidate {
  readonly module: string;
  readonly moduleBase: VirtualAddress;
  readonly confidence: SiteConfidence;
  /** Best first. */
  readonly sites: readonly RatedSite[];
  /** One line each. */
  readonly evidence: readonly string[];
  readonly contradictions: readonly string[];
}

export interface TagOwners {
  readonly tag: PoolTag;
  /** Most likely first. */
  readonly candidates: readonly TagCandidate[];
  /** Places that hold the tag's bytes and do not count, with the reason. */
  readonly decoys: readonly TagHit[];
  /** What could not be looked at. */
  readonly caveats: readonly string[];
  /** Debugger commands that show the same by hand. */
  readonly commands: readonly string[];
}

const RANK: Readonly<Record<SiteConfidence, number>> = { certain: 2, probable: 1, possible: 0 };

/**
 * The modules whose code allocates under `tag`, most likely first. One module alone can be certain;
 * of several, one is at most probable, and only when the pool holds what it asks for and not what
 * the others ask for.
 */
export function rankTagOwners(
  tag: PoolTag,
  sites: AllocationSites,
  hits: readonly TagHit[],
  evidence?: PoolEvidence,
): TagOwners {
  const own = sitesOfTag(sites, tag);
  const modules = [...new Set(own.map((site) => site.moduleBase))];
  const rated = modules.map((base) =>
    rate(
      own.filter((site) => site.moduleBase === base),
      evidence,
    ),
  );
  const candidates = (rated.length > 1 ? shareOut(rated) : rated).sort(byLikelihood);
  return {
    tag,
    candidates,
    decoys: hits.filter((hit) => hit.kind !== 'allocates'),
    caveats: caveatsOf(sites, tag),
    commands: windbgLines(
      tag,
      candidates.map((candidate) => candidate.sites[0].site),
      hits,
    ),
  };
}

function rate(sites: readonly AllocationSite[], evidence: PoolEvidence | undefined): TagCandidate {
  const rated = sites
    .map((site) => ({ site, size: sizeAgreement(site, evidence), kind: kindAgreement(site, evidence) }))
    .sort((a, b) => strength(b) - strength(a));
  const [best] = rated;
  return {
    module: best.site.module,
    moduleBase: best.site.moduleBase,
    confidence: aloneConfidence(rated),
    sites: rated,
    evidence: evidenceOf(best, rated.length, evidence),
    contradictions: contradictionsOf(rated, evidence),
  };
}

function strength({ site, size, kind }: RatedSite): number {
  const value = (agreement: Agreement) => (agreement === 'agrees' ? 1 : agreement === 'differs' ? -1 : 0);
  return value(kind) * 8 + value(size) * 4 + RANK[site.confidence] + (site.loop === undefined ? 0 : 0.5);
}

/** Confidence in a module if no other uses the tag. */
function aloneConfidence(rated: readonly RatedSite[]): SiteConfidence {
  if (rated.every(({ kind }) => kind === 'differs')) return 'possible';
  const usable = rated.filter(({ kind }) => kind !== 'differs');
  const best = usable.reduce((a, b) => (RANK[b.site.confidence] > RANK[a.site.confidence] ? b : a)).site
    .confidence;
  const confirmed = usable.some(({ size, kind }) => size === 'agrees' && kind === 'agrees');
  if (best === 'probable' && confirmed) return 'certain';
  const refuted = usable.every(({ size }) => size === 'differs');
  return best === 'certain' && refuted ? 'probable' : best;
}

/** Several modules use the tag: only what the pool holds can tell them apart. */
function shareOut(candidates: readonly TagCandidate[]): TagCandidate[] {
  const fitting = candidates.filter((candidate) => candidate.sites.some(fitsPool));
  const others = candidates.filter((candidate) => !fitting.includes(candidate));
  const isTold = fitting.length === 1 && others.every((candidate) => candidate.sites.every(cannotFit));
  return candidates.map((candidate) => {
    const confidence = isTold && candidate === fitting[0] ? 'probable' : 'possible';
    const names = candidates.filter((other) => other !== candidate).map((other) => other.module);
    const contradictions = [...candidate.contradictions, `the tag is also used by ${names.join(', ')}`];
    return { ...candidate, confidence, contradictions };
  });
}

function fitsPool({ size, kind }: RatedSite): boolean {
  return size === 'agrees' && kind !== 'differs';
}

function cannotFit({ size, kind }: RatedSite): boolean {
  return size === 'differs' || kind === 'differs';
}

function byLikelihood(a: TagCandidate, b: TagCandidate): number {
  return (
    RANK[b.confidence] - RANK[a.confidence] ||
    strength(b.sites[0]) - strength(a.sites[0]) ||
    b.sites.length - a.sites.length
  );
}

function evidenceOf(
  { site, size, kind }: RatedSite,
  count: number,
  evidence: PoolEvidence | undefined,
): string[] {
  const lines = [site.why];
  if (count > 1) lines.push(`${count} call sites in ${site.module} use the tag`);
  if (size === 'agrees')
    lines.push(`asks for ${site.size} bytes: blocks of ${blockBytes(site.size!)}, ${observed(evidence)}`);
  if (kind === 'agrees') lines.push(`asks for ${evidence!.kind} pool, which is where the tag lies`);
  if (site.loop !== undefined)
    lines.push(`the call stands in a loop (jump at ${hex8(site.loop.from)} back to ${hex8(site.loop.to)})`);
  return lines;
}

function observed(evidence: PoolEvidence | undefined): string {
  return evidence?.averageBytes === undefined
    ? 'which the pool holds'
    : `the pool's average is ${Number(evidence.averageBytes.toFixed(1))}`;
}

function contradictionsOf(rated: readonly RatedSite[], evidence: PoolEvidence | undefined): string[] {
  const lines: string[] = [];
  for (const { site, size, kind } of rated) {
    const at = `the call at ${hex8(site.callAt)}`;
    if (size === 'differs')
      lines.push(
        `${at} asks for ${site.size} bytes (blocks of ${blockBytes(site.size!)}), ${observed(evidence)}`,
      );
    if (kind === 'differs')
      lines.push(
        `${at} asks for ${kindOfPoolType(site.poolType!)} pool, the tag lies in ${evidence!.kind} pool`,
      );
  }
  return lines;
}

function caveatsOf({ coverage, untraced, complete }: AllocationSites, tag: PoolTag): string[] {
  const caveats: string[] = [];
  if (!complete) caveats.push('not all code was searched');
  const missing = coverage.filter((module) => module.missingCodePages > 0);
  if (missing.length > 0) {
    const pages = missing.reduce((sum, module) => sum + module.missingCodePages, 0);
    const total = coverage.reduce((sum, module) => sum + module.codePages, 0);
    caveats.push(
      `${pages} of ${total} pages of code (in ${missing.length} of ${coverage.length} modules) are not in memory: a call of '${tagText(tag)}' there is not seen`,
    );
  }
  for (const { module, note } of coverage) if (note !== undefined) caveats.push(`${module}: ${note}`);
  if (untraced.length > 0)
    caveats.push(`${untraced.length} calls of allocators take a tag that could not be followed`);
  return caveats;
}
