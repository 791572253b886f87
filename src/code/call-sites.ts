import type { MemoryReader } from '../memory/reader.ts';
import type { Rva, VirtualAddress } from '../units/address.ts';
import type { Task } from '../units/task.ts';
import type { AllocationSite, AllocationSites, CodeCoverage, UntracedCall } from './allocation-site.ts';
import { AllocatorBook, wordsHolding } from './allocator-book.ts';
import type { Allocator } from './allocators.ts';
import { CalleeFinder } from './callee-finder.ts';
import { wrapperAround } from './found-wrappers.ts';
import { FunctionStarts } from './function-starts.ts';
import { type Trace, traceRange } from './function-tracer.ts';
import { type CodeModule, ModuleCode } from './module-code.ts';
import { ModuleIndex } from './module-index.ts';
import { findReferences, type Wanted } from './references.ts';
import { retraced } from './retrace.ts';
import { functionName, siteMaker } from './site-maker.ts';
import { StackEffects } from './stack-effects.ts';
import { traceRanges } from './trace-ranges.ts';

/** Rounds of looking for callers of functions that were found to pass a tag on. */
const MAX_ROUNDS = 5;
const MAX_WRAPPERS = 4_000;
/** References in one module that are followed. */
const MAX_ANCHORS = 100_000;
/** All images together are read up to this many bytes. */
const MAX_TOTAL = 0x20000000;

/**
 * Every place in `modules` that allocates pool under a tag of its own. References to the allocators
 * are looked for in the code, the functions around them decoded and followed; functions that pass
 * their caller's tag on become allocators themselves, and their callers are looked for in turn.
 * `memory` is read for words outside every module.
 */
export function* findAllocationSites(
  modules: readonly CodeModule[],
  memory: MemoryReader,
): Task<AllocationSites> {
  const search = new SiteSearch(modules, memory);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const wanted = search.startRound();
    if (wanted === undefined) break;
    for (const [done, code] of search.codes.entries()) {
      search.look(code, wanted);
      const progress = { what: 'reading driver code', done: done + 1, total: search.codes.length };
      if ((yield progress) === true) return search.result(false);
    }
  }
  return search.result(true);
}

/** What is known of one module while the search runs. */
class SearchedModule {
  readonly anchors = new Set<Rva>();
  /** By the start of the stretch. */
  readonly traces = new Map<Rva, Trace>();
  #starts?: FunctionStarts;

  constructor(readonly code: ModuleCode) {}

  get starts(): FunctionStarts {
    this.#starts ??= new FunctionStarts(this.code);
    return this.#starts;
  }
}

class SiteSearch {
  readonly codes: readonly SearchedModule[];
  readonly #book: AllocatorBook;
  readonly #index: ModuleIndex;
  readonly #callees: CalleeFinder;
  readonly #leftOut: CodeModule[] = [];
  /** Allocators whose references have not been looked for yet. */
  #fresh: Map<VirtualAddress, Allocator>;
  #isFirstRound = true;
  #wrappers = 0;
  #hitBound = false;

  constructor(modules: readonly CodeModule[], memory: MemoryReader) {
    const codes = this.#load(modules);
    this.codes = codes.map((code) => new SearchedModule(code));
    this.#index = new ModuleIndex(codes, memory);
    this.#book = new AllocatorBook(codes);
    const effects = new StackEffects((va) => this.#index.memoryOf(va));
    this.#callees = new CalleeFinder(this.#book, effects, this.#index);
    this.#fresh = new Map(this.#book.routines);
  }

  #load(modules: readonly CodeModule[]): ModuleCode[] {
    const codes: ModuleCode[] = [];
    let total = 0;
    for (const module of modules) {
      total += module.size;
      if (total > MAX_TOTAL) this.#leftOut.push(module);
      else codes.push(new ModuleCode(module));
    }
    return codes;
  }

  /** What to look for in this round; undefined when nothing is left. */
  startRound(): Wanted | undefined {
    const routines = this.#fresh;
    this.#fresh = new Map();
    const slots = new Map<VirtualAddress, Allocator>();
    if (this.#isFirstRound) for (const [slot, allocator] of this.#book.slots) slots.set(slot, allocator);
    this.#isFirstRound = false;
    const addresses = new Set(routines.keys());
    for (const { code } of this.codes) {
      for (const { slot, target } of wordsHolding(code, addresses)) {
        const allocator = routines.get(target)!;
        this.#book.addSlot(slot, allocator);
        slots.set(slot, allocator);
      }
    }
    return routines.size + slots.size === 0 ? undefined : { routines, slots };
  }

  look(module: SearchedModule, wanted: Wanted): void {
    const { code, anchors } = module;
    const found = findReferences(code, wanted);
    if (found.length === 0) return;
    for (const rva of found) {
      if (anchors.size < MAX_ANCHORS) anchors.add(rva);
      else this.#hitBound = true;
    }
    const isNew = new Set(found);
    const all = [...anchors].sort((a, b) => a - b);
    for (const range of traceRanges(code, module.starts, all)) {
      if (!range.anchors.some((rva) => isNew.has(rva))) continue;
      const trace = traceRange(code, range, this.#callees);
      module.traces.set(range.start, trace);
      this.#addWrappers(code, trace);
    }
  }

  #addWrappers(code: ModuleCode, trace: Trace): void {
    for (const call of trace.calls) {
      const wrapper = wrapperAround(call, (va) => functionName(code, va));
      if (wrapper === undefined || this.#book.routineAt(wrapper.at) !== undefined) continue;
      if (this.#wrappers >= MAX_WRAPPERS) {
        this.#hitBound = true;
        return;
      }
      this.#wrappers++;
      this.#book.addRoutine(wrapper.at, wrapper.allocator);
      this.#fresh.set(wrapper.at, wrapper.allocator);
    }
  }

  result(isDone: boolean): AllocationSites {
    const sites: AllocationSite[] = [];
    const untraced: UntracedCall[] = [];
    for (const { code, traces } of this.codes) {
      const make = siteMaker(code, this.#index);
      for (const trace of traces.values()) {
        for (const call of trace.calls) {
          const found = make(retraced(code, call, this.#callees), trace);
          sites.push(...found.sites);
          if (found.untraced !== undefined) untraced.push(found.untraced);
        }
      }
    }
    sites.sort((a, b) => a.tagAt - b.tagAt || a.callAt - b.callAt);
    untraced.sort((a, b) => a.callAt - b.callAt);
    const complete = isDone && !this.#hitBound && this.#leftOut.length === 0;
    return { sites, untraced, coverage: this.#coverage(), complete };
  }

  #coverage(): CodeCoverage[] {
    const read = this.codes.map(({ code }) => ({
      module: code.module.name,
      base: code.base,
      codePages: code.codePages,
      missingCodePages: code.missingCodePages,
      ...(code.isGuessed ? { note: 'headers cannot be read: the whole image was taken for code' } : {}),
    }));
    const left = this.#leftOut.map(({ name, base }) => ({
      module: name,
      base,
      codePages: 0,
      missingCodePages: 0,
      note: 'not read: the images before it are too large together',
    }));
    return [...read, ...left];
  }
}
