import type { MemoryReader } from '../memory/reader.ts';
import type { Rva, VirtualAddress } from '../units/address.ts';
import { type PoolTag, tagName } from '../units/tag.ts';
import type { Task } from '../units/task.ts';
import type { AllocationSite, AllocationSites, CodeCoverage, UntracedCall } from './allocation-site.ts';
import { AllocatorBook, wordsHolding } from './allocator-book.ts';
import { type Allocator, FRAMEWORK_MODULE, frameworkOffsets } from './allocators.ts';
import { CalleeFinder } from './callee-finder.ts';
import { wrapperAround } from './found-wrappers.ts';
import { FunctionStarts } from './function-starts.ts';
import { FunctionTracer, type Trace } from './function-tracer.ts';
import { type CodeModule, ModuleCode } from './module-code.ts';
import { ModuleIndex } from './module-index.ts';
import { findReferences, tableCalls, type Wanted } from './references.ts';
import { isLost, retraced } from './retrace.ts';
import { functionName, siteMaker } from './site-maker.ts';
import { StackEffects } from './stack-effects.ts';
import { TagFilter } from './tag-filter.ts';
import { traceRanges } from './trace-ranges.ts';

type Book = ReadonlyMap<VirtualAddress, Allocator>;

/** Rounds of looking for callers of functions that were found to pass a tag on. */
const MAX_ROUNDS = 5;
const MAX_WRAPPERS = 4_000;
/** References in one module that are followed. */
const MAX_ANCHORS = 100_000;
/** Calls whose code is decoded again because their tag was not found. */
const MAX_RETRACES = 2_000;
/** All images together are read up to this many bytes. */
const MAX_TOTAL = 0x20000000;

export interface SiteOptions {
  /** Only this tag is wanted: most functions need not be followed then. */
  readonly tag?: PoolTag;
}

/**
 * Every place in `modules` that allocates pool under a tag of its own. References to the allocators
 * are looked for in the code, the functions around them decoded and followed; functions that pass
 * their caller's tag on become allocators themselves, and their callers are looked for in turn.
 * `memory` is read for words outside every module.
 */
export function* findAllocationSites(
  modules: readonly CodeModule[],
  memory: MemoryReader,
  options: SiteOptions = {},
): Task<AllocationSites> {
  const search = new SiteSearch(modules, memory, options);
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

/** Direct calls stay inside a module, and so does the use of a slot: nothing else need be looked for. */
function wantedHere({ base, bytes }: ModuleCode, { slots, routines }: Wanted): Wanted {
  const inside = (book: Book) => new Map([...book].filter(([va]) => va >= base && va < base + bytes.length));
  return { slots: inside(slots), routines: inside(routines) };
}

/** What is known of one module while the search runs. */
class SearchedModule {
  readonly anchors = new Set<Rva>();
  /** By the start of the stretch. */
  readonly traces = new Map<Rva, Trace>();
  filter?: TagFilter;
  isFrameworkSearched = false;
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
  readonly #tracer: FunctionTracer;
  readonly #leftOut: CodeModule[] = [];
  /** Allocators whose references have not been looked for yet. */
  #fresh: Map<VirtualAddress, Allocator>;
  /** The driver framework is loaded, so drivers may call it through its table. */
  readonly #usesFramework: boolean;
  #isFirstRound = true;
  #wrappers = 0;
  #hitBound = false;

  constructor(
    modules: readonly CodeModule[],
    memory: MemoryReader,
    readonly options: SiteOptions,
  ) {
    const codes = this.#load(modules);
    this.codes = codes.map((code) => new SearchedModule(code));
    this.#index = new ModuleIndex(codes, memory);
    this.#book = new AllocatorBook(codes);
    const effects = new StackEffects((va) => this.#index.memoryOf(va));
    this.#tracer = new FunctionTracer(new CalleeFinder(this.#book, effects, this.#index));
    this.#fresh = new Map(this.#book.routines);
    this.#usesFramework = codes.some(({ module }) => module.name.toLowerCase() === FRAMEWORK_MODULE);
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
    const found = findReferences(code, wantedHere(code, wanted));
    if (this.#usesFramework && !module.isFrameworkSearched) {
      module.isFrameworkSearched = true;
      found.push(...tableCalls(code, frameworkOffsets()));
    }
    if (found.length === 0) return;
    for (const rva of found) {
      if (anchors.size < MAX_ANCHORS) anchors.add(rva);
      else this.#hitBound = true;
    }
    const isNew = new Set(found);
    const filter = this.#filterOf(module);
    const all = [...anchors].sort((a, b) => a - b);
    for (const range of traceRanges(code, module.starts, all)) {
      if (!range.anchors.some((rva) => isNew.has(rva)) || filter?.mayUse(range) === false) continue;
      const trace = this.#tracer.trace(code, range);
      module.traces.set(range.start, trace);
      this.#addWrappers(code, trace);
    }
  }

  #filterOf(module: SearchedModule): TagFilter | undefined {
    const { tag } = this.options;
    if (tag === undefined) return undefined;
    module.filter ??= new TagFilter(module.code, tag);
    return module.filter;
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
    let retraces = 0;
    for (const { code, traces } of this.codes) {
      const make = siteMaker(code, this.#index);
      for (const trace of traces.values()) {
        for (const call of trace.calls) {
          const isKnown = !isLost(call) || retraces++ >= MAX_RETRACES;
          const found = make(isKnown ? call : retraced(code, call, this.#tracer), trace);
          sites.push(...found.sites);
          if (found.untraced !== undefined) untraced.push(found.untraced);
        }
      }
    }
    sites.sort((a, b) => a.tagAt - b.tagAt || a.callAt - b.callAt);
    untraced.sort((a, b) => a.callAt - b.callAt);
    const { tag } = this.options;
    const wanted = tag === undefined ? sites : sites.filter((site) => tagName(site.tag) === tagName(tag));
    const complete = isDone && !this.#hitBound && this.#leftOut.length === 0;
    return { sites: wanted, untraced, coverage: this.#coverage(), complete };
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
