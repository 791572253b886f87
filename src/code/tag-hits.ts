import type { VirtualAddress } from '../units/address.ts';
import type { PoolTag } from '../units/tag.ts';
import type { Task } from '../units/task.ts';
import { type AllocationSite, type AllocationSites, sitesOfTag } from './allocation-site.ts';
import { offsetsOf } from './byte-search.ts';
import { FunctionStarts } from './function-starts.ts';
import { type CodeModule, ModuleCode } from './module-code.ts';
import { operandUse } from './operand-use.ts';
import { surroundingText } from './surrounding-text.ts';
import { tagValues } from './tag-filter.ts';

/**
 * What the four bytes of a tag are where they were found. `allocates`: the operand, or the variable,
 * of a call site. `operand`: of an instruction that feeds no allocator. `unreadable`: code whose
 * surroundings are not in the dump, so that it cannot be told.
 */
export type TagHitKind = 'allocates' | 'operand' | 'text' | 'data' | 'unreadable';

/** One place in a module where the bytes of a tag lie. */
export interface TagHit {
  readonly module: string;
  readonly moduleBase: VirtualAddress;
  readonly va: VirtualAddress;
  readonly section?: string;
  readonly kind: TagHitKind;
  /** Why it counts, or does not: one line. */
  readonly reason: string;
}

export interface TagHits {
  readonly hits: readonly TagHit[];
  /** False when the search was stopped or a bound was met. */
  readonly complete: boolean;
}

const MAX_HITS = 10_000;
/** Code this near to a page that cannot be read cannot be judged. */
const NEAR = 16;

/** Every place in `modules` that holds the tag's four bytes, each with what it is. */
export function* findTagHits(
  modules: readonly CodeModule[],
  tag: PoolTag,
  sites: AllocationSites,
): Task<TagHits> {
  const hits: TagHit[] = [];
  const own = sitesOfTag(sites, tag);
  for (const [done, module] of modules.entries()) {
    const code = new ModuleCode(module);
    const judge = new HitJudge(code, own);
    for (const rva of placesOf(code.bytes, tag)) {
      if (hits.length >= MAX_HITS) return { hits, complete: false };
      if (code.isPresent(rva) && code.isPresent(rva + 3)) hits.push(judge.judge(rva));
    }
    const stop = yield { what: 'searching modules for the tag', done: done + 1, total: modules.length };
    if (stop === true) return { hits, complete: false };
  }
  return { hits, complete: true };
}

/** Offsets of the tag, with and without its protected bit, ascending. */
function placesOf(bytes: Uint8Array, tag: PoolTag): number[] {
  return tagValues(tag)
    .flatMap((value) => offsetsOf(bytes, value, MAX_HITS + 1))
    .sort((a, b) => a - b);
}

class HitJudge {
  #starts: FunctionStarts | undefined;
  readonly #sites: readonly AllocationSite[];

  constructor(
    readonly code: ModuleCode,
    sites: readonly AllocationSite[],
  ) {
    this.#sites = sites.filter((site) => site.moduleBase === code.base);
  }

  judge(rva: number): TagHit {
    const { code } = this;
    const { name } = code.module;
    const section = code.module.image.sectionAt(rva)?.name;
    const place = {
      module: name,
      moduleBase: code.base,
      va: code.base + rva,
      ...(section ? { section } : {}),
    };
    return { ...place, ...this.#classify(rva, section) };
  }

  #classify(rva: number, section: string | undefined): Pick<TagHit, 'kind' | 'reason'> {
    const { code } = this;
    const va = code.base + rva;
    const site = this.#sites.find(
      (s) => s.global === va || (s.tagFrom !== 'global' && va > s.tagAt && va < s.tagAt + 12),
    );
    if (site !== undefined) return { kind: 'allocates', reason: site.why };
    const text = surroundingText(code.bytes, rva, 4);
    if (text !== undefined) return { kind: 'text', reason: `part of the text '${text}'` };
    const range = code.rangeAt(rva);
    if (range === undefined)
      return { kind: 'data', reason: `data in ${section ?? 'the headers'}, no code refers to it as a tag` };
    if (!isPresentAround(code, rva)) {
      return { kind: 'unreadable', reason: 'code at the edge of a page that cannot be read' };
    }
    this.#starts ??= new FunctionStarts(code);
    return operandUse(code, this.#starts, rva);
  }
}

function isPresentAround(code: ModuleCode, rva: number): boolean {
  const last = code.bytes.length - 1;
  return code.isPresent(Math.max(0, rva - NEAR)) && code.isPresent(Math.min(last, rva + 4 + NEAR));
}
